import Foundation
import ModelFormats
import Testing
import Tokenization

@Suite struct SentencePieceReferenceTests {
    /// Awkward texts with the ids that the `sentencepiece` and `tokenizers` libraries give for them.
    @Test(arguments: SentencePiece.kinds)
    func encodesAsTheReferenceDoes(kind: String) throws {
        let tokenizer = try SentencePiece.tokenizer(kind)
        let expected = try Fixtures.json("sentencepiece/cases.json").object("ids").array(kind).map(\.ints)
        let texts = try SentencePiece.texts()
        #expect(texts.count == expected.count && texts.count > 120)
        for (text, ids) in zip(texts, expected) { #expect(tokenizer.encode(text) == ids, "\(text.debugDescription)") }
    }

    @Test(arguments: SentencePiece.kinds)
    func decodesAsTheReferenceDoesAtOnceAndTokenByToken(kind: String) throws {
        let tokenizer = try SentencePiece.tokenizer(kind)
        let cases = try Fixtures.json("sentencepiece/cases.json")
        let changed = try cases.object("decoded").object(kind)
        for (index, ids) in try cases.object("ids").array(kind).map(\.ints).enumerated() {
            let expected = try changed[String(index)]?.text ?? SentencePiece.texts()[index]
            let decoded = tokenizer.decode(ids, skipSpecial: false)
            #expect(Array(decoded.utf8) == Array(expected.utf8), "\(expected.debugDescription)")
            var decoder = StreamingDecoder(skipsSpecial: false)
            let streamed = ids.map { decoder.feed($0, tokenizer: tokenizer) }.joined() + decoder.finish()
            #expect(Array(streamed.utf8) == Array(expected.utf8), "\(expected.debugDescription)")
        }
    }

    /// Conversations as `apply_chat_template` writes them, of Llama 2, Mistral, TinyLlama and Gemma.
    @Test func writesPromptsAsTheReferenceDoes() throws {
        let fixture = try Fixtures.json("sentencepiece/chat.json")
        let templates = try fixture.object("templates")
        for case .object(let row) in try fixture.array("cases") {
            let name = try row.string("tokenizer")
            let tokenizer = try SentencePiece.tokenizer(name)
            let text = try templates.strings(name)[row.int("template")]
            let template = try ChatTemplate.detect(templateText: text, tokenizer: tokenizer)
            let (ids, expected) = try (template.ids(ofConversation: row, tokenizer: tokenizer), row.ints("ids"))
            #expect(ids == expected, "\(name) \(template.kind) \(row) \(tokenizer.decode(ids, skipSpecial: false).debugDescription)")
        }
    }
}
