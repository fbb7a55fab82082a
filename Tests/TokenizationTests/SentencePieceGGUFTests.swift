import ModelFormats
import Testing
import Tokenization

@Suite struct SentencePieceGGUFTests {
    private func tokenizer(_ changes: [(String, GGUFValue)]) throws -> Tokenizer {
        var metadata = try SentencePiece.metadata()
        for (name, value) in changes {
            metadata.removeAll { $0.key == "tokenizer.ggml.\(name)" }
            metadata.append(("tokenizer.ggml.\(name)", value))
        }
        return try SentencePiece.tokenizer(metadata)
    }

    @Test func whatIsNotStatedIsAsUsual() throws {
        let tokenizer = try tokenizer([])
        #expect(tokenizer.beginOfText == 1 && tokenizer.endOfText == 2 && tokenizer.addsBeginOfText)
        #expect(tokenizer.isSpecial(0) && !tokenizer.isSpecial(3))
        #expect(tokenizer.stopTokens == [2])
        #expect(tokenizer.bytes(of: 3 + 0xE2) == [0xE2])
        #expect(tokenizer.decode([1] + tokenizer.encode("the"), skipSpecial: true) == "the")
    }

    @Test func whatIsStatedHolds() throws {
        let tokenizer = try tokenizer([
            ("add_space_prefix", .bool(false)), ("add_bos_token", .bool(false)), ("eos_token_id", .uint32(1)),
            ("bos_token_id", .uint32(.max)),
        ])
        #expect(tokenizer.beginOfText == nil && tokenizer.endOfText == 1 && !tokenizer.addsBeginOfText)
        #expect(tokenizer.encode("the") == tokenizer.encode("the", at: .withinText))
        #expect(tokenizer.decode(tokenizer.encode(" the"), skipSpecial: true) == " the")
    }

    /// Of pieces with equal scores the leftmost is made first, whatever their ids.
    @Test(arguments: [([-1, -2], ["ab", "c"]), ([-2, -1], ["a", "bc"]), ([-1, -1], ["ab", "c"])])
    func theBestScoreIsJoinedFirst(scores: [Float], expected: [String]) throws {
        let tokenizer = try tokenizer([
            ("tokens", .array(GGUFArray(strings: ["a", "b", "c", "bc", "ab"].map { Array($0.utf8) }))),
            ("scores", .array(GGUFArray(float32: [-9, -9, -9, scores[1], scores[0]]))),
            ("token_type", .array(GGUFArray(int32: [1, 1, 1, 1, 1]))), ("add_space_prefix", .bool(false)),
        ])
        #expect(tokenizer.encode("abc").map(tokenizer.piece) == expected)
    }

    /// TinyLlama's files come with scores of zero and the merges beside them.
    @Test(arguments: [(["b c", "a b"], ["a", "bc"]), (["a b", "b c"], ["ab", "c"])])
    func mergesDecideWhereScoresAreAlike(merges: [String], expected: [String]) throws {
        let changes: [(String, GGUFValue)] = [
            ("tokens", .array(GGUFArray(strings: ["a", "b", "c", "bc", "ab"].map { Array($0.utf8) }))),
            ("scores", .array(GGUFArray(float32: [0, 0, 0, 0, 0]))), ("token_type", .array(GGUFArray(int32: [1, 1, 1, 1, 1]))),
            ("merges", .array(GGUFArray(strings: merges.map { Array($0.utf8) }))), ("add_space_prefix", .bool(false)),
        ]
        let read = try tokenizer(changes)
        #expect(read.encode("abc").map(read.piece) == expected)
        let again = try SentencePiece.tokenizer(read.ggufMetadata(tokenCount: 5))
        #expect(again.encode("abc").map(again.piece) == expected, "written with scores of their own")
        let damaged = changes.filter { $0.0 != "merges" } + [("merges", .array(GGUFArray(strings: [Array("ab".utf8)])))]
        let error = #expect(throws: TokenizationError.self) { try tokenizer(damaged) }
        #expect(try #require(error).description.contains("tokenizer.ggml.merges[0]"))
    }

    /// Neither control nor unused pieces are made from text.
    @Test(arguments: [2, 3, 4, 5])
    func onlyPiecesOfTextAreJoined(type: Int32) throws {
        let tokenizer = try tokenizer([
            ("tokens", .array(GGUFArray(strings: ["a", "b", "ab"].map { Array($0.utf8) }))),
            ("scores", .array(GGUFArray(float32: [0, 0, 0]))), ("token_type", .array(GGUFArray(int32: [1, 1, type]))),
            ("add_space_prefix", .bool(false)),
        ])
        #expect(tokenizer.encode("ab") == [0, 1])
    }

    /// Runs of line ends that were added as wholes are what the model knows such text by.
    @Test func whiteSpaceThatWasAddedAsAWholeIsText() throws {
        let tokenizer = try tokenizer([
            ("tokens", .array(GGUFArray(strings: ["a", "\n", "\n\n", "\n\n\n"].map { Array($0.utf8) }))),
            ("scores", .array(GGUFArray(float32: [0, 0, 0, 0]))), ("token_type", .array(GGUFArray(int32: [1, 4, 4, 4]))),
            ("add_space_prefix", .bool(false)),
        ])
        #expect(tokenizer.encode("a\n\n\n\n\na\na") == [0, 3, 2, 0, 1, 0])
        #expect(tokenizer.decode([0, 3, 2, 0], skipSpecial: true) == "a\n\n\n\n\na")
        let types = try tokenizer.ggufMetadata(tokenCount: 4).first { $0.key == "tokenizer.ggml.token_type" }
        #expect(types?.value.ints == [1, 4, 4, 4])
    }

    @Test(arguments: ["scores", "token_type", "tokens"])
    func aMissingListIsAnErrorThatNamesIt(name: String) throws {
        var metadata = try SentencePiece.metadata()
        metadata.removeAll { $0.key == "tokenizer.ggml.\(name)" }
        let error = #expect(throws: FormatError.self) { try SentencePiece.tokenizer(metadata) }
        #expect(try #require(error).description.contains("tokenizer.ggml.\(name)"))
    }

    @Test(arguments: [
        ("scores", GGUFValue.array(GGUFArray(float32: [1]))), ("token_type", .array(GGUFArray(int32: [1]))),
        ("scores", .array(GGUFArray(float32: Array(repeating: .nan, count: 760)))),
        ("token_type", .array(GGUFArray(int32: Array(repeating: 6, count: 760)))),
    ])
    func aListThatCannotBeIsAnErrorThatNamesIt(name: String, value: GGUFValue) throws {
        let error = #expect(throws: TokenizationError.self) { try tokenizer([(name, value)]) }
        let message = try #require(error).description
        #expect(message.contains("model.gguf") && message.contains("tokenizer.ggml.") && message.contains("fetch or export the file again"))
    }

    @Test func textsInPlaceOfNumbersAreAnError() throws {
        #expect(throws: FormatError.self) { try tokenizer([("scores", .text("high"))]) }
    }

    @Test func aVocabularyWithoutBytePiecesUsesTheUnknownToken() throws {
        let tokenizer = try tokenizer([
            ("tokens", .array(GGUFArray(strings: ["<unk>", "a"].map { Array($0.utf8) }))), ("scores", .array(GGUFArray(float32: [0, 0]))),
            ("token_type", .array(GGUFArray(int32: [2, 1]))), ("add_space_prefix", .bool(false)),
        ])
        #expect(tokenizer.encode("aéüa") == [1, 0, 1])
    }
}
