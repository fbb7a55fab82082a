import Testing
import Tokenization

@Suite struct LongTextTests {
    /// Merging by scanning for the best pair each time would take minutes here.
    @Test(.timeLimit(.minutes(1)), arguments: ["a", "lighthouse", " ", "!", "é", "1"])
    func oneWordOfHundredThousandBytesIsQuick(unit: String) throws {
        let tokenizer = try Fixtures.tokenizer("gpt2")
        let text = String(repeating: unit, count: 100_000 / unit.utf8.count)
        #expect(tokenizer.decode(tokenizer.encode(text), skipSpecial: false) == text)
    }
}
