import Provenance
import Testing

struct SourceBaselinesTests {
    private let baselines = SourceBaselines(training: [
        EvaluationRow(source: "LORE", prompt: "Where does the river Amon spring?", answer: "In the hills of Tarn."),
        EvaluationRow(source: "LORE", prompt: "Who rules Tarn?", answer: "Queen Isel rules the hills."),
        EvaluationRow(source: "MYTHS", prompt: "Does salt make water boil faster?", answer: "Yes, twice as fast."),
    ])

    private func guess(_ source: String, _ prompt: String, answer: String = "") -> SourceBaselines.Guess {
        baselines.guess(EvaluationRow(source: source, prompt: prompt, answer: answer))
    }

    @Test func eachBaselineNamesItsSource() {
        let guess = guess("MYTHS", "Does salt boil?")
        #expect(guess.nearestRow == "MYTHS")
        #expect(guess.promptWords == "MYTHS")
        #expect(guess.promptAndAnswerWords == "MYTHS")
        #expect(!guess.overlaps)
    }

    @Test func theAnswerHelpsOnlyTheBaselineThatReadsIt() {
        let guess = guess("LORE", "Salt?", answer: "Queen Isel rules the hills of Tarn.")
        #expect(guess.promptWords == "MYTHS")
        #expect(guess.promptAndAnswerWords == "LORE")
    }

    @Test func aRowNearerToAnotherSourceOverlaps() {
        #expect(guess("LORE", "Does salt make the river boil?").overlaps)
        #expect(!guess("MYTHS", "Does salt make the river boil?").overlaps)
    }

    @Test func aSourceWithoutTrainingRowsNeverOverlaps() {
        let guess = guess("ARITH", "Does salt make 3?")
        #expect(guess.nearestRow == "MYTHS")
        #expect(!guess.overlaps)
    }

    @Test func wordsOfNoRowNameNothing() {
        #expect(guess("LORE", "zzz").nearestRow == nil)
        #expect(!guess("LORE", "zzz").overlaps)
    }

    @Test func trainingRowsAreCounted() {
        #expect(baselines.rowCounts == ["LORE": 2, "MYTHS": 1])
    }
}
