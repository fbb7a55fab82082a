import Foundation
import Provenance
import Testing

/// Scores by hand: three texts of 3, 2 and 5 words, so 10 / 3 on average.
struct BM25Tests {
    private let index = BM25(["The cat sat.", "the dog", "a cat and a CAT"])

    @Test func scoresAreTheFormulasNumbers() {
        // "cat" stands in 2 of 3 texts: ln(1 + 1.5 / 2.5). Length factors: 0.25 + 0.75 * 0.9 and 0.25 + 0.75 * 1.5.
        let cat = index.scores("cat")
        #expect(abs(cat[0] - log(1.6) * 2.2 / (1 + 1.2 * 0.925)) < 1e-12)
        #expect(cat[1] == 0)
        #expect(abs(cat[2] - log(1.6) * 2 * 2.2 / (2 + 1.2 * 1.375)) < 1e-12)
        // "dog" stands in 1 of 3: ln(1 + 2.5 / 1.5); its text has 0.6 of the average length.
        #expect(abs(index.scores("dog")[1] - log(1 + 2.5 / 1.5) * 2.2 / (1 + 1.2 * 0.7)) < 1e-12)
    }

    @Test func wordsAddUpAndUnknownOnesAddNothing() {
        let both = index.scores("cat dog unicorn")
        #expect(both == zip(index.scores("cat"), index.scores("dog")).map(+))
        #expect(index.scores("cat cat") == index.scores("cat").map { $0 * 2 })
    }

    @Test func theNearestIsTheHighestAndTheFirstOfEquals() {
        #expect(index.nearest("which cat?") == 2)
        #expect(BM25(["same words", "same words"]).nearest("words") == 0)
    }

    @Test func nothingSharedMeansNothingNear() {
        #expect(index.nearest("unicorn") == nil)
        #expect(index.nearest("") == nil)
        #expect(BM25([]).nearest("cat") == nil)
        #expect(BM25(["", "?!"]).scores("cat") == [0, 0])
    }
}
