/// How a model wants a conversation of one question written, known by the content of the template it came with.
///
/// The templates are Jinja programs; the families in use are written out here instead of run, so that every special
/// token is inserted by id and a user's text stays text. Where the reference encodes a role's heading and the text in
/// one go, here the text is encoded on its own, because control tokens may stand between; the tokens are the same
/// unless the text starts or ends with white space.
public struct ChatTemplate: Sendable, Equatable {
    /// The family of a template.
    public enum Kind: String, Sendable {
        /// `<|im_start|>user\n...<|im_end|>\n<|im_start|>assistant\n`
        case chatML
        /// `<|start_header_id|>user<|end_header_id|>\n\n...<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n`
        case llama3
        /// `<s>[INST] <<SYS>>\n...\n<</SYS>>\n\n... [/INST] ... </s>` (Llama 2)
        case llama2
        /// `<s>[INST] ... [/INST] ...</s>` (Mistral)
        case mistral
        /// `<|user|>\n...</s>\n<|assistant|>\n` (Zephyr, TinyLlama)
        case zephyr
        /// `<start_of_turn>user\n...<end_of_turn>\n<start_of_turn>model\n`
        case gemma
        /// No turns: the text alone, for models that only continue documents.
        case plain

        /// The special tokens that turns of this family are written with.
        public var neededTokens: [String] {
            switch self {
            case .chatML: ["<|im_start|>", "<|im_end|>"]
            case .llama3: ["<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"]
            case .llama2, .mistral, .zephyr: ["</s>"]
            case .gemma: ["<start_of_turn>", "<end_of_turn>"]
            case .plain: []
            }
        }
    }

    /// The family.
    public var kind: Kind
    /// The system message that stands there when the caller gives none; nil when there is then no system turn.
    public var defaultSystem: String?
    /// What the template writes in front of any system message, such as Llama 3.1's dates.
    public var systemPreamble = ""
    /// Whether the template strips white space around messages.
    public var trimsMessages: Bool
    /// Whether the template writes the begin-of-text token itself; a plain text has it when the model expects it.
    public var writesBeginOfText: Bool

    /// What stands around the texts.
    var form: TurnForm

    /// A template of a family as its first models had it.
    public init(kind: Kind, defaultSystem: String? = nil) {
        self.kind = kind
        self.defaultSystem = defaultSystem
        form = TurnForm(kind)
        switch kind {
        case .llama3, .llama2, .gemma: (trimsMessages, writesBeginOfText) = (true, true)
        case .mistral: (trimsMessages, writesBeginOfText) = (false, true)
        case .chatML, .zephyr, .plain: (trimsMessages, writesBeginOfText) = (false, false)
        }
    }

    /// The ids of a whole prompt, up to where the answer starts: `prefix + control + userText + suffix`.
    ///
    /// - Parameters:
    ///   - user: the question; always text.
    ///   - control: ids that stand at the start of the user's turn.
    ///   - system: the system message; nil for the template's own.
    public func prompt(_ user: String, control: [Int], system: String?, tokenizer: Tokenizer) -> [Int] {
        prefix(system: system, tokenizer: tokenizer) + control
            + userText(user, system: system, isFirst: true, tokenizer: tokenizer) + suffix(tokenizer: tokenizer)
    }

    /// The ids that stand before the user's turn's text, the same for every question.
    public func prefix(system: String?, tokenizer: Tokenizer) -> [Int] {
        var writer = TurnWriter(tokenizer, at: .start)
        let message = systemMessage(system)
        if writesBeginOfText || (kind == .plain && tokenizer.addsBeginOfText), let begin = tokenizer.beginOfText {
            writer.append(control: begin)
        }
        if kind == .plain {
            // What opens the text here is no turn: the text behind it starts as any other does.
            return writer.finish() + (message.map { tokenizer.encode($0 + "\n\n") } ?? [])
        }
        if form.systemIsInUserTurn { writer.append(form.beforeUser) }
        if let message {
            writer.append(form.beforeSystem)
            writer.append(message)
            writer.append(form.afterSystem)
        }
        if !form.systemIsInUserTurn { writer.append(form.beforeUser) }
        return writer.finish()
    }

    /// The ids of a user's text, as it stands between `prefix` or `history` and `suffix`.
    ///
    /// - Parameters:
    ///   - system: the system message; nil for the template's own.
    ///   - isFirst: whether no former turns stand before it.
    public func userText(_ user: String, system: String?, isFirst: Bool, tokenizer: Tokenizer) -> [Int] {
        let followsSystem = isFirst && systemMessage(system) != nil
        if kind == .plain { return tokenizer.encode(trimmed(user), at: followsSystem ? .withinText : .start) }
        if form.systemIsInUserTurn, followsSystem { return tokenizer.encode(trimmed(user), at: .withinText) }
        return tokenizer.encode(form.userLead + trimmed(user), at: place(behind: form.beforeUser, tokenizer))
    }

    /// The ids from the end of the user's text to where the answer starts.
    public func suffix(tokenizer: Tokenizer) -> [Int] {
        var writer = TurnWriter(tokenizer, at: .withinText)
        writer.append(form.beforeAnswer)
        return writer.finish()
    }

    /// The ids of an answer's text, as it stands behind `suffix`.
    public func answerText(_ answer: String, tokenizer: Tokenizer) -> [Int] {
        guard kind != .plain else { return tokenizer.encode(answer) }
        return tokenizer.encode(form.answerLead + answer, at: place(behind: form.beforeAnswer, tokenizer))
    }

    /// The ids of former turns and their answers, up to where the next user's text starts: they follow `prefix`.
    ///
    /// - Parameter system: the system message that `prefix` was written with.
    /// - Returns: nil when the model knows no turns.
    public func history(_ exchanges: [(user: String, assistant: String)], system: String? = nil, tokenizer: Tokenizer) -> [Int]? {
        guard kind != .plain || exchanges.isEmpty else { return nil }
        let start = suffix(tokenizer: tokenizer)
        var writer = TurnWriter(tokenizer, at: .withinText)
        writer.append(form.answerEnd + form.gap)
        if form.repeatsBeginOfText, let begin = tokenizer.beginOfText { writer.append(control: begin) }
        writer.append(form.beforeUser)
        let end = writer.finish()
        return exchanges.enumerated().flatMap { index, exchange -> [Int] in
            userText(exchange.user, system: system, isFirst: index == 0, tokenizer: tokenizer) + start
                + answerText(trimmed(exchange.assistant) + form.answerTail, tokenizer: tokenizer) + end
        }
    }

    /// The ids that end an answer: the end-of-turn token, or the end of text for a plain model.
    public func answerEnd(tokenizer: Tokenizer) -> [Int] {
        guard kind != .plain else { return [tokenizer.endOfText].compactMap { $0 } }
        var writer = TurnWriter(tokenizer, at: .withinText)
        writer.append(form.answerEnd)
        return writer.finish()
    }

    /// The system message with what the template writes in front of it, or nil for none.
    private func systemMessage(_ system: String?) -> String? {
        (system.map(trimmed) ?? defaultSystem).map { systemPreamble + $0 }
    }

    /// Where a text stands behind parts that are not empty.
    private func place(behind parts: [TurnForm.Part], _ tokenizer: Tokenizer) -> TextPlace {
        guard case .control(let name)? = parts.last, tokenizer.specialToken(name) != nil else { return .withinText }
        return .afterControl
    }

    /// The message as the template writes it.
    private func trimmed(_ message: String) -> String {
        guard trimsMessages else { return message }
        let scalars = message.unicodeScalars
        guard let first = scalars.firstIndex(where: { !Self.isStripped($0) }),
            let last = scalars.lastIndex(where: { !Self.isStripped($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    /// White space for Jinja's `trim`, which is Python's `str.strip`: White_Space and the four separators U+001C to U+001F.
    private static func isStripped(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }
}
