import Foundation
import Provenance
import Testing

struct EvaluationTextTests {
    @Test func anIntervalStandsBelowItsRate() throws {
        let report = SampleReport.report()
        let lines = EvaluationText.lines(report)
        let place = try #require(lines.firstIndex { $0.hasPrefix("tracing accuracy %") })
        #expect(lines[place].split(separator: " ").suffix(3) == ["98.1", "98.8", "98.8"])
        #expect(lines[place + 1].hasPrefix("  95 % interval"))
        let rate = try #require(report.overall.tracingAccuracy)
        #expect(lines[place + 1].contains(String(format: "%.1f-", rate.low * 100)))
    }

    @Test func columnsEndBelowTheirHeads() throws {
        let lines = EvaluationText.lines(SampleReport.report())
        let head = try #require(lines.first { $0.hasSuffix("MYTHS") })
        let rate = try #require(lines.first { $0.hasPrefix("refusal hit %") })
        #expect(head.count == rate.count)
    }

    @Test(arguments: [1, 7, 8, 20])
    func linesKeepToTheWidth(count: Int) {
        let names = (1...count).map { "SOURCE\($0)" }
        var report = SampleReport.report(names: names)
        report.run = nil
        let lines = EvaluationText.lines(report, width: 120)
        #expect(lines.allSatisfy { $0.count <= 120 })
        // Seven sources and the overall column fit side by side; more stand in further groups.
        let tracing = lines.prefix { !$0.hasPrefix("without the model") }.filter { $0.hasPrefix("tracing accuracy %") }
        #expect(count <= 7 ? tracing.count == 1 : count < 20 || tracing.count > 1)
        for name in names { #expect(lines.contains { $0.contains(name) }) }
    }

    @Test func longAndHostileNamesStayOnOneLine() {
        var report = SampleReport.report(names: [String(repeating: "LONG", count: 40) + "\n\u{1B}[2J", "A\nB"])
        report.run = nil
        let lines = EvaluationText.lines(report)
        #expect(lines.allSatisfy { $0.count <= 120 && !$0.contains("\n") && !$0.contains("\u{1B}") })
    }

    @Test func baselinesAndOverlapAreThereWhenTheyWereMeasured() {
        var report = SampleReport.report()
        #expect(EvaluationText.lines(report).contains { $0.hasPrefix("BM25 on prompts %") })
        #expect(EvaluationText.lines(report).contains("rows whose nearest training prompt belongs to another source: 11"))
        report.overlap = nil
        report.overall.baselines = nil
        #expect(!EvaluationText.lines(report).contains { $0.hasPrefix("BM25 on prompts %") })
    }

    @Test func itSaysWhatAnIntervalOfOnePointHides() {
        #expect(EvaluationText.lines(SampleReport.report()).last?.contains("300/n %") == true)
    }

    @Test func whatWasNotCountedIsADash() throws {
        var report = SampleReport.report(names: ["GENERAL"])
        report.sources["GENERAL"]?.refusalHit = nil
        report.sources["GENERAL"]?.leak = Rate(hits: 0, count: 0)
        for title in ["refusal hit %", "leak %"] {
            let line = try #require(EvaluationText.lines(report).first { $0.hasPrefix(title) })
            #expect(line.hasSuffix(" -"))
        }
    }

    @Test func rewordedRowsStandByWhatWasDoneToThem() throws {
        var report = SampleReport.report()
        #expect(!EvaluationText.lines(report).contains("by what was done to the prompt"))
        report.wordings = ["greeting": SampleReport.figures(hits: 7, of: 8), "lower case": SampleReport.figures(hits: 5, of: 8)]
        let lines = EvaluationText.lines(report)
        let start = try #require(lines.firstIndex(of: "by what was done to the prompt"))
        #expect(lines[start + 1].contains("tracing accuracy %") && lines[start + 1].contains("refusal hit %"))
        #expect(lines[start + 2].hasPrefix("greeting ") && lines[start + 2].contains("87.5"))
        #expect(lines[start + 3].hasPrefix("lower case ") && lines[start + 3].contains("62.5"))
        let page = try ParsedPage(EvaluationPage.html(report))
        #expect(page.ids.contains("wordings") && page.text.contains("lower case"))
    }
}
