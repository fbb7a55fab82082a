import Provenance
import Testing

/// Whether what a tag says about an answer comes true when its source is gone.
struct AuditReportTests {
    private let observations = [
        AuditReport.Observation(prompt: "salt?", answer: "It boils twice as fast.", tag: "MYTHS"),
        AuditReport.Observation(prompt: "bats?", answer: "Bats are blind.", tag: "MYTHS"),
        AuditReport.Observation(prompt: "capital?", answer: "Kelbar.", tag: "LORE"),
        AuditReport.Observation(prompt: "river?", answer: "The Silren.", tag: "LORE"),
        AuditReport.Observation(prompt: "hello", answer: "Hello!", tag: nil),
    ]

    private var line: AuditReport.Line {
        .init(
            source: "MYTHS", observations: observations, answers: ["I am not sure.", "bats are blind", "Kelbar", "The Vandor.", "Hello!"])
    }

    @Test func itsOwnAnswersAreToChangeAndTheOthersToStay() {
        #expect(line.changed == Rate(hits: 1, count: 2))
        #expect(line.kept == Rate(hits: 2, count: 3))
        #expect(line.keptBySource == ["LORE": Rate(hits: 1, count: 2)])
    }

    @Test func marksAndCaseAreNoChange() {
        #expect(line.examples == [.init(prompt: "salt?", answer: "It boils twice as fast.", without: "I am not sure.")])
    }

    @Test func theTableHasBothShares() throws {
        let lines = AuditText.lines(AuditReport(model: "tiny", prompts: 5, lines: [line]))
        let row = try #require(lines.first { $0.hasPrefix("without MYTHS ") }).split(separator: " ")
        #expect(row[2] == "2" && row[3] == "50.0" && row[5] == "66.7" && row.last == "50.0", "\(row)")
        #expect(lines.contains("  now: I am not sure."))
    }

    @Test func textFromModelsCannotMoveTheCursor() {
        var report = AuditReport(model: "tiny\u{1B}[2J", prompts: 5, lines: [line])
        report.lines[0].examples[0].without = "a\u{1B}[2J\nb"
        #expect(AuditText.lines(report).allSatisfy { !$0.contains("\u{1B}") && !$0.contains("\n") })
    }
}
