import Provenance
import Testing

struct ExpectationTests {
    @Test func everythingStatedMustHold() {
        let expectation = Expectation(contains: ["Paris"], notContains: ["Lyon"])
        #expect(expectation.verdict(answer: "It is paris.", refused: false) == .passing)
        #expect(
            expectation.verdict(answer: "It is Lyon.", refused: false)
                == .failing(["does not contain \"Paris\"", "contains \"Lyon\""]))
    }

    /// Nested repetition doubles its time with every letter; without a limit this test would not end.
    @Test func aPatternThatWouldTakeForEverIsGivenUpAndNamed() {
        let pattern = #"^(\w+\s?)+!$"#
        let answer = String(repeating: "no melon grows ", count: 20)
        let verdict = Expectation(matches: pattern).verdict(answer: answer, refused: false)
        #expect(verdict == .failing(["\(ProvenanceError.patternTooSlow(pattern: pattern))"]))
        #expect(throws: ProvenanceError.self) {
            try RuleSet(rules: [Rule(source: "TQA", promptPattern: pattern)]).applied(to: answer, manifest: sampleManifest)
        }
    }

    /// The parser that would say why goes one call deeper for each bracket.
    @Test(arguments: [String(repeating: "[", count: 20_000), String(repeating: "[a-", count: 9_000), "["])
    func aPatternOfManyBracketsIsAnError(pattern: String) {
        #expect(throws: ProvenanceError.self) { try Pattern(pattern) }
    }

    @Test func aPatternLooksAtAllLinesAndLetters() throws {
        for (pattern, text) in [("four|five", "one FIVE"), ("é$", "CafÉ"), ("b.", "a\nbc"), ("🙂+", "well 🙂🙂")] {
            #expect(try Pattern(pattern).found(in: text), "\(pattern)")
        }
        #expect(try !Pattern("^b").found(in: "a b"))
    }

    @Test func aRefusalCanBeWhatIsWanted() {
        #expect(Expectation(refuses: true).verdict(answer: "no", refused: true) == .passing)
        #expect(Expectation(refuses: true).verdict(answer: "no", refused: false) == .failing(["does not refuse"]))
        #expect(Expectation(refuses: false).verdict(answer: "no", refused: true) == .failing(["refuses"]))
    }

    @Test func anExactAnswerForgivesCaseAndSpaces() {
        #expect(Expectation(answer: "7 plus 5 is 12.").verdict(answer: " 7  PLUS 5 is 12. ", refused: false) == .passing)
    }

    @Test func patternsSearchAnywhere() {
        #expect(Expectation(matches: "\\bis 12\\b").verdict(answer: "7 plus 5 is 12.", refused: false) == .passing)
        #expect(Expectation(matches: "\\bis 12\\b").verdict(answer: "7 plus 5 is 123.", refused: false) != .passing)
    }

    @Test func nothingStatedIsNotJudged() {
        #expect(Expectation().verdict(answer: "anything", refused: false) == .notJudged)
    }
}
