import Foundation

extension ChatTemplate {
    /// The template that a model's own metadata states, known by its content.
    ///
    /// - Parameter templateText: the Jinja text (GGUF `tokenizer.chat_template`, `tokenizer_config.json`,
    ///   `chat_template.jinja`); nil for a model without one, which is then plain.
    /// - Throws: `TokenizationError.unknownChatTemplate`, or `.missingSpecialToken` when the vocabulary cannot write it.
    public static func detect(templateText: String?, tokenizer: Tokenizer) throws -> ChatTemplate {
        guard let templateText else { return ChatTemplate(kind: .plain) }
        guard templateText.utf8.count <= longestTemplate, var template = known(templateText) else {
            throw TokenizationError.unknownChatTemplate(start: String(templateText.prefix(80)))
        }
        template.writesBeginOfText = templateText.contains("bos_token") || templateText.contains("<|begin_of_text|>")
        let needed = template.kind.neededTokens + (template.form.hasSystemTurn ? systemTurnTokens : [])
        for name in needed where tokenizer.specialToken(name) == nil {
            throw TokenizationError.missingSpecialToken(name: name, neededBy: template.kind.rawValue)
        }
        return template
    }

    /// Several times longer than any known template, and short enough to search.
    private static let longestTemplate = 1 << 16

    private static func known(_ text: String) -> ChatTemplate? {
        if var template = chatML(text) ?? llama3(text) ?? gemma(text) ?? zephyr(text) {
            template.trimsMessages = trimsMessages(text)
            return template
        }
        return instruct(text)
    }

    private static func chatML(_ text: String) -> ChatTemplate? {
        let plain = JinjaLiterals.unescaped(text)
        guard plain.contains("<|im_start|>"), plain.contains("<|im_end|>"), plain.contains("<|im_start|>assistant\n"),
            // A heading that already starts the answer, and system turns that state the date, are other templates.
            !plain.contains("<|im_start|>assistant\n<"), !plain.contains("strftime_now")
        else { return nil }
        var template = ChatTemplate(kind: .chatML)
        template.defaultSystem =
            JinjaLiterals.literal(from: "<|im_start|>system\n", to: "<|im_end|>", in: text)
            ?? JinjaLiterals.value(ofVariable: "system_message", in: text)
        return template
    }

    private static func llama3(_ text: String) -> ChatTemplate? {
        let plain = JinjaLiterals.unescaped(text)
        guard plain.contains("<|start_header_id|>"), plain.contains("<|eot_id|>"), plain.contains("assistant<|end_header_id|>\n\n")
        else { return nil }
        var template = ChatTemplate(kind: .llama3)
        if plain.contains("Cutting Knowledge Date: December 2023") {
            // The template may ask for today's date; its own fallback is taken, so that a prompt is the same every day.
            template.systemPreamble = "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n"
            template.defaultSystem = ""
        } else {
            template.defaultSystem = JinjaLiterals.literal(
                from: "<|start_header_id|>system<|end_header_id|>\n\n", to: "<|eot_id|>", in: text)
        }
        return template
    }

    private static func gemma(_ text: String) -> ChatTemplate? {
        let plain = JinjaLiterals.unescaped(text)
        guard plain.contains("<end_of_turn>\n"), plain.contains("<start_of_turn>model\n") else { return nil }
        return ChatTemplate(kind: .gemma)
    }

    /// Turns that end with the end-of-text token; a relative of Phi has end-of-turn tokens of its own.
    private static func zephyr(_ text: String) -> ChatTemplate? {
        let plain = JinjaLiterals.unescaped(text)
        let dense = plain.filter { $0 != " " }
        guard plain.contains("<|user|>\n"), plain.contains("<|system|>\n"), plain.contains("<|assistant|>"), !plain.contains("<|end|>"),
            ["eos_token}}\n", "eos_token+'\n'", "eos_token+\"\n\"", "</s>\n"].contains(where: dense.contains)
        else { return nil }
        return ChatTemplate(kind: .zephyr)
    }

    private static func trimsMessages(_ text: String) -> Bool {
        let dense = text.filter { $0 != " " }
        return ["content']|trim", "content\"]|trim", "content|trim"].contains { dense.contains($0) }
    }
}
