extension ChatTemplate {
    /// The template of Llama 2 or Mistral, whose questions stand between `[INST]` and `[/INST]`.
    ///
    /// Members of the family differ in the white space around these and around answers, which decides about tokens: it is taken from the
    /// template. A system message stands in the first turn; where a template puts it into the last one, that differs for longer
    /// conversations.
    static func instruct(_ text: String) -> ChatTemplate? {
        let expressions = JinjaExpression.all(in: text)
        guard let question = expressions.lazy.compactMap(Question.init).first, let answer = expressions.lazy.compactMap(Answer.init).first
        else { return nil }
        let plain = JinjaLiterals.unescaped(text)
        let isLlama = plain.contains("<<SYS>>")
        var template = ChatTemplate(kind: isLlama ? .llama2 : .mistral)
        if isLlama {
            guard plain.contains("<<SYS>>\n"), plain.contains("\n<</SYS>>\n\n") else { return nil }
        }
        template.form.setInstruct(before: question.before, userLead: question.lead, after: question.after)
        if text.contains("[SYSTEM_PROMPT]") {
            guard !isLlama, template.readSystemTurn(text, expressions) else { return nil }
        } else {
            template.defaultSystem = JinjaLiterals.value(ofVariable: "system_message", in: text)
        }
        if isLlama {
            template.form.beforeSystem = [.text(question.lead + "<<SYS>>\n")]
            template.form.afterSystem = [.text("\n<</SYS>>\n\n")]
        }
        template.form.repeatsBeginOfText = question.beginsWithBeginOfText
        template.form.answerLead = answer.lead
        template.form.answerTail = answer.tail
        template.form.gap = answer.gap.isEmpty ? [] : [.text(answer.gap)]
        template.trimsMessages = question.trims
        return template
    }

    /// `bos_token + '[INST] ' + content.strip() + ' [/INST]'`
    private struct Question {
        var beginsWithBeginOfText = false
        var before = ""
        var lead = ""
        var after = ""
        var trims = false

        init?(_ expression: JinjaExpression) {
            var terms = expression.terms[...]
            if terms.first == .code("bos_token") {
                beginsWithBeginOfText = true
                terms.removeFirst()
            }
            guard terms.count == 3, case .literal(let opening)? = terms.first, case .literal(let closing)? = terms.last,
                case .code(let content) = terms[terms.startIndex + 1], content.contains("content"),
                let start = ChatTemplate.whiteSpace(around: "[INST]", in: opening),
                let end = ChatTemplate.whiteSpace(around: "[/INST]", in: closing), end.after.isEmpty
            else { return nil }
            before = start.before
            lead = start.after
            after = end.before
            trims = content.contains("trim") || content.contains(".strip()")
        }
    }

    /// `' ' + content.strip() + ' ' + eos_token`
    private struct Answer {
        var lead = ""
        var tail = ""
        var gap = ""

        init?(_ expression: JinjaExpression) {
            let isContent = { (term: JinjaExpression.Term) in if case .code(let code) = term { code.contains("content") } else { false } }
            guard let content = expression.terms.firstIndex(where: isContent),
                let end = expression.terms.firstIndex(of: .code("eos_token")), content < end,
                let lead = Self.whiteSpace(expression.terms[..<content]), let tail = Self.whiteSpace(expression.terms[(content + 1)..<end]),
                let gap = Self.whiteSpace(expression.terms[(end + 1)...])
            else { return nil }
            self.lead = lead
            self.tail = tail
            self.gap = gap
        }

        /// The text of terms that write nothing but white space.
        private static func whiteSpace(_ terms: ArraySlice<JinjaExpression.Term>) -> String? {
            var text = ""
            for term in terms {
                guard case .literal(let literal) = term, literal.allSatisfy(\.isWhitespace) else { return nil }
                text += literal
            }
            return text
        }
    }

    /// The white space before and behind a name that a literal holds besides.
    static func whiteSpace(around name: String, in literal: String) -> (before: String, after: String)? {
        let text = literal.unicodeScalars.map { $0 }
        let wanted = name.unicodeScalars.map { $0 }
        guard let start = text.firstIndex(where: { $0 == wanted[0] }), text[start...].starts(with: wanted) else { return nil }
        let (before, after) = (text[..<start], text[(start + wanted.count)...])
        guard (before + after).allSatisfy(\.properties.isWhitespace) else { return nil }
        return (String(String.UnicodeScalarView(before)), String(String.UnicodeScalarView(after)))
    }
}
