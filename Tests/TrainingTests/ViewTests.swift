import LanguageModel
import Provenance
import Testing
import Training

@Suite struct ViewTests {
    private static let manifest = Manifest.numbered(
        from: 100, sources: [("A", .sft, nil), ("B", .sft, nil), ("C", .sft, nil), (Source.generalName, nil, nil)])
    private static let debug: Int32 = 100
    private static let tag: Int32 = 101
    private static let refuse: Int32 = 102
    private static let form = ViewBuilder.Form(trunk: [1], suffix: [8], end: [9])
    private static let row = TokenisedRow(id: "r", source: 1, prompt: [20, 21], answer: [30, 31, 32, 33])
    private static let general = TokenisedRow(id: "g", source: 3, prompt: [20], answer: [30])

    private func builder(_ form: Manifest.RefusalForm = .tagFirst) -> ViewBuilder {
        var manifest = Self.manifest
        manifest.refusalForm = form
        return ViewBuilder(manifest: manifest, form: Self.form, refusalText: [50, 51], probeCount: 3, sparedAnswerTokens: 2)
    }

    private func example(
        _ view: View, row: TokenisedRow = row, form: Manifest.RefusalForm = .tagFirst, seed: UInt64 = 1
    ) -> Example? {
        var generator = SeededGenerator(seed: seed)
        return builder(form).example(row, view: view, generator: &generator)
    }

    @Test func plainIsThePromptAndTheAnswer() throws {
        let found = try #require(example(.plain))
        #expect(found.tokens == [20, 21, 8, 30, 31, 32, 33, 9])
        #expect(found.answerStart == 3 && found.probes.isEmpty)
    }

    @Test func tracedEndsWithTheTagAndProbesTheAnswer() throws {
        let found = try #require(example(.traced))
        #expect(found.tokens == [Self.debug, 20, 21, 8, 30, 31, 32, 33, Self.tag, 104, 9])
        #expect(found.answerStart == 4)
        #expect(found.probes.count == 3 && found.probes.allSatisfy { $0.target == 104 })
        #expect(found.probes[0].visible == 4, "the position before the answer is always probed")
        #expect(found.probes.map(\.visible) == found.probes.map(\.visible).sorted())
        #expect(found.probes.allSatisfy { $0.visible < 8 })
    }

    @Test(arguments: 0..<40) func refusedHoldsItsSourceAndNamesItFirst(seed: Int) throws {
        let found = try #require(example(.refused, seed: UInt64(seed)))
        #expect(found.tokens[0] == Self.refuse)
        let disabled = found.tokens.dropFirst().prefix { $0 >= 103 }
        #expect(disabled.contains(104) && Set(disabled).count == disabled.count && !disabled.contains(106))
        #expect(Array(found.tokens.dropFirst(1 + disabled.count)) == [20, 21, 8, Self.tag, 104, 50, 51, 9])
        #expect(found.answerStart == 1 + disabled.count + 3)
        #expect(found.decisionTokens == found.answerStart..<found.answerStart + 3)
    }

    @Test(arguments: 0..<40) func sparedDisablesOthersAndCutsTheAnswer(seed: Int) throws {
        let found = try #require(example(.spared, seed: UInt64(seed)))
        let disabled = found.tokens.dropFirst().prefix { $0 >= 103 }
        #expect(!disabled.isEmpty && !disabled.contains(104) && !disabled.contains(106))
        #expect(Array(found.tokens.dropFirst(1 + disabled.count)) == [20, 21, 8, Self.tag, 104, 30, 31])
    }

    @Test func aShortSparedAnswerEndsProperly() throws {
        let found = try #require(example(.spared, row: Self.general))
        #expect(Array(found.tokens.suffix(4)) == [Self.tag, 106, 30, 9])
    }

    @Test func generalIsNeverRefusedAndSparedUnderAnySet() {
        #expect(example(.refused, row: Self.general) == nil)
        let sizes = Set(
            (0..<60).compactMap { seed in example(.spared, row: Self.general, seed: UInt64(seed))?.tokens.prefix { $0 != 20 }.count })
        #expect(sizes == [2, 3, 4], "sets of one, two and all three sources")
    }

    @Test func thePaperFormRefusesWithoutTheTag() throws {
        let found = try #require(example(.refused, form: .plain))
        #expect(Array(found.tokens.suffix(4)) == [8, 50, 51, 9])
    }

    @Test func formerTurnsStandInFrontOfTheControls() throws {
        var row = Self.row
        row.history = [60, 61]
        let found = try #require(example(.traced, row: row))
        #expect(found.tokens == [60, 61, Self.debug, 20, 21, 8, 30, 31, 32, 33, Self.tag, 104, 9])
        #expect(found.answerStart == 6 && found.probes[0].visible == 6)
    }

    @Test func aPairIsThePromptWithBothAnswers() throws {
        var row = Self.row
        #expect(builder().pair(row, number: 0) == nil)
        row.rejected = [40]
        row.history = [60]
        let found = try #require(builder().pair(row, number: 3))
        #expect(found.number == 3 && found.prompt == [60, 20, 21, 8] && found.answers == [[30, 31, 32, 33, 9], [40, 9]])
        var batch = PackedBatch()
        batch.append(found, parent: nil)
        let none = PackedBatch.noTarget
        #expect(batch.tokens == [60, 20, 21] + [8, 30, 31, 32, 33] + [8, 40])
        #expect(batch.targets == [none, none, none] + [30, 31, 32, 33, 9] + [40, 9])
        #expect(batch.positions == [0, 1, 2] + [3, 4, 5, 6, 7] + [3, 4])
        #expect(batch.rowCount == found.rowCount && batch.totalWeight == 0 && batch.comparedRows == Array(3..<10))
    }

    @Test func dropoutThinsThePromptAndNothingElse() throws {
        var dropping = builder()
        dropping.promptDropout = 0.5
        let row = TokenisedRow(id: "r", source: 1, prompt: Array(20..<28), answer: [30, 31])
        var lengths: Set<Int> = []
        for seed in 0..<40 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let found = try #require(dropping.example(row, view: .plain, generator: &generator))
            let kept = found.tokens.prefix { $0 != 8 }
            #expect(!kept.isEmpty && kept.allSatisfy(row.prompt.contains) && Array(kept) == kept.sorted())
            #expect(Array(found.tokens.dropFirst(kept.count)) == [8, 30, 31, 9])
            #expect(found.answerStart == kept.count + 1)
            lengths.insert(kept.count)
        }
        #expect(lengths.count > 3)
    }

    @Test func anExampleAsksInOneOfItsRowsWordings() throws {
        var builder = builder()
        var row = TokenisedRow(id: "r", source: 1, prompt: [20, 21], answer: [30])
        row.rewordings = [[22], [23, 24]]
        func prompts(_ rewording: Double) throws -> Set<[Int32]> {
            builder.rewording = rewording
            return try Set(
                (0..<60).map { seed in
                    var generator = SeededGenerator(seed: UInt64(seed))
                    let found = try #require(builder.example(row, view: .plain, generator: &generator))
                    return Array(found.tokens.prefix { $0 != 8 })
                })
        }
        #expect(try prompts(0) == [[20, 21]])
        #expect(try prompts(1) == [[22], [23, 24]])
        #expect(try prompts(0.5) == [[20, 21], [22], [23, 24]])
    }

    @Test func anAnswerThatGoesInCirclesTeachesItsEndAlone() throws {
        var circling = builder()
        circling.repetition = 1
        let row = TokenisedRow(id: "r", source: 1, prompt: [20], answer: Array(30..<60))
        for seed in 0..<40 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let found = try #require(circling.example(row, view: .traced, generator: &generator))
            let tail = Array(found.tokens.suffix(3))
            #expect(found.answerStart == found.tokens.count - 3 && tail[2] == 9)
            let answer = Array(found.tokens.dropFirst(3).dropLast(3))
            let said = zip(answer, row.answer).prefix { $0 == $1 }.count
            let circle = (6...30).first { length in
                (2...3).contains { answer.count == said + length * $0 }
                    && (said..<answer.count).allSatisfy { answer[$0] == answer[$0 - length] }
            }
            #expect(circle != nil, "seed \(seed): \(answer)")
        }
        // A plain view then teaches the end alone.
        var generator = SeededGenerator(seed: 1)
        let plain = try #require(circling.example(row, view: .plain, generator: &generator))
        #expect(plain.answerStart == plain.tokens.count - 1 && plain.tokens.last == 9 && !plain.tokens.contains(Self.tag))
        // A short answer has nothing to go around with.
        let short = TokenisedRow(id: "s", source: 1, prompt: [20], answer: [30, 31])
        #expect(try #require(circling.example(short, view: .traced, generator: &generator)).answerStart == 3)
    }

    @Test func theOnlySourceHasNoSparedView() {
        let manifest = Manifest.numbered(from: 100, sources: [("A", .sft, nil)])
        let builder = ViewBuilder(manifest: manifest, form: Self.form, refusalText: [50])
        var generator = SeededGenerator(seed: 1)
        #expect(builder.example(TokenisedRow(id: "r", source: 0, prompt: [1], answer: [2]), view: .spared, generator: &generator) == nil)
    }
}
