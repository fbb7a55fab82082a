import Foundation
import Provenance
import Testing

/// Scores by hand: A has 2 of 3 rows and 4 words (red 3, blue 1), B has 2 words (blue 1, green 1); 3 words are known.
struct BagOfWordsClassifierTests {
    private let classifier = BagOfWordsClassifier([("B", "blue green"), ("A", "Red red, blue"), ("A", "red")])

    @Test func scoresAreTheFormulasNumbers() {
        #expect(classifier.labels == ["A", "B"])
        let scores = classifier.scores("red blue")
        #expect(abs(scores[0] - log(2.0 / 3 * 4 / 7 * 2 / 7)) < 1e-12)
        #expect(abs(scores[1] - log(1.0 / 3 * 1 / 5 * 2 / 5)) < 1e-12)
    }

    @Test func unknownWordsSayNothing() {
        #expect(classifier.scores("red pink") == classifier.scores("red"))
        #expect(classifier.label(of: "pink") == "A")
    }

    @Test func theLikeliestLabelWins() {
        #expect(classifier.label(of: "red") == "A")
        #expect(classifier.label(of: "green green") == "B")
    }

    @Test func nothingLearnedIsNoLabel() {
        #expect(BagOfWordsClassifier([]).label(of: "red") == nil)
    }
}
