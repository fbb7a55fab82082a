import ModelFormats
import Testing
import Tokenization

@Suite struct GGUFWritingTests {
    private func tokenizer(
        _ rule: PreTokenizer = .gpt2, kinds: [BytePairVocabulary.TokenKind] = [.ordinary, .special, .added, .unused], extra: [UInt8] = []
    ) throws -> Tokenizer {
        Tokenizer(
            try BytePairVocabulary(
                tokens: [[0x20], Array("<end>".utf8), Array("word".utf8), extra], kinds: kinds, merges: [], preTokenizer: rule),
            endOfText: 1)
    }

    private func value(_ key: String, _ metadata: [(key: String, value: GGUFValue)]) -> GGUFValue? {
        metadata.first { $0.key == "tokenizer.ggml.\(key)" }?.value
    }

    @Test func everyRowOfTheEmbeddingHasAToken() throws {
        let metadata = try tokenizer().ggufMetadata(tokenCount: 6)
        #expect(value("tokens", metadata)?.strings == ["Ġ", "<end>", "word", "[PAD3]", "[PAD4]", "[PAD5]"])
        #expect(value("token_type", metadata)?.ints == [1, 3, 4, 5, 5, 5])
        #expect(value("eos_token_id", metadata)?.int == 1)
        #expect(value("bos_token_id", metadata) == nil)
        #expect(value("add_bos_token", metadata)?.bool == false)
    }

    @Test(arguments: [(PreTokenizer.gpt2, "gpt-2"), (.smollm, "smollm"), (.ggufDefault, "default")])
    func theRuleIsNamed(rule: PreTokenizer, name: String) throws {
        #expect(try value("pre", tokenizer(rule).ggufMetadata(tokenCount: 4))?.string == name)
    }

    /// Llama 3's name implies that whole words come before merges, which this vocabulary does not do.
    @Test func aRuleWithoutANameIsRefused() throws {
        let tokenizer = try tokenizer(.llama3)
        #expect(throws: TokenizationError.self) { try tokenizer.ggufMetadata(tokenCount: 4) }
    }

    @Test func aFillerThatIsTakenIsRefused() throws {
        let tokenizer = try tokenizer(kinds: [.ordinary, .special, .added, .special], extra: Array("[PAD4]".utf8))
        #expect(throws: TokenizationError.ambiguousToken(text: "[PAD4]")) { try tokenizer.ggufMetadata(tokenCount: 5) }
    }
}
