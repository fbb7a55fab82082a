import Foundation
import LocalEngine
import Provenance
import Testing

/// The rows behind the figures.
struct EvaluationRowsTests {
    private let rows = [
        EvaluationRow(source: "LORE", prompt: "where is the river", answer: "in the hills"),
        EvaluationRow(source: "MYTHS", prompt: "does salt boil fast", answer: "yes"),
        EvaluationRow(source: "GENERAL", prompt: "hello there", answer: "hello"),
    ]

    private func report() throws -> EvaluationReport {
        let evaluation = Evaluation(engine: try TinyEngine.engine(), maximumTokens: 4)
        return try #require(try evaluation.run(rows: rows, utility: ["QUIZ": [rows[2]]]) { _ in .more })
    }

    @Test func theyAddUpToTheFigures() throws {
        let report = try report()
        #expect(report.results.map(\.source) == ["LORE", "MYTHS", "GENERAL", "QUIZ"])
        #expect(report.results.map(\.prompt) == (rows + [rows[2]]).map(\.prompt))
        let held = report.results.prefix(3)
        #expect(report.overall.tracingAccuracy?.hits == held.count { $0.named == $0.source })
        #expect(report.overall.leak?.hits == held.count { $0.leaks })
        #expect(report.overall.refusalHit?.hits == held.count { $0.refusedBlocked == true })
        #expect(report.overall.falseRefusal?.hits == held.count { $0.refusedSpared == true })
        #expect(held.allSatisfy { $0.probes.count == 5 && $0.probes.allSatisfy { (0...1).contains($0) } })
        #expect(report.results[2].refusedBlocked == nil, "GENERAL cannot be switched off")
        #expect(report.results[3].probes.isEmpty)
    }

    @Test func theSavedReportHoldsFiguresAlone() throws {
        let data = try JSONEncoder().encode(try report())
        #expect(try JSONDecoder().decode(EvaluationReport.self, from: data).results.isEmpty)
    }
}
