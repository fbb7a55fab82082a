/// What a family of chat templates writes around the texts of a conversation.
struct TurnForm: Sendable, Equatable {
    /// A piece of what the template writes.
    enum Part: Sendable, Equatable {
        /// A special token by its id; written as text when the vocabulary has none of this name.
        case control(String)
        case text(String)
    }

    /// Around a system message.
    var beforeSystem: [Part] = []
    var afterSystem: [Part] = []
    /// Whether a system message is part of the first user's turn rather than a turn of its own.
    var systemIsInUserTurn = false
    /// From the start of a user's turn to its text.
    var beforeUser: [Part] = []
    /// What is encoded together with a user's text; left out behind a system message that stands in the turn.
    var userLead = ""
    /// From the end of a user's text to where the answer starts.
    var beforeAnswer: [Part] = []
    /// What is encoded together with an answer.
    var answerLead = ""
    /// What stands between a former answer and its end.
    var answerTail = ""
    /// What ends an answer.
    var answerEnd: [Part] = []
    /// Between the end of an answer and the next turn.
    var gap: [Part] = []
    /// Whether every user's turn starts with the begin-of-text token, and not only the first one.
    var repeatsBeginOfText = false

    /// The form in which a family's first models had it.
    init(_ kind: ChatTemplate.Kind) {
        switch kind {
        case .chatML:
            beforeSystem = [.control("<|im_start|>"), .text("system\n")]
            afterSystem = [.control("<|im_end|>"), .text("\n")]
            beforeUser = [.control("<|im_start|>"), .text("user\n")]
            beforeAnswer = afterSystem + [.control("<|im_start|>"), .text("assistant\n")]
            answerEnd = [.control("<|im_end|>")]
            gap = [.text("\n")]
        case .llama3:
            func heading(_ role: String) -> [Part] {
                [.control("<|start_header_id|>"), .text(role), .control("<|end_header_id|>"), .text("\n\n")]
            }
            beforeSystem = heading("system")
            afterSystem = [.control("<|eot_id|>")]
            beforeUser = heading("user")
            beforeAnswer = afterSystem + heading("assistant")
            answerEnd = afterSystem
        case .llama2:
            setInstruct(before: "", userLead: " ", after: " ")
            beforeSystem = [.text(" <<SYS>>\n")]
            afterSystem = [.text("\n<</SYS>>\n\n")]
            answerLead = " "
            answerTail = " "
            repeatsBeginOfText = true
        case .mistral: setInstruct(before: "", userLead: " ", after: " ")
        case .zephyr:
            func heading(_ role: String) -> [Part] { [.control("<|\(role)|>"), .text("\n")] }
            beforeSystem = heading("system")
            afterSystem = [.control("</s>"), .text("\n")]
            beforeUser = heading("user")
            beforeAnswer = afterSystem + heading("assistant")
            answerEnd = [.control("</s>")]
            gap = [.text("\n")]
        case .gemma:
            systemIsInUserTurn = true
            afterSystem = [.text("\n\n")]
            beforeUser = [.control("<start_of_turn>"), .text("user\n")]
            beforeAnswer = [.control("<end_of_turn>"), .text("\n"), .control("<start_of_turn>"), .text("model\n")]
            answerEnd = [.control("<end_of_turn>")]
            gap = [.text("\n")]
        case .plain: break
        }
    }

    /// Turns between `[INST]` and `[/INST]`, with the white space that a template writes around these.
    mutating func setInstruct(before: String, userLead: String, after: String) {
        systemIsInUserTurn = true
        beforeSystem = userLead.isEmpty ? [] : [.text(userLead)]
        afterSystem = [.text("\n\n")]
        beforeUser = (before.isEmpty ? [] : [.text(before)]) + [.control("[INST]")]
        self.userLead = userLead
        beforeAnswer = (after.isEmpty ? [] : [.text(after)]) + [.control("[/INST]")]
        answerEnd = [.control("</s>")]
    }
}

/// Writes the parts of turns as ids. Texts that stand side by side are encoded in one go, as the reference encodes them.
struct TurnWriter {
    private let tokenizer: Tokenizer
    private var place: TextPlace
    private var text = ""
    private var ids: [Int] = []

    init(_ tokenizer: Tokenizer, at place: TextPlace) {
        self.tokenizer = tokenizer
        self.place = place
    }

    mutating func append(_ parts: [TurnForm.Part]) {
        for part in parts {
            switch part {
            case .text(let text): append(text)
            case .control(let name):
                if let id = tokenizer.specialToken(name) { append(control: id) } else { append(name) }
            }
        }
    }

    mutating func append(_ text: String) { self.text += text }

    mutating func append(control id: Int) {
        flush()
        ids.append(id)
        place = .afterControl
    }

    /// The ids so far.
    mutating func finish() -> [Int] {
        flush()
        return ids
    }

    private mutating func flush() {
        guard !text.isEmpty else { return }
        ids += tokenizer.encode(text, at: place)
        text = ""
        place = .withinText
    }
}
