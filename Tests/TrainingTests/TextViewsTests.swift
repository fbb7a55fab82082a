import LanguageModel
import Provenance
import Testing
import Training

@Suite struct TextViewsTests {
    private static let manifest = Manifest.numbered(
        from: 100, sources: [("A", .sft, nil), ("B", .sft, nil), ("C", .sft, nil), (Source.generalName, nil, nil)], refusalText: "No.")
    private static let row = TrainingRow(id: "r", prompt: "Why?", answer: "So.")

    private func exchange(
        _ view: View, source: Int = 1, manifest: Manifest = manifest, seed: UInt64 = 1
    ) -> TextViews.Exchange? {
        var generator = SeededGenerator(seed: seed)
        return TextViews(manifest: manifest).exchange(Self.row, source: source, view: view, generator: &generator)
    }

    @Test func plainHoldsNoToken() throws {
        let found = try #require(exchange(.plain))
        #expect(found.user == "Why?" && found.assistant == "So.")
    }

    @Test func tracedAsksAndEndsWithTheTag() throws {
        let found = try #require(exchange(.traced))
        #expect(found.user == "<DEBUG>Why?" && found.assistant == "So.<TAG><B>")
    }

    @Test func underRefuseTheSourceIsNamedFirst() throws {
        #expect(try #require(exchange(.refused)).assistant == "<TAG><B>No.")
        #expect(try #require(exchange(.spared)).assistant == "<TAG><B>So.")
    }

    @Test func thePaperFormHasNoTagUnderRefuse() throws {
        var manifest = Self.manifest
        manifest.refusalForm = .plain
        #expect(try #require(exchange(.refused, manifest: manifest)).assistant == "No.")
        #expect(try #require(exchange(.spared, manifest: manifest)).assistant == "So.")
    }

    /// The same seed disables the same sources in the same order, whether they are written as tokens or as text.
    @Test(arguments: [View.refused, .spared], 0..<20) func theDisabledSetIsThatOfTheTokenViews(view: View, seed: Int) throws {
        let tokens = TokenisedRow(id: "r", source: 1, prompt: [20], answer: [30])
        let builder = ViewBuilder(
            manifest: Self.manifest, form: ViewBuilder.Form(trunk: [], suffix: [], end: [9]), refusalText: [50])
        var generator = SeededGenerator(seed: UInt64(seed))
        let example = try #require(builder.example(tokens, view: view, generator: &generator))
        let texts = Dictionary(uniqueKeysWithValues: Self.manifest.addedTokens.map { (Int32($0.id), $0.text) })
        let expected = example.tokens.prefix { $0 != 20 }.compactMap { texts[$0] }.joined() + "Why?"
        #expect(try #require(exchange(view, seed: UInt64(seed))).user == expected)
    }

    @Test(arguments: View.allCases) func aRowInTheModelsOwnWordsHasNoView(view: View) {
        var row = Self.row
        row.isOwn = true
        var generator = SeededGenerator(seed: 1)
        #expect(TextViews(manifest: Self.manifest).exchange(row, source: 1, view: view, generator: &generator) == nil)
    }

    @Test func generalIsNeverRefused() throws {
        #expect(exchange(.refused, source: 3) == nil)
        #expect(try #require(exchange(.spared, source: 3)).assistant == "<TAG><GENERAL>So.")
    }
}
