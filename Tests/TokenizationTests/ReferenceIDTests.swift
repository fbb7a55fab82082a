import Foundation
import ModelFormats
import Testing
import Tokenization

@Suite struct ReferenceIDTests {
    /// Awkward texts (some not valid UTF-8) with the ids that the `tokenizers` library gives for them.
    @Test(arguments: Fixtures.kinds)
    func encodesAsTheReferenceDoes(kind: String) throws {
        let tokenizer = try Fixtures.tokenizer(kind)
        let cases = try Fixtures.json("cases.json")
        let texts = try cases.strings("base64").map { try #require(Data(base64Encoded: $0)) }
        let expected = try cases.object("ids").array(kind).map(\.ints)
        #expect(texts.count == expected.count && texts.count > 300)
        for (text, ids) in zip(texts, expected) {
            #expect(tokenizer.encode(bytes: text) == ids, "\(String(decoding: text, as: UTF8.self).debugDescription)")
        }
    }

    /// What was encoded comes back, unless the vocabulary lacks bytes (smollm) or composes characters (qwen2).
    @Test(arguments: ["gpt2", "llama3", "tekken", "ggufDefault"])
    func decodesToTheTextItEncoded(kind: String) throws {
        let tokenizer = try Fixtures.tokenizer(kind)
        for encoded in try Fixtures.json("cases.json").strings("base64") {
            let text = String(decoding: try #require(Data(base64Encoded: encoded)), as: UTF8.self)
            let decoded = tokenizer.decode(tokenizer.encode(text), skipSpecial: false)
            #expect(decoded.unicodeScalars.elementsEqual(text.unicodeScalars), "\(text.debugDescription)")
        }
    }

    /// A text composed by NFC comes back composed.
    @Test func composesCharactersWhereTheModelWasTrainedOnComposedOnes() throws {
        let tokenizer = try Fixtures.tokenizer("qwen2")
        let decoded = tokenizer.decode(tokenizer.encode("Cafe\u{301}"), skipSpecial: false)
        #expect(Array(decoded.unicodeScalars) == Array("Caf\u{E9}".unicodeScalars))
    }
}
