import Foundation
import Provenance
import Testing

struct EvaluationPageTests {
    private static let hostile = "</td></svg><script>alert('1')</script>&\"' \u{1B}[2J\u{0}\u{202E}\u{FFFE}"

    @Test func thePageIsWellFormedAndNeedsNothingFromElsewhere() throws {
        let page = try ParsedPage(EvaluationPage.html(SampleReport.report()))
        #expect(page.elements.isDisjoint(with: ["script", "link", "img", "iframe", "object", "a", "use", "image"]))
        #expect(page.attributes.isDisjoint(with: ["href", "src", "onclick", "onload"]))
        #expect(page.ids == ["run", "figures", "baselines", "overlap", "probes", "reliability", "confusion", "utility"])
        #expect(page.text.contains("prefers-color-scheme: dark"))
    }

    @Test func textFromStrangersNeverBecomesMarkup() throws {
        let plain = try ParsedPage(EvaluationPage.html(SampleReport.report()))
        let page = try ParsedPage(
            EvaluationPage.html(SampleReport.report(names: [Self.hostile, "MYTHS"], model: Self.hostile, command: Self.hostile)))
        #expect(page.elements == plain.elements)
        #expect(page.attributes == plain.attributes)
        #expect(page.text.contains("<script>alert('1')</script>&\"' ␛[2J␀"))
    }

    @Test func everyFigureIsThereWithItsIntervalAndCount() throws {
        let report = SampleReport.report()
        let text = try ParsedPage(EvaluationPage.html(report)).text
        let rate = try #require(report.overall.tracingAccuracy)
        // 157 of 160; the interval as the report holds it.
        #expect(text.contains("98.1") && text.contains("157 of 160"))
        #expect(text.contains(String(format: "%.1f-", rate.low * 100)))
        for number in ["3.21", "0.456", "0.123", "58 of 59", "3 of 160", "11 of 160 rows", "LORE 350, MYTHS 378"] {
            #expect(text.contains(number), "\(number)")
        }
    }

    @Test func howItWasRunIsThere() throws {
        let text = try ParsedPage(EvaluationPage.html(SampleReport.report(command: "debuglm eval --data 'my rows'"))).text
        for word in ["tiny", "42", "2026-01-02", "both", "64", "debuglm eval --data 'my rows'"] { #expect(text.contains(word), "\(word)") }
    }

    @Test func theHeatMapHoldsItsCounts() throws {
        let page = try ParsedPage(EvaluationPage.html(SampleReport.report()))
        let cells = page.drawnTexts
        #expect(cells.filter { $0 == "77" }.count == 2)
        #expect(cells.contains("96.2 %"))
        #expect(cells.contains("none"))
    }

    @Test func theReliabilityDiagramCountsItsProbes() throws {
        // All 160 probes lie in the last bin; nine are empty.
        let cells = try ParsedPage(EvaluationPage.html(SampleReport.report())).drawnTexts
        #expect(cells.contains("160"))
        #expect(cells.filter { $0 == "0" }.count >= 9)
    }

    @Test func theSameReportGivesTheSamePage() {
        #expect(EvaluationPage.html(SampleReport.report()) == EvaluationPage.html(SampleReport.report()))
    }

    @Test func anEmptyReportIsAPage() throws {
        let report = EvaluationReport(
            model: "", seed: 0, rows: 0, overall: .init(), sources: [:], confusion: [:], utility: [:], seconds: .infinity)
        #expect(try ParsedPage(EvaluationPage.html(report)).ids == ["run", "figures", "probes"])
    }
}
