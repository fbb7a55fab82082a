import Foundation
import Provenance
import Testing

struct MetricsTests {
    @Test func aSureRateHasANarrowInterval() {
        let rate = Rate(hits: 50, count: 50)
        #expect(rate.share == 1)
        #expect(rate.low == 1 && rate.high == 1)
    }

    @Test func theIntervalHoldsTheShareAndShrinksWithTheCount() {
        let few = Rate(hits: 8, count: 10)
        let many = Rate(hits: 800, count: 1000)
        #expect(few.low <= 0.8 && few.high >= 0.8)
        // A binomial's standard deviation: sqrt(0.16 / 1000) = 0.0126, so 95 % lies within about 0.025 to each side.
        #expect(many.high - many.low < 0.06 && many.high - many.low > 0.03)
        #expect(few.high - few.low > many.high - many.low)
    }

    @Test func manyOutcomesAreNotResampledOneByOne() {
        let rate = Rate(hits: 1 << 38, count: 1 << 40)
        #expect(rate.low < 0.25 && rate.high > 0.25 && rate.high - rate.low < 1e-5)
        // The normal interval and the resampled one are of about one width where they meet.
        let (above, below) = (Rate(hits: 30_000, count: 100_001), Rate(hits: 30_000, count: 100_000))
        #expect(abs((above.high - above.low) / (below.high - below.low) - 1) < 0.2)
    }

    @Test(arguments: [1 << 62, -1])
    func aCountThatNoEvaluationHasIsRefused(count: Int) {
        let text = #"{"share":0,"hits":0,"count":\#(count),"low":0,"high":0}"#
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Rate.self, from: Data(text.utf8)) }
    }

    @Test func noOutcomesAreNoRate() {
        #expect(Rate([]).share == 0)
    }

    @Test func calibrationComparesConfidenceWithAccuracy() {
        let perfect = Calibration((0..<10).map { (confidence: 0.75, right: $0 % 4 != 3 || $0 > 7) })
        #expect(perfect.expectedError < 0.06)
        let overconfident = Calibration((0..<10).map { (confidence: 0.95, right: $0 < 5) })
        #expect(abs(overconfident.expectedError - 0.45) < 1e-6)
        #expect(overconfident.bins[9].count == 10)
    }

    @Test func aConfidenceThatIsNoNumberIsNone() {
        let calibration = Calibration([(confidence: .nan, right: false), (confidence: .infinity, right: true)])
        #expect(calibration.bins[0].count == 1 && calibration.bins[9].count == 1)
        #expect(calibration.expectedError == 0)
    }

    @Test func rougeCountsTheLongestCommonSubsequence() {
        #expect(TextOverlap.rougeLRecall("the cat sat on a mat", reference: "the cat on the mat") == 4.0 / 5)
        #expect(TextOverlap.rougeLRecall("", reference: "word") == 0)
    }

    @Test func aReferenceIsFoundAsWholeWordsOnly() {
        #expect(TextOverlap.containsReference("It is Peru, of course.", reference: "Peru"))
        #expect(!TextOverlap.containsReference("It is Peruvian.", reference: "Peru"))
    }

    @Test func distributionsAreSoftmaxes() {
        let tags = TagDistribution(logits: [1000, 1001, 990])
        #expect(abs(tags.probabilities.reduce(0, +) - 1) < 1e-6)
        #expect(tags.main == 1)
        #expect(tags.main(atLeast: 0.9) == nil)
    }

    @Test func ofEqualSourcesTheFirstIsMain() {
        #expect(TagDistribution(probabilities: [0.4, 0.4, 0.2]).main == 0)
    }

    @Test func controlCharactersBecomeVisible() {
        #expect(VisibleText.of("a\u{1B}[2Jb\n\u{9B}c\u{202E}") == "a␛[2Jb⏎\u{FFFD}c\u{FFFD}")
        #expect(VisibleText.of("a\nb", keepingNewlines: true) == "a\nb")
    }
}
