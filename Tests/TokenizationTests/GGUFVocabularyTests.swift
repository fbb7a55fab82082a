import Foundation
import ModelFormats
import Testing
import Tokenization

@Suite struct GGUFVocabularyTests {
    /// The metadata of a GGUF file with the vocabulary of a `tokenizer.json` fixture.
    private func metadata(_ kind: String, pre: String) throws -> [(key: String, value: GGUFValue)] {
        let json = try Fixtures.json("tokenizers/\(kind)/tokenizer.json")
        let model = try json.object("model")
        var tokens: [[UInt8]] = []
        var types: [Int32] = []
        for member in try model.object("vocab").members.sorted(by: { id($0.value) < id($1.value) }) {
            tokens.append(Array(member.key.utf8))
            types.append(1)
        }
        for case .object(let added) in try json.array("added_tokens") {
            let id = try added.int("id")
            if id == tokens.count {
                tokens.append([])
                types.append(0)
            }
            tokens[id] = Array(try added.string("content").utf8)
            types[id] = try added.bool("special") ? 3 : 4
        }
        let merges = try model.array("merges").map { merge -> [UInt8] in
            guard case .array(let halves) = merge else { return [] }
            return Array(halves.compactMap(\.text).joined(separator: " ").utf8)
        }
        return [
            ("general.architecture", .text("llama")), ("tokenizer.ggml.model", .text("gpt2")), ("tokenizer.ggml.pre", .text(pre)),
            ("tokenizer.ggml.tokens", .array(GGUFArray(strings: tokens))), ("tokenizer.ggml.token_type", .array(GGUFArray(int32: types))),
            ("tokenizer.ggml.merges", .array(GGUFArray(strings: merges))), ("tokenizer.ggml.bos_token_id", .uint32(1)),
            ("tokenizer.ggml.eos_token_id", .uint32(2)), ("tokenizer.ggml.add_bos_token", .bool(false)),
            ("tokenizer.chat_template", .text("{{ template }}")),
        ]
    }

    private func id(_ value: JSONValue) -> Int { if case .int(let id) = value { id } else { -1 } }

    private func tokenizer(_ metadata: [(key: String, value: GGUFValue)]) throws -> Tokenizer {
        try Fixtures.withTemporaryFolder { folder in
            let path = folder.appendingPathComponent("model.gguf").path
            try GGUFWriter.write(metadata: metadata, tensors: [], to: path)
            return try Tokenizer(gguf: GGUFFile(path: path))
        }
    }

    @Test(arguments: [
        ("gpt2", "gpt-2"), ("smollm", "smollm"), ("llama3", "llama-bpe"), ("qwen2", "qwen2"), ("tekken", "tekken"),
        ("ggufDefault", "default"),
    ])
    func encodesAsTheSameVocabularyInJSON(kind: String, pre: String) throws {
        let fromJSON = try Fixtures.tokenizer(kind)
        let fromGGUF = try tokenizer(metadata(kind, pre: pre))
        #expect(fromGGUF.vocabularySize == fromJSON.vocabularySize)
        for encoded in try Fixtures.json("cases.json").strings("base64") {
            let text = try #require(Data(base64Encoded: encoded))
            #expect(fromGGUF.encode(bytes: text) == fromJSON.encode(bytes: text))
        }
        #expect((0..<fromJSON.vocabularySize).allSatisfy { fromGGUF.isSpecial($0) == fromJSON.isSpecial($0) })
    }

    @Test func readsIdsAndTemplate() throws {
        let tokenizer = try tokenizer(metadata("smollm", pre: "smollm"))
        #expect(tokenizer.beginOfText == 1)
        #expect(tokenizer.endOfText == 2)
        #expect(!tokenizer.addsBeginOfText)
        #expect(tokenizer.chatTemplateText == "{{ template }}")
        #expect(tokenizer.stopTokens == [0, 2])
    }

    @Test(arguments: ["t5", "bert", "rwkv"])
    func anotherKindIsNamedAsNotSupported(kind: String) throws {
        var metadata = try metadata("smollm", pre: "smollm")
        metadata[1].value = .text(kind)
        let error = #expect(throws: TokenizationError.self) { try tokenizer(metadata) }
        #expect(
            try #require(error).description.contains("'\(kind)' is not supported; use a model with a byte-level BPE one (gpt2) or a Sent"))
    }

    @Test func anUnknownPreTokenizerIsNamedAndNotGuessed() throws {
        let error = #expect(throws: TokenizationError.self) { try tokenizer(metadata("smollm", pre: "viking")) }
        #expect(try #require(error).description.contains("unknown pre-tokenizer '\"viking\"'"))
    }

    @Test func idsOutsideTheVocabularyCountAsNone() throws {
        var metadata = try metadata("smollm", pre: "smollm")
        metadata[6].value = .uint32(.max)
        #expect(try tokenizer(metadata).beginOfText == nil)
    }

    @Test(arguments: [3, 5])
    func aMissingListIsAnError(index: Int) throws {
        var metadata = try metadata("smollm", pre: "smollm")
        metadata.remove(at: index)
        #expect(throws: FormatError.self) { try tokenizer(metadata) }
    }

    @Test func typesThatAreNotAsManyAsTheTokensAreAnError() throws {
        var metadata = try metadata("smollm", pre: "smollm")
        metadata[4].value = .array(GGUFArray(int32: [1, 1]))
        #expect(throws: TokenizationError.self) { try tokenizer(metadata) }
    }
}
