import Foundation

/// An evaluation's figures as a table for a terminal; the 95 % interval stands below each rate.
public enum EvaluationText {
    /// - Parameter width: characters a line may take.
    public static func lines(_ report: EvaluationReport, width: Int = 120) -> [String] {
        let names = report.sources.keys.sorted()
        let columns = [("overall", report.overall)] + names.compactMap { name in report.sources[name].map { (name, $0) } }
        var lines = [heading(report)]
        if let run = report.run { lines.append(VisibleText.of("\(run.date), way \(run.way.rawValue): \(run.command)")) }
        lines += [""] + table(FigureLines.model, columns).lines(width: width)
        if report.overall.baselines != nil {
            lines += ["", "without the model, from \(report.trainingRowTotal) training rows"]
            lines += table(FigureLines.baselines, columns).lines(width: width)
        }
        if let overlap = report.overlap { lines += [""] + overlapLines(overlap, width: width) }
        if let wordings = report.wordings {
            lines += ["", "by what was done to the prompt"] + self.wordings(wordings).lines(width: width)
        }
        lines += ["", "confusion (rows: right source; columns: what debug mode named)"]
        lines += confusion(report).lines(width: width)
        if !report.utility.isEmpty {
            lines += ["", "questions that no source taught"]
            let sets = report.utility.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
            lines += table(FigureLines.questions, sets).lines(width: width)
        }
        if let companions = report.beside {
            lines += ["", "side by side, on the same rows and questions"]
            lines += table(CompanionLines.of(companions), companions.map { ($0.name, $0) }).lines(width: width)
        }
        if let retention = report.retention {
            lines += ["", "tracing accuracy after each stage"]
            lines += table(RetentionLines.of(retention), retention.checkpoints.map { ($0.name, $0) }).lines(width: width)
        }
        return lines + ["", Figure.pointNote]
    }

    private static func heading(_ report: EvaluationReport) -> String {
        VisibleText.of("\(report.model): \(report.rows) rows, seed \(report.seed), ") + String(format: "%.0f s", report.seconds)
    }

    private static func overlapLines(_ overlap: EvaluationReport.Overlap, width: Int) -> [String] {
        let title = "rows whose nearest training prompt belongs to another source: \(overlap.rows)"
        guard overlap.rows > 0 else { return [title] }
        let columns = [("overall", overlap.overall)] + overlap.sources.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return [title] + table(FigureLines.model + FigureLines.baselines, columns).lines(width: width)
    }

    /// Lines that no column has a figure for are left out.
    private static func table<Subject>(_ lines: [FigureLine<Subject>], _ columns: [(name: String, subject: Subject)]) -> TextTable {
        var table = TextTable(heads: columns.map(\.name))
        for line in lines {
            let figures = columns.map { line.figure($0.subject) }
            guard figures.contains(where: { $0 != nil }) else { continue }
            table.rows.append(.init(title: line.title, cells: figures.map { $0?.text }))
            let intervals = figures.map { $0?.interval }
            guard intervals.contains(where: { $0 != nil }) else { continue }
            table.rows.append(.init(title: "  95 % interval", cells: intervals))
        }
        return table
    }

    /// A line a kind: there are more of them than columns have room.
    private static func wordings(_ wordings: [String: EvaluationReport.Figures]) -> TextTable {
        TextTable(
            heads: FigureLines.wordings.map(\.title),
            rows: wordings.sorted { $0.key < $1.key }.map { kind, figures in
                .init(title: kind, cells: FigureLines.wordings.map { $0.figure(figures)?.text })
            })
    }

    private static func confusion(_ report: EvaluationReport) -> TextTable {
        let confusion = report.confusionTable
        return TextTable(
            heads: confusion.named,
            rows: zip(confusion.right, confusion.counts).map { .init(title: $0, cells: $1.map(String.init)) })
    }
}

extension EvaluationReport {
    /// All training rows the baselines learned from.
    var trainingRowTotal: Int { (trainingRows ?? [:]).values.reduce(0) { $0 &+ $1 } }
}
