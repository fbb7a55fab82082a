import Testing
import Tokenization

@Suite struct StreamingDecoderTests {
    @Test func anEmojiSpreadOverTokensComesOutWhole() throws {
        let tokenizer = try Fixtures.tokenizer("gpt2")
        let ids = tokenizer.encode("a🧑🏿‍🚀b")
        #expect(ids.count > 6, "the characters should be spread over tokens")
        var decoder = StreamingDecoder()
        let parts = ids.map { decoder.feed($0, tokenizer: tokenizer) }
        #expect(!parts.joined().unicodeScalars.contains("\u{FFFD}"))
        #expect(parts.joined() + decoder.finish() == "a🧑🏿‍🚀b")
    }

    /// Every text, whole or broken, gives in parts what it gives at once.
    @Test(arguments: [
        [0x61, 0xF0, 0x9F, 0x98, 0x80], [0xF0, 0x9F, 0x98], [0xF0, 0x9F, 0x61, 0x62], [0xE2, 0x82, 0xE2, 0x82, 0xAC], [0x80, 0x80, 0x61],
        [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC0, 0xAF, 0xFF], [0xE0, 0x80, 0xAF], [0xC3], [0xF0, 0x9F, 0xF0, 0x9F, 0x98, 0x80],
    ])
    func partsAddUpToTheWhole(bytes: [UInt8]) throws {
        let vocabulary = try BytePairVocabulary(
            tokens: (0...255).map { [UInt8($0)] }, kinds: Array(repeating: .ordinary, count: 256), merges: [], preTokenizer: .gpt2)
        let tokenizer = Tokenizer(vocabulary)
        let ids = bytes.map(Int.init)
        var decoder = StreamingDecoder()
        let streamed = ids.map { decoder.feed($0, tokenizer: tokenizer) }.joined() + decoder.finish()
        #expect(Array(streamed.unicodeScalars) == Array(tokenizer.decode(ids, skipSpecial: true).unicodeScalars))
    }

    @Test func specialTokensAreLeftOutUnlessAskedFor() throws {
        let tokenizer = try Fixtures.tokenizer("smollm")
        let end = try #require(tokenizer.specialToken("<|im_end|>"))
        var reader = StreamingDecoder()
        var inspector = StreamingDecoder(skipsSpecial: false)
        #expect(reader.feed(end, tokenizer: tokenizer).isEmpty)
        #expect(inspector.feed(end, tokenizer: tokenizer) == "<|im_end|>")
    }
}
