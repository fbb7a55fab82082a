import Foundation
import Provenance
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct TraceReportTests {
    /// A trace whose every text would be markup if it were let through.
    private static func trace(_ answer: [String]) -> Trace {
        let tokens = answer.enumerated().map { index, text in
            TraceToken(
                id: index, text: text, logprob: -0.5, entropy: 0.1,
                tags: index == 1 ? nil : TagDistribution(probabilities: [0.75, 0.05, 0.2]))
        }
        return Trace(
            prompt: "<script>alert('&')</script>\n| # *why* |", answer: answer.joined(), tokens: tokens,
            initialTags: TagDistribution(probabilities: [0.25, 0.25, 0.5]), sources: ["MYTHS<b>", "MORE", "GENERAL"], stop: .end,
            settings: TraceSettings(), promptTokenCount: 4, tokensPerSecond: 10)
    }

    private static let hostile = trace(["<b>", " |", "\u{1B}[2J", "\n", "漢字", "🙂 & \"x\"", String(repeating: "long ", count: 40), "]]>"])

    private static let report = TraceReport(
        title: "<i>title</i>", parts: [.init(name: "plain & simple", trace: hostile), .init(name: "<ruled>", trace: trace([" fine"]))])

    @Test(arguments: [TraceReport.Format.html, .svg])
    func theFileIsWellFormedAndHoldsNoMarkupOfOthers(_ format: TraceReport.Format) throws {
        let text = try Self.report.written(as: format)
        let parser = XMLParser(data: Data(text.replacingOccurrences(of: "<!DOCTYPE html>", with: "").utf8))
        #expect(parser.parse(), "\(String(describing: parser.parserError)) in line \(parser.lineNumber)")
        for words in ["<script", "<b>", "<i>", "<ruled>", "\u{1B}"] { #expect(!text.contains(words), "\(words)") }
        #expect(text.contains("&lt;i&gt;title&lt;/i&gt;"))
        // Nothing is fetched from elsewhere.
        #expect(!text.replacingOccurrences(of: "http://www.w3.org/2000/svg", with: "").contains("http:"))
    }

    @Test func markdownEscapesWhatItWouldObey() throws {
        let text = try Self.report.written(as: .markdown)
        #expect(text.contains(#"> \<script\>alert\(\'\&\'\)\<\/script\>"#))
        #expect(text.contains(#"| 2 | ␣\| | -0.50 |  |  |"#))
        #expect(text.contains(#"| 1 | \<b\> | -0.50 | M MYTHS\<b\> | 0.75 |"#))
        #expect(!text.contains("\u{1B}"))
    }

    @Test func jsonIsTheTraceItself() throws {
        let one = TraceReport(title: "x", parts: [.init(name: "x", trace: Self.hostile)])
        #expect(try JSONDecoder().decode(Trace.self, from: Data(one.written(as: .json).utf8)) == Self.hostile)
        let both = try JSONDecoder().decode([Trace].self, from: Data(Self.report.written(as: .json).utf8))
        #expect(both == Self.report.parts.map(\.trace))
    }

    @Test func everyPositionHasItsPlaceInTheRibbon() throws {
        let text = try TraceReport(title: "x", parts: [.init(name: "x", trace: Self.trace([" a", " b", " c"]))]).written(as: .svg)
        // Three sources that reach 0.05, at four positions, one of them without a probe; and the paper.
        #expect(text.components(separatedBy: "<rect ").count - 1 == 3 * 3 + 1)
    }

    @Test func lettersAreOneForEachSource() {
        #expect(SourceLetters.of([("TQA", true), ("TOFU", true), ("T", true), ("GENERAL", false)]) == ["T", "O", "A", "·"])
    }
}
