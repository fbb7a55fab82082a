extension ChatTemplate {
    /// The template as the Jinja text that a model's folder carries, so that other programs write the same prompts; nil
    /// for a plain one, which is stated by leaving it out.
    public var jinja: String? {
        let begin = writesBeginOfText ? "{{ bos_token }}" : ""
        let trim = trimsMessages ? " | trim" : ""
        switch kind {
        case .plain: return nil
        case .llama2, .mistral: return instructJinja
        case .zephyr:
            func turn(_ role: String) -> String {
                "if message['role'] == '\(role)' %}{{ '<|\(role)|>\\n' + message['content']\(trim) + eos_token + '\\n' }}"
            }
            return begin
                + Self.turns(
                    "{% \(turn("user")){% el\(turn("system")){% el\(turn("assistant")){% endif %}",
                    systemTurn: defaultSystem.map { "<|system|>\\n\(Self.escaped($0))' + eos_token + '\\n" })
                + "{% if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% endif %}"
        case .gemma:
            return begin
                + "{% if messages[0]['role'] == 'system' %}{% set start = messages[0]['content']\(trim) + '\\n\\n' %}"
                + "{% set turns = messages[1:] %}{% else %}{% set start = '' %}{% set turns = messages %}{% endif %}"
                + "{% for message in turns %}{{ '<start_of_turn>' + ('model' if message['role'] == 'assistant' else message['role']) + '\\n'"
                + " + (start if loop.first else '') + message['content']\(trim) + '<end_of_turn>\\n' }}{% endfor %}"
                + "{% if add_generation_prompt %}{{ '<start_of_turn>model\\n' }}{% endif %}"
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

    /// Turns between `[INST]` and `[/INST]`, with a system message in the first one or in front of it.
    private var instructJinja: String {
        func text(_ parts: [TurnForm.Part]) -> String {
            parts.map { if case .text(let text) = $0 { Self.escaped(text) } else { "" } }.joined()
        }
        let names = Self.systemTurnTokens
        let isRepeated = form.repeatsBeginOfText
        let lead = Self.escaped(form.userLead)
        let opening = text(form.beforeUser) + "[INST]" + lead
        let closing = text(form.beforeAnswer) + "[/INST]"
        // The form starts the system message with the white space that the opening ends with.
        let beforeSystem = text(form.beforeSystem).dropFirst(lead.count)
        let system = "'\(beforeSystem)' + system_message + '\(text(form.afterSystem))'"
        let usual = defaultSystem.map { "'\(Self.escaped($0))'" } ?? "false"
        func literal(_ text: String, _ isFirst: Bool) -> String { text.isEmpty ? "" : isFirst ? "'\(text)' + " : " + '\(text)'" }
        let start =
            (writesBeginOfText && !isRepeated ? "{{ bos_token }}" : "")
            + "{% if messages[0]['role'] == 'system' %}{% set system_message = messages[0]['content'] %}{% set turns = messages[1:] %}"
            + "{% else %}{% set system_message = \(usual) %}{% set turns = messages %}{% endif %}"
        let contents =
            form.hasSystemTurn
            ? "{% if system_message != false %}{{ '\(names[0])\(text(form.beforeSystem))' + system_message + "
                + "'\(text(form.afterSystem))\(names[1])' }}{% endif %}"
                + "{% for message in turns %}{% set content = message['content'] %}"
            : "{% for message in turns %}"
                + "{% if loop.first and system_message != false %}{% set content = \(system) + message['content'] %}"
                + "{% else %}{% set content = message['content'] %}{% endif %}"
        return start + contents + "{% if message['role'] == 'user' %}"
            + "{{ \(isRepeated ? "bos_token + " : "")'\(opening)' + content\(trimsMessages ? " | trim" : "") + '\(closing)' }}{% else %}"
            + "{{ \(literal(Self.escaped(form.answerLead), true))content\(literal(Self.escaped(form.answerTail), false)) + eos_token"
            + "\(literal(text(form.gap), false)) }}{% endif %}{% endfor %}"
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
