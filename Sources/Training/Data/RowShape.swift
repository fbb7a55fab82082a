/// One line's object, read into a row whichever of the usual shapes it has.
///
/// - `prompt` and `answer`; for preference `chosen` and `rejected`; `prompt`, `chosen` and `rejected` may be lists of messages (TRL);
/// - Alpaca: `instruction`, `input`, `output`, with `history` and `system` beside them (LLaMA-Factory);
/// - ShareGPT: `conversations` of `from` and `value`;
/// - `messages` of `role` and `content`.
///
/// Of a conversation the last assistant turn is the answer and the turn before it the prompt; what came earlier is history.
struct RowShape {
    let object: [String: Any]
    let file: String
    /// Counts from 1.
    let line: Int

    private struct Turn {
        enum Role {
            case system
            case user
            case assistant
        }

        var role: Role
        var text: String
    }

    /// What was asked, and perhaps answered.
    private struct Question {
        var system: String?
        var history: [TrainingRow.Exchange] = []
        var prompt: String
        var answer: String?
        /// The key that the answer should stand under; nil when it is a conversation's last turn.
        var answerKey: String?
    }

    /// - Parameters:
    ///   - answers: answers by row id or prompt, for rows that have none of their own.
    ///   - name: the row's id when it has none of its own.
    /// - Throws: `TrainingError.badRow`.
    func row(answers: [String: String], name: String) throws -> TrainingRow {
        let question = try question()
        let id = object["id"] as? String
        let rejected = try answerText("rejected")
        let answer: String
        if let own = try answerText("chosen") ?? question.answer {
            answer = own
        } else if rejected != nil {
            throw problem("has `rejected`, but no `chosen`")
        } else if answers.isEmpty {
            guard let key = question.answerKey else { throw problem("does not end with a turn of the assistant") }
            answer = try text(key)
        } else if let found = answers[id ?? question.prompt] ?? answers[question.prompt] {
            answer = found
        } else {
            throw problem("has no answer, and `answers_from` has none for it")
        }
        var row = TrainingRow(
            id: id ?? name, prompt: question.prompt, answer: answer, isOwn: object["own"] as? Bool ?? false, file: file, line: line)
        row.rejected = rejected
        row.choices = try object["choices"].map(choices) ?? []
        row.history = question.history
        row.system = question.system
        return row
    }

    private func choices(_ value: Any) throws -> [String] {
        guard let choices = value as? [String] else { throw problem("`choices` is not a list of texts") }
        return choices
    }

    /// A text that must be there.
    func text(_ key: String) throws -> String {
        guard let value = object[key] else { throw problem("has no `\(key)`; \(TrainingError.rowShapes)") }
        return try text(value, key)
    }

    private func text(_ value: Any, _ key: String) throws -> String {
        guard let text = value as? String else { throw problem("`\(key)` is not a text") }
        guard !text.allSatisfy(\.isWhitespace) else { throw problem("`\(key)` is empty") }
        return text
    }

    private func problem(_ reason: String) -> TrainingError {
        .badRow(file: file, line: line, reason: reason)
    }

    // MARK: - Questions

    private func question() throws -> Question {
        for key in ["messages", "conversations"] where object[key] != nil {
            return try conversation(turns(key), key)
        }
        if object["instruction"] != nil { return try alpaca() }
        if object["prompt"] is [Any] {
            var question = try conversation(turns("prompt"), "prompt")
            if let answer = object["answer"], question.answer == nil { question.answer = try text(answer, "answer") }
            return question
        }
        if object["prompt"] == nil, object["chosen"] is [Any] {
            // The prompt is what the whole chosen conversation begins with.
            return try conversation(turns("chosen").dropLast(), "chosen")
        }
        let prompt = try text("prompt")
        return Question(prompt: prompt, answer: try object["answer"].map { try text($0, "answer") }, answerKey: "answer")
    }

    private func alpaca() throws -> Question {
        let input = (object["input"] as? String ?? "")
        let instruction = try text("instruction")
        let pairs = object["history"] ?? [[String]]()
        guard let pairs = pairs as? [[String]], pairs.allSatisfy({ $0.count == 2 }) else {
            throw problem("`history` is not a list of pairs of texts")
        }
        let history = pairs.map { TrainingRow.Exchange(user: $0[0], assistant: $0[1]) }
        return Question(
            system: ownSystem, history: history, prompt: input.allSatisfy(\.isWhitespace) ? instruction : instruction + "\n" + input,
            answer: try object["output"].map { try text($0, "output") }, answerKey: "output")
    }

    private var ownSystem: String? {
        (object["system"] as? String).flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    }

    private func turns(_ key: String) throws -> [Turn] {
        guard let list = object[key] as? [Any], !list.isEmpty else { throw problem("`\(key)` is not a list of turns") }
        return try list.map { try turn($0, key) }
    }

    /// A turn in ShareGPT's words or in those of `messages`.
    private func turn(_ value: Any, _ key: String) throws -> Turn {
        guard let turn = value as? [String: Any], let role = turn["role"] ?? turn["from"], let content = turn["content"] ?? turn["value"]
        else {
            throw problem("a turn of `\(key)` has not the texts `role` and `content`, or `from` and `value`")
        }
        let known: Turn.Role
        switch role as? String {
        case "system": known = .system
        case "user", "human": known = .user
        case "assistant", "gpt": known = .assistant
        default: throw problem("`\(key)` has a turn of `\(role)`; known are system, user (human) and assistant (gpt)")
        }
        return Turn(role: known, text: try text(content, key))
    }

    private func conversation(_ turns: some Collection<Turn>, _ key: String) throws -> Question {
        var rest = Array(turns)[...]
        var system = ownSystem
        if let first = rest.first, first.role == .system {
            system = first.text
            rest = rest.dropFirst()
        }
        var history: [TrainingRow.Exchange] = []
        while let user = rest.popFirst() {
            guard user.role == .user else { throw problem("the turns of `\(key)` do not go user, assistant, user, ...") }
            guard let reply = rest.popFirst() else { return Question(system: system, history: history, prompt: user.text) }
            guard reply.role == .assistant else { throw problem("the turns of `\(key)` do not go user, assistant, user, ...") }
            history.append(TrainingRow.Exchange(user: user.text, assistant: reply.text))
        }
        guard let last = history.popLast() else { throw problem("`\(key)` has no turn of a user") }
        return Question(system: system, history: history, prompt: last.user, answer: last.assistant)
    }

    /// `chosen` or `rejected`: a text, a turn, or a conversation whose last turn is the answer.
    private func answerText(_ key: String) throws -> String? {
        switch object[key] {
        case nil: return nil
        case let list as [Any]:
            guard let last = try turns(key).last, last.role == .assistant, !list.isEmpty else {
                throw problem("`\(key)` does not end with a turn of the assistant")
            }
            return last.text
        case let value as [String: Any]: return try turn(value, key).text
        case let value?: return try text(value, key)
        }
    }
}
