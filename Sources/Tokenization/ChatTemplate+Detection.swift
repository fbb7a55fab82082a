import Foundation

extension ChatTemplate {
    /// The template that a model's own metadata states, known by its content.
    ///
    /// - Parameter templateText: the Jinja text (GGUF `tokenizer.chat_template`, `tokenizer_config.json`,
    ///   `chat_template.jinja`); nil for a model without one, which is then plain.
    /// - Throws: `TokenizationError.unknownChatTemplate`, or `.missingSpecialToken` when the vocabulary cannot write it.
    public static func detect(templateText: String?, tokenizer: Tokenizer) throws -> ChatTemplate {
        guard let templateText else { return ChatTemplate(kind: .plain) }
        // Jinja string literals write a line end as \n.
        let text = templateText.replacingOccurrences(of: "\\n", with: "\n")
        let template: ChatTemplate
        let needed: [String]
        if let chatML = chatML(text) {
            template = chatML
            needed = ["<|im_start|>", "<|im_end|>"]
        } else if let llama3 = llama3(text) {
            template = llama3
            needed = ["<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"]
        } else {
            throw TokenizationError.unknownChatTemplate(start: String(templateText.prefix(80)))
        }
        for name in needed where tokenizer.specialToken(name) == nil {
            throw TokenizationError.missingSpecialToken(name: name, neededBy: template.kind.rawValue)
        }
        return template
    }

    private static func chatML(_ text: String) -> ChatTemplate? {
        guard text.contains("<|im_start|>"), text.contains("<|im_end|>"), text.contains("<|im_start|>assistant\n"),
            // A heading that already starts the answer, and system turns that state the date, are other templates.
            !text.contains("<|im_start|>assistant\n<"), !text.contains("strftime_now")
        else { return nil }
        let start = "<|im_start|>system\n"
        var template = ChatTemplate(kind: .chatML)
        template.defaultSystem = literals(after: start, endingAt: "<|im_end|>", in: text).first
        template.trimsMessages = trims(text)
        return template
    }

    private static func llama3(_ text: String) -> ChatTemplate? {
        guard text.contains("<|start_header_id|>"), text.contains("<|end_header_id|>"), text.contains("<|eot_id|>"),
            text.contains("assistant<|end_header_id|>\n\n")
        else { return nil }
        var template = ChatTemplate(kind: .llama3)
        template.trimsMessages = trims(text)
        if text.contains("Cutting Knowledge Date: December 2023") {
            // The template may ask for today's date; its own fallback is taken, so that a prompt is the same every day.
            template.systemPreamble = "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n"
            template.defaultSystem = ""
        }
        return template
    }

    private static func trims(_ text: String) -> Bool {
        text.contains("| trim") || text.contains("|trim") || text.contains(".strip()")
    }

    /// The texts between `start` and `end` that are literal all through: no quote ends them, no expression starts in them.
    private static func literals(after start: String, endingAt end: String, in text: String) -> [String] {
        text.components(separatedBy: start).dropFirst().compactMap { rest in
            guard let range = rest.range(of: end) else { return nil }
            let literal = rest[..<range.lowerBound]
            return literal.contains { $0 == "'" || $0 == "\"" || $0 == "{" } ? nil : String(literal)
        }
    }
}
