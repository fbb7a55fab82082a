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
