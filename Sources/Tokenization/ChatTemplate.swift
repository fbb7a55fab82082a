/// How a model wants a conversation of one question written, known by the content of the template it came with.
///
/// The templates are Jinja programs; the two families in use are written out here instead of run, so that every special
/// token is inserted by id and a user's text stays text. Where the reference encodes a role's heading and the text in
/// one go, here the text is encoded on its own, because control tokens may stand between; the tokens are the same
/// unless the text starts with white space.
public struct ChatTemplate: Sendable, Equatable {
    /// The family of a template.
    public enum Kind: String, Sendable {
        /// `<|im_start|>user\n...<|im_end|>\n<|im_start|>assistant\n`
        case chatML
        /// `<|start_header_id|>user<|end_header_id|>\n\n...<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n`
        case llama3
        /// No turns: the text alone, for models that only continue documents.
        case plain

        /// The special tokens that turns of this family are written with.
        public var neededTokens: [String] {
            switch self {
            case .chatML: ["<|im_start|>", "<|im_end|>"]
            case .llama3: ["<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"]
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

    /// A template of a family as its first models had it.
    public init(kind: Kind, defaultSystem: String? = nil) {
        self.kind = kind
        self.defaultSystem = defaultSystem
        trimsMessages = kind == .llama3
        writesBeginOfText = kind == .llama3
    }

    /// The ids of a whole prompt, up to where the answer starts: `prefix + control + encode(user) + suffix`.
    ///
    /// - Parameters:
    ///   - user: the question; always text.
    ///   - control: ids that stand at the start of the user's turn.
    ///   - system: the system message; nil for the template's own.
    public func prompt(_ user: String, control: [Int], system: String?, tokenizer: Tokenizer) -> [Int] {
        prefix(system: system, tokenizer: tokenizer) + control + tokenizer.encode(trimmed(user)) + suffix(tokenizer: tokenizer)
    }

    /// The ids that stand before the user's turn's text, the same for every question.
    public func prefix(system: String?, tokenizer: Tokenizer) -> [Int] {
        let hasBegin = writesBeginOfText || (kind == .plain && tokenizer.addsBeginOfText)
        let begin = hasBegin ? [tokenizer.beginOfText].compactMap { $0 } : []
        let message = (system.map(trimmed) ?? defaultSystem).map { systemPreamble + $0 }
        switch kind {
        case .plain:
            return begin + (message.map { tokenizer.encode($0 + "\n\n") } ?? [])
        case .chatML, .llama3:
            let systemTurn = message.map { heading("system", followedBy: $0, tokenizer) + answerEnd(tokenizer: tokenizer) + gap(tokenizer) }
            return begin + (systemTurn ?? []) + heading("user", followedBy: "", tokenizer)
        }
    }

    /// The ids from the end of the user's text to where the answer starts.
    public func suffix(tokenizer: Tokenizer) -> [Int] {
        guard kind != .plain else { return [] }
        return answerEnd(tokenizer: tokenizer) + gap(tokenizer) + heading("assistant", followedBy: "", tokenizer)
    }

    /// The ids of former turns and their answers, up to where the next user's text starts: they follow `prefix`.
    ///
    /// - Returns: nil when the model knows no turns.
    public func history(_ exchanges: [(user: String, assistant: String)], tokenizer: Tokenizer) -> [Int]? {
        guard kind != .plain || exchanges.isEmpty else { return nil }
        let start = suffix(tokenizer: tokenizer)
        let end = answerEnd(tokenizer: tokenizer) + gap(tokenizer) + heading("user", followedBy: "", tokenizer)
        return exchanges.flatMap { exchange -> [Int] in
            tokenizer.encode(trimmed(exchange.user)) + start + tokenizer.encode(trimmed(exchange.assistant)) + end
        }
    }

    /// The ids that end an answer: the end-of-turn token, or the end of text for a plain model.
    public func answerEnd(tokenizer: Tokenizer) -> [Int] {
        switch kind {
        case .chatML: [tokenizer.specialToken("<|im_end|>")].compactMap { $0 }
        case .llama3: [tokenizer.specialToken("<|eot_id|>")].compactMap { $0 }
        case .plain: [tokenizer.endOfText].compactMap { $0 }
        }
    }

    /// What stands between two turns.
    private func gap(_ tokenizer: Tokenizer) -> [Int] { kind == .chatML ? tokenizer.encode("\n") : [] }

    /// A role's heading and the text after it, encoded together as the reference does.
    private func heading(_ role: String, followedBy text: String, _ tokenizer: Tokenizer) -> [Int] {
        if kind == .chatML {
            return [tokenizer.specialToken("<|im_start|>")].compactMap { $0 } + tokenizer.encode(role + "\n" + text)
        }
        let start = [tokenizer.specialToken("<|start_header_id|>")].compactMap { $0 }
        let end = [tokenizer.specialToken("<|end_header_id|>")].compactMap { $0 }
        return start + tokenizer.encode(role) + end + tokenizer.encode("\n\n" + text)
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
