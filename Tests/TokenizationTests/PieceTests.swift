import Testing
import Tokenization

@Suite struct PieceTests {
    @Test(arguments: [
        (" the", "␣the"), ("\n\t", "⏎⇥"), ("\r", "␍"), ("é", "é"), ("灯", "灯"), ("\u{301}", "\u{25CC}\u{301}"), ("\u{202E}", "\\u{202E}"),
        ("\u{1B}", "\\u{001B}"), ("\u{A0}", "\\u{00A0}"), ("😀", "😀"),
    ])
    func showsATokenOnOneLine(text: String, shown: String) throws {
        let (tokenizer, id) = try Fixtures.tokenizer("gpt2").adding(specialTokens: [text])
        #expect(tokenizer.piece(id) == shown)
    }

    @Test func showsBytesThatAreNoCharacter() throws {
        let vocabulary = try BytePairVocabulary(tokens: [[0x61, 0xE2, 0x82]], kinds: [.ordinary], merges: [], preTokenizer: .gpt2)
        #expect(Tokenizer(vocabulary).piece(0) == "a\\xE2\\x82")
    }
}
