extension ChatTemplate {
    /// The template as the Jinja text that a model's folder carries, so that other programs write the same prompts; nil
    /// for a plain one, which is stated by leaving it out.
    public var jinja: String? {
        let begin = writesBeginOfText ? "{{ bos_token }}" : ""
        let trim = trimsMessages ? " | trim" : ""
        switch kind {
        case .plain: return nil
        case .chatML:
            let turn = "{{ '<|im_start|>' + message['role'] + '\\n' + message['content']\(trim) + '<|im_end|>\\n' }}"
            return begin
                + Self.turns(
                    turn, systemTurn: defaultSystem.map { "<|im_start|>system\\n\(Self.escaped(systemPreamble + $0))<|im_end|>\\n" })
                + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
        case .llama3:
            let preamble = Self.escaped(systemPreamble)
            let turn =
                "{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'"
                + (preamble.isEmpty ? "" : " + ('\(preamble)' if message['role'] == 'system' else '')")
                + " + message['content']\(trim) + '<|eot_id|>' }}"
            let systemTurn = defaultSystem.map {
                "<|start_header_id|>system<|end_header_id|>\\n\\n\(preamble)\(Self.escaped($0))<|eot_id|>"
            }
            return begin + Self.turns(turn, systemTurn: systemTurn)
                + "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}"
        }
    }

    /// A loop over the messages, with a system turn in front when the first message is none.
    private static func turns(_ turn: String, systemTurn: String?) -> String {
        let first = systemTurn.map { "{% if loop.first and message['role'] != 'system' %}{{ '\($0)' }}{% endif %}" } ?? ""
        return "{% for message in messages %}\(first)\(turn){% endfor %}"
    }

    /// The text as it stands inside single quotes.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": escaped += "\\n"
            case "\r": escaped += "\\r"
            case "'", "\\": escaped += "\\" + String(scalar)
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
