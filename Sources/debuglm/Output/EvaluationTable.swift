import Foundation
import Provenance

/// An evaluation's figures as a table for people.
enum EvaluationTable {
    static func lines(_ report: EvaluationReport) -> [String] {
        let names = report.sources.keys.sorted()
        let columns = [("overall", report.overall)] + names.map { ($0, report.sources[$0] ?? .init()) }
        var lines = ["\(report.model): \(report.rows) rows, seed \(report.seed), \(Int(report.seconds)) s", ""]
        lines.append(row("", columns.map(\.0)))
        func add(_ title: String, _ cell: (EvaluationReport.Figures) -> String?) {
            lines.append(row(title, columns.map { cell($0.1) ?? "-" }))
        }
        add("tracing accuracy %") { $0.tracingAccuracy.map(percent) }
        add("  95 % interval") { $0.tracingAccuracy.map(interval) }
        add("probe after answer %") { $0.probeAccuracy.map(percent) }
        for share in ["0", "25", "50", "75"] { add("probe after \(share) % of it") { $0.probeAccuracyAfter[share].map(percent) } }
        add("calibration error") { $0.calibration.map { String(format: "%.3f", $0.expectedError) } }
        add("leak %") { $0.leak.map(percent) }
        add("refusal hit %") { $0.refusalHit.map(percent) }
        add("false refusal %") { $0.falseRefusal.map(percent) }
        add("perplexity") { $0.perplexity.map { String(format: "%.2f", $0) } }
        add("ROUGE-L recall") { $0.rougeLRecall.map { String(format: "%.3f", $0) } }
        lines += ["", "confusion (rows: right source; columns: what debug mode named)"]
        let named = Set(report.confusion.values.flatMap(\.keys)).sorted()
        lines.append(row("", named))
        for name in names { lines.append(row(name, named.map { String(report.confusion[name]?[$0] ?? 0) })) }
        if !report.utility.isEmpty {
            lines += ["", row("general questions", ["GENERAL %", "exact %", "ROUGE-L", "all off, refused %"])]
            for (name, figures) in report.utility.sorted(by: { $0.key < $1.key }) {
                lines.append(
                    row(
                        name,
                        [
                            percent(figures.taggedGeneral), percent(figures.exactMatch), String(format: "%.3f", figures.rougeLRecall),
                            percent(figures.falseRefusal),
                        ]))
            }
        }
        return lines
    }

    private static func percent(_ rate: Rate) -> String {
        String(format: "%.1f", rate.share * 100)
    }

    private static func interval(_ rate: Rate) -> String {
        String(format: "%.0f-%.0f", rate.low * 100, rate.high * 100)
    }

    private static func row(_ title: String, _ cells: [String]) -> String {
        let padded = cells.map { String(repeating: " ", count: max(1, 11 - $0.count)) + $0 }
        return title.padding(toLength: 24, withPad: " ", startingAt: 0) + padded.joined()
    }
}
