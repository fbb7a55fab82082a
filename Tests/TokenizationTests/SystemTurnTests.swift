import ModelFormats
import Testing
import Tokenization

/// Mistral's newer templates, whose system message has a turn of its own.
@Suite struct SystemTurnTests {
    /// The vocabulary that `make_system_turns.py` encoded with.
    private func tokenizer(without missing: String? = nil) throws -> Tokenizer {
        let tokens = try Fixtures.json("system-turns.json").strings("tokens").filter { $0 != missing }
        var tokenizer = try Fixtures.tokenizer("gpt2").adding(specialTokens: tokens).0
        tokenizer.beginOfText = tokenizer.specialToken("<s>")
        return tokenizer
    }

    private func templates() throws -> [String] { try Fixtures.json("system-turns.json").strings("templates") }

    @Test func conversationsAreWrittenAsTheReferenceWritesThem() throws {
        let tokenizer = try tokenizer()
        for case .object(let row) in try Fixtures.json("system-turns.json").array("cases") {
            let template = try ChatTemplate.detect(templateText: templates()[row.int("template")], tokenizer: tokenizer)
            #expect(template.kind == .mistral)
            let (ids, expected) = try (template.ids(ofConversation: row, tokenizer: tokenizer), row.ints("ids"))
            #expect(ids == expected, "\(row) \(tokenizer.decode(ids, skipSpecial: false).debugDescription)")
        }
    }

    /// The default message of Mistral Small 3 states the day.
    @Test func aDefaultMessageIsTheSameEveryDay() throws {
        let template = try ChatTemplate.detect(templateText: templates()[0], tokenizer: tokenizer())
        let message = try #require(template.defaultSystem)
        #expect(message.hasPrefix("You are Mistral Small 3, ") && message.contains("The current date is 2025-01-30.\n\n"))
        #expect(try ChatTemplate.detect(templateText: templates()[1], tokenizer: tokenizer()).defaultSystem == nil)
    }

    @Test func aTemplateIsKnownAgainByItsOwnText() throws {
        let tokenizer = try tokenizer()
        for text in try templates() {
            let template = try ChatTemplate.detect(templateText: text, tokenizer: tokenizer)
            #expect(try ChatTemplate.detect(templateText: template.jinja, tokenizer: tokenizer) == template, "\(template.jinja ?? "")")
        }
    }

    @Test func aTokenThatTheTurnNeedsIsNamed() throws {
        let expected = TokenizationError.missingSpecialToken(name: "[/SYSTEM_PROMPT]", neededBy: "mistral")
        #expect(throws: expected) {
            try ChatTemplate.detect(templateText: templates()[0], tokenizer: tokenizer(without: "[/SYSTEM_PROMPT]"))
        }
    }

    /// A message that only running the template could tell is not guessed.
    @Test(arguments: [
        "\"Today is \" + today", "\"It is \" + strftime_now(\"%A\")", "today + \" is today\"", "\"a\" + (\"b\" if x else \"c\")",
    ])
    func aMessageThatHasToBeWorkedOutIsUnknown(value: String) throws {
        let text = try "{%- set default_system_message = \(value) %}" + templates()[1]
        #expect(throws: TokenizationError.self) { try ChatTemplate.detect(templateText: text, tokenizer: tokenizer()) }
    }

    @Test func manyValuesOfAVariableCostLittle() throws {
        let text = try templates()[1] + String(repeating: "{% set system_message = ", count: 2_600)
        let tokenizer = try tokenizer()
        let time = ContinuousClock().measure { _ = try? ChatTemplate.detect(templateText: text, tokenizer: tokenizer) }
        #expect(time < .seconds(2))
    }
}
