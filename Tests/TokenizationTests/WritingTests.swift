import Foundation
import Testing
import Tokenization

@Suite struct WritingTests {
    /// Written and read again, a tokenizer gives the same ids, with the tags that were added to it.
    @Test(arguments: Fixtures.kinds)
    func aWrittenTokenizerReadsBackTheSame(kind: String) throws {
        let (tokenizer, firstID) = try Fixtures.tokenizer(kind).adding(specialTokens: ["<DEBUG>", "<TAG>", "<TOFU>"])
        let again = try Fixtures.withTemporaryFolder { folder in
            try tokenizer.write(toFolder: folder.path)
            return try Tokenizer(contentsOf: folder.path)
        }
        #expect(again.vocabularySize == tokenizer.vocabularySize)
        #expect(again.specialToken("<TOFU>") == firstID + 2)
        #expect(again.beginOfText == tokenizer.beginOfText)
        #expect(again.endOfText == tokenizer.endOfText)
        #expect(again.padding == tokenizer.padding)
        #expect(again.addsBeginOfText == tokenizer.addsBeginOfText)
        #expect(again.stopTokens == tokenizer.stopTokens)
        #expect(again.chatTemplateText == tokenizer.chatTemplateText)
        for id in 0..<tokenizer.vocabularySize {
            #expect(again.bytes(of: id) == tokenizer.bytes(of: id))
            #expect(again.isSpecial(id) == tokenizer.isSpecial(id))
        }
        for encoded in try Fixtures.json("cases.json").strings("base64") {
            let text = try #require(Data(base64Encoded: encoded))
            #expect(again.encode(bytes: text) == tokenizer.encode(bytes: text))
        }
    }

    @Test func twoTokensWithOneTextAreNotWritten() throws {
        let (tokenizer, _) = try Fixtures.tokenizer("smollm").adding(specialTokens: ["the"])
        try Fixtures.withTemporaryFolder { folder in
            _ = #expect(throws: TokenizationError.ambiguousToken(text: "the")) { try tokenizer.write(toFolder: folder.path) }
        }
    }

    @Test(arguments: [
        ChatTemplate(kind: .chatML), ChatTemplate(kind: .chatML, defaultSystem: "It's \"fine\"\\ {so}\nfar."), ChatTemplate(kind: .plain),
    ])
    func aTemplateIsKnownAgainByItsOwnText(template: ChatTemplate) throws {
        let tokenizer = try Fixtures.tokenizer("smollm")
        #expect(try ChatTemplate.detect(templateText: template.jinja, tokenizer: tokenizer) == template)
    }

    @Test(arguments: [nil, "", "Be brief."])
    func aLlamaTemplateIsKnownAgainByItsOwnText(system: String?) throws {
        let tokenizer = try Fixtures.tokenizer("llama3")
        var template = ChatTemplate(kind: .llama3, defaultSystem: system)
        #expect(try ChatTemplate.detect(templateText: template.jinja, tokenizer: tokenizer) == template)
        template = try ChatTemplate.detect(templateText: tokenizer.chatTemplateText, tokenizer: tokenizer)
        #expect(try ChatTemplate.detect(templateText: template.jinja, tokenizer: tokenizer) == template)
    }
}
