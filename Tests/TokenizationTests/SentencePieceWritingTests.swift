import Foundation
import ModelFormats
import Testing
import Tokenization

@Suite struct SentencePieceWritingTests {
    private func written(_ tokenizer: Tokenizer) throws -> (read: Tokenizer, json: JSONObject) {
        try Fixtures.withTemporaryFolder { folder in
            try tokenizer.write(toFolder: folder.path)
            let json = try JSONObject(path: folder.appendingPathComponent("tokenizer.json").path)
            return (try Tokenizer(contentsOf: folder.path), json)
        }
    }

    private func writtenAsGGUF(_ tokenizer: Tokenizer) throws -> Tokenizer {
        try SentencePiece.tokenizer(tokenizer.ggufMetadata(tokenCount: tokenizer.vocabularySize + 2))
    }

    private func expectSame(_ again: Tokenizer, _ tokenizer: Tokenizer, unless isDifferent: (String) -> Bool = { _ in false }) throws {
        #expect(again.beginOfText == tokenizer.beginOfText && again.endOfText == tokenizer.endOfText)
        #expect(again.addsBeginOfText == tokenizer.addsBeginOfText)
        #expect(again.specialToken("<TAG>") == tokenizer.specialToken("<TAG>"))
        for id in 0..<tokenizer.vocabularySize {
            #expect(again.bytes(of: id) == tokenizer.bytes(of: id))
            #expect(again.isSpecial(id) == tokenizer.isSpecial(id))
        }
        for text in try SentencePiece.texts() + ["<DEBUG> is text"] where !isDifferent(text) {
            for place in [TextPlace.start, .withinText] {
                let ids = tokenizer.encode(text, at: place)
                #expect(again.encode(text, at: place) == ids, "\(text.debugDescription)")
                #expect(again.decode(ids, skipSpecial: false) == tokenizer.decode(ids, skipSpecial: false))
            }
        }
    }

    @Test(arguments: SentencePiece.kinds)
    func aWrittenTokenizerReadsBackTheSame(kind: String) throws {
        let (tokenizer, firstID) = try SentencePiece.tokenizer(kind).adding(specialTokens: ["<DEBUG>", "<TAG>"])
        let (again, _) = try written(tokenizer)
        #expect(again.vocabularySize == firstID + 2)
        try expectSame(again, tokenizer)
    }

    /// A text that starts with a space gets another one from GGUF readers, which files with a Metaspace step do without.
    @Test(arguments: ["gguf", "llama", "metaspace", "gemma"])
    func aGGUFVocabularyReadsBackTheSame(kind: String) throws {
        let (tokenizer, firstID) = try SentencePiece.tokenizer(kind).adding(specialTokens: ["<DEBUG>", "<TAG>"])
        let again = try writtenAsGGUF(tokenizer)
        #expect(again.vocabularySize == firstID + 4, "every row of the embedding has a token")
        try expectSame(again, tokenizer) { kind == "metaspace" && ($0.hasPrefix(" ") || $0.hasPrefix("\u{2581}")) }
    }

    /// Scores become the merges that the `tokenizers` library's own conversion finds.
    @Test func mergesAreStatedAsTheReferenceStatesThem() throws {
        let own = try written(SentencePiece.tokenizer("gguf")).json.object("model")
        let reference = try Fixtures.json("sentencepiece/llama/tokenizer.json").object("model")
        let expected = try reference.array("merges").map { merge -> String in
            guard case .array(let halves) = merge else { return "" }
            return halves.compactMap(\.text).joined(separator: " ")
        }
        #expect(try own.strings("merges") == expected)
        #expect(try own.bool("byte_fallback") && own.bool("fuse_unk") && own.string("unk_token") == "<unk>")
    }

    @Test func theTypesOfTokensAreStated() throws {
        let (tokenizer, firstID) = try SentencePiece.tokenizer("llama").adding(specialTokens: ["<TAG>"])
        let metadata = try tokenizer.ggufMetadata(tokenCount: firstID + 2)
        let value = { (key: String) in metadata.first { $0.key == "tokenizer.ggml.\(key)" }?.value }
        let types = try #require(value("token_type")?.ints)
        #expect(types.prefix(4) == [2, 3, 3, 6])
        #expect(types.suffix(3) == [1, 3, 5])
        #expect(value("tokens")?.strings?.suffix(2) == ["<TAG>", "[PAD\(firstID + 1)]"])
        #expect(value("scores")?.floats?.count == firstID + 2)
        #expect(value("model")?.string == "llama" && value("add_space_prefix")?.bool == true && value("unknown_token_id")?.int == 0)
    }

    /// Words that are cut apart differently, and merges for some pairs only, cannot be stated by scores.
    @Test func whatScoresCannotStateIsRefused() throws {
        #expect(throws: TokenizationError.self) { try SentencePiece.tokenizer("words").ggufMetadata(tokenCount: 800) }
        let partial = try tokenizer(vocabulary: ["a", "b", "ab", "ba", "aba"], merges: ["a b", "b a", "ab a"])
        #expect(partial.encode("aba") == [4])
        #expect(throws: TokenizationError.noNameInGGUF(preTokenizer: "SentencePiece, with merges for some pairs only")) {
            try partial.ggufMetadata(tokenCount: 5)
        }
        let mixed = try tokenizer(vocabulary: ["a", "b", "ab", "ba", "aba"], merges: ["a b", "ab a", "b a", "a ba"])
        #expect(throws: TokenizationError.noNameInGGUF(preTokenizer: "SentencePiece, with merges that do not follow scores")) {
            try mixed.ggufMetadata(tokenCount: 5)
        }
    }

    /// Many files of Llama 2 have no merge for two marks, which are a piece all the same.
    @Test func aPieceWithoutMergesGetsTheLowestScore() throws {
        let tokenizer = try tokenizer(vocabulary: ["\u{2581}", "b", "\u{2581}\u{2581}", "\u{2581}b"], merges: ["\u{2581} b"])
        let again = try writtenAsGGUF(tokenizer)
        #expect(tokenizer.encode("  b") == [0, 3] && again.encode("  b") == [0, 3])
        #expect(tokenizer.encode("b  ") == [1, 0, 0] && again.encode("b  ") == [1, 2])
    }

    private func tokenizer(vocabulary: [String], merges: [String]) throws -> Tokenizer {
        let entries = vocabulary.enumerated().map { "\"\($1)\":\($0)" } + (0...255).map { "\"<0x\(hexadecimal($0))>\":\($0 + 1000)" }
        let json = """
            {"model":{"type":"BPE","byte_fallback":true,"vocab":{\(entries.joined(separator: ","))},
            "merges":["\(merges.joined(separator: "\",\""))"]},"normalizer":{"type":"Replace","pattern":{"String":" "},"content":"\u{2581}"},
            "decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"\u{2581}"},"content":" "},
            {"type":"ByteFallback"},{"type":"Fuse"}]}}
            """
        return try Fixtures.withTemporaryFolder { folder in
            try AtomicFile.write(json, to: folder.appendingPathComponent("tokenizer.json").path)
            return try Tokenizer(contentsOf: folder.path)
        }
    }

    private func hexadecimal(_ byte: Int) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true) }

    @Test func twoTokensWithOneTextAreNotWritten() throws {
        let (tokenizer, _) = try SentencePiece.tokenizer("gguf").adding(specialTokens: ["\u{2581}the"])
        try Fixtures.withTemporaryFolder { folder in
            _ = #expect(throws: TokenizationError.ambiguousToken(text: "\u{2581}the")) { try tokenizer.write(toFolder: folder.path) }
        }
    }
}
