extension ChatTemplate {
    /// What a system message of its own stands between in newer templates of Mistral (from Small 3 on).
    static let systemTurnTokens = ["[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]"]

    /// Takes over from a template that the system message has a turn of its own, with the white space around it, and what the message
    /// is where the caller gives none.
    ///
    /// - Returns: whether the turn and the message are written in a known way.
    mutating func readSystemTurn(_ text: String, _ expressions: [JinjaExpression]) -> Bool {
        guard let turn = expressions.lazy.compactMap(SystemTurn.init).first else { return false }
        form.setSystemTurn(lead: turn.lead, tail: turn.tail)
        for name in ["default_system_message", "system_message"] {
            switch DefaultMessage.of(name, in: text) {
            case .text(let message):
                defaultSystem = message
                return true
            case .unknown: return false
            case .none: continue
            }
        }
        return true
    }

    /// `'[SYSTEM_PROMPT]' + system_message + '[/SYSTEM_PROMPT]'`
    private struct SystemTurn {
        var lead: String
        var tail: String

        init?(_ expression: JinjaExpression) {
            guard expression.terms.count == 3, case .literal(let opening) = expression.terms[0], case .code = expression.terms[1],
                case .literal(let closing) = expression.terms[2],
                let start = ChatTemplate.whiteSpace(around: ChatTemplate.systemTurnTokens[0], in: opening), start.before.isEmpty,
                let end = ChatTemplate.whiteSpace(around: ChatTemplate.systemTurnTokens[1], in: closing), end.after.isEmpty
            else { return nil }
            lead = start.after
            tail = end.before
        }
    }

    /// What a template sets a variable to.
    private enum DefaultMessage {
        case none
        case text(String)
        /// It begins as a text, and goes on with what only running the template could tell.
        case unknown

        /// The message may ask for today's date. It gets the day on which the first model with such a message came out, so that a prompt
        /// is the same every day.
        private static let date = "2025-01-30"
        private static let mostTerms = 64

        static func of(_ name: String, in text: String) -> DefaultMessage {
            for value in JinjaExpression.values(ofVariable: name, in: text) {
                // A name alone is what the caller gives, or another variable.
                if value.terms.count == 1, case .code(let code) = value.terms[0], !isDate(code, in: text) { continue }
                guard value.terms.count <= mostTerms else { return .unknown }
                var message = ""
                for term in value.terms {
                    switch term {
                    case .literal(let literal): message += literal
                    case .code(let code):
                        guard isDate(code, in: text) else { return .unknown }
                        message += date
                    }
                }
                return .text(message)
            }
            return .none
        }

        private static func isDate(_ code: String, in text: String) -> Bool {
            let calls = ["strftime_now(\"%Y-%m-%d\")", "strftime_now('%Y-%m-%d')"]
            return calls.contains(code)
                || JinjaExpression.values(ofVariable: code, in: text).contains { value in
                    value.terms.count == 1 && calls.contains { value.terms[0] == .code($0) }
                }
        }
    }
}

extension TurnForm {
    /// Gives the system message a turn of its own in front of the first question.
    mutating func setSystemTurn(lead: String, tail: String) {
        systemIsInUserTurn = false
        beforeSystem = [.control(ChatTemplate.systemTurnTokens[0])] + (lead.isEmpty ? [] : [.text(lead)])
        afterSystem = (tail.isEmpty ? [] : [.text(tail)]) + [.control(ChatTemplate.systemTurnTokens[1])]
    }

    /// Whether a system message stands in a turn of its own beside questions between `[INST]` and `[/INST]`.
    var hasSystemTurn: Bool { beforeSystem.first == .control(ChatTemplate.systemTurnTokens[0]) }
}
