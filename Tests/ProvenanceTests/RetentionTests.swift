import Foundation
import Provenance
import Testing

/// What each stage left of the tags, in text, JSON and on the page.
struct RetentionTests {
    private let report = SampleReport.compared()

    @Test func sourcesStandByTheirStages() throws {
        let retention = try #require(report.retention)
        #expect(retention.groups.map(\.name) == ["sft", "rl", "GENERAL"])
        #expect(retention.groups.map(\.sources) == [["LORE", "MYTHS"], ["SUMS"], ["GENERAL"]])
    }

    @Test func aStagesRateIsOverAllRowsOfItsSources() throws {
        let checkpoints = try #require(report.retention?.checkpoints)
        let rate = try #require(checkpoints[1].rate(of: ["LORE", "MYTHS"]))
        #expect(rate.hits == 110 && rate.count == 120 && rate.low < rate.share && rate.share < rate.high)
        #expect(checkpoints[0].rate(of: ["SUMS"]) == nil)
    }

    @Test func theTextHasAColumnForEachStageAndIntervals() throws {
        let lines = EvaluationText.lines(report)
        let start = try #require(lines.firstIndex(of: "tracing accuracy after each stage"))
        let table = lines[start...]
        #expect(table.contains { $0.split(separator: " ") == ["sft", "sources", "%", "99.2", "91.7"] })
        #expect(table.contains { $0.split(separator: " ") == ["LORE", "%", "100.0", "90.0"] })
        #expect(table.contains { $0.split(separator: " ") == ["rl:", "SUMS", "%", "-", "95.0"] })
        #expect(table.contains { $0.hasPrefix("  95 % interval") })
    }

    @Test func thePageDrawsALineForEachSource() throws {
        let page = try ParsedPage(EvaluationPage.html(report))
        #expect(page.ids.suffix(2) == ["beside", "retention"])
        for text in ["LORE (sft)", "SUMS (rl)", "72 of 80", "after stage"] { #expect(page.text.contains(text), "\(text)") }
    }

    @Test func namesFromStrangersStayText() throws {
        let hostile = "</dd><script>alert('1')</script>"
        let page = try ParsedPage(EvaluationPage.html(SampleReport.compared(base: hostile, stage: hostile)))
        #expect(!page.elements.contains("script") && page.text.contains(hostile))
    }

    @Test func itSurvivesAFile() throws {
        let data = try JSONEncoder().encode(report)
        #expect(try JSONDecoder().decode(EvaluationReport.self, from: data) == report)
    }
}
