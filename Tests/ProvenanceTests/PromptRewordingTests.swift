import Provenance
import Testing

@Suite struct PromptRewordingTests {
    private let prompt = "What happens if you swallow watermelon seeds?"

    private func reword(_ kind: PromptRewording.Kind, _ purpose: PromptRewording.Purpose = .measurement, seed: UInt64 = 1) -> String {
        var generator = SplitMix64(state: seed)
        return PromptRewording.reword(prompt, as: kind, for: purpose, generator: &generator)
    }

    @Test func everyKindChangesThePromptAndKeepsWhatIsAsked() {
        for kind in PromptRewording.Kind.allCases {
            for seed in 0..<20 as Range<UInt64> {
                let found = reword(kind, seed: seed)
                #expect(found != prompt, "\(kind.rawValue)")
                switch kind {
                case .lowerCase, .capitals, .titleCase, .noPunctuation, .swappedLetters, .lostLetters:
                    #expect(abs(found.count - prompt.count) <= 1, "\(kind.rawValue): \(found)")
                default: #expect(found.contains(prompt), "\(kind.rawValue): \(found)")
                }
            }
        }
        #expect(reword(.noPunctuation) == "What happens if you swallow watermelon seeds")
        #expect(reword(.titleCase) == "What Happens If You Swallow Watermelon Seeds?")
    }

    @Test func whatIsPractisedIsNeverMeasured() {
        for kind in PromptRewording.Kind.allCases where kind.isPractised {
            let seeds = 0..<200 as Range<UInt64>
            let practised = Set(seeds.map { reword(kind, .practice, seed: $0) })
            let measured = Set(seeds.map { reword(kind, .measurement, seed: $0) })
            switch kind {
            // They have no phrases of their own.
            case .lowerCase, .noPunctuation, .swappedLetters, .capitals: break
            default: #expect(practised.isDisjoint(with: measured), "\(kind.rawValue)")
            }
        }
        var generator = SplitMix64(state: 3)
        for _ in 0..<300 {
            let found = PromptRewording.practised("A short one: what is rain?", generator: &generator)
            #expect(!found.contains("What Is Rain") && !found.contains("\""), "kinds that are only measured were practised: \(found)")
        }
    }

    @Test func rowsOfEachSourceMeetAllKindsInTurnAndTheSameSeedTheSameWords() {
        let rows = (0..<48).map { EvaluationRow(source: $0 % 2 == 0 ? "A" : "B", prompt: prompt, answer: "Nothing.") }
        let found = PromptRewording.measured(rows, seed: 5)
        for source in ["A", "B"] {
            let kinds = found.filter { $0.source == source }.compactMap(\.wording)
            #expect(Set(kinds).count == PromptRewording.Kind.allCases.count && kinds.count == 24)
        }
        #expect(found == PromptRewording.measured(rows, seed: 5))
        #expect(found != PromptRewording.measured(rows, seed: 6))
        #expect(found.allSatisfy { $0.answer == "Nothing." })
    }

    @Test(arguments: ["", "?", "...", "Why", "一二三", "e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}", "(A)"])
    func anyTextCanBeReworded(text: String) {
        for kind in PromptRewording.Kind.allCases {
            var generator = SplitMix64(state: 9)
            let found = PromptRewording.reword(text, as: kind, for: .measurement, generator: &generator)
            #expect(text.isEmpty || !found.isEmpty, "\(kind.rawValue)")
        }
    }
}
