import ModelFormats

/// The shapes in which other trainers read conversations, one JSON object a line.
enum ConversationFormat: String, CaseIterable {
    /// `conversations` with `from` and `value`; the system message stands beside them.
    case shareGPT = "sharegpt"
    /// `messages` with `role` and `content`.
    case messages

    private typealias Member = JSONObject.Member

    /// An example with what it was made of, so that a reader can find and filter it.
    func line(_ exchange: TextViews.Exchange, system: String?, row: String, source: String, view: View) -> String {
        var members = [
            Member("id", .string(row)), Member("source", .string(source)), Member("view", .string(view.rawValue)),
        ]
        let pairs = exchange.history + [TrainingRow.Exchange(user: exchange.user, assistant: exchange.assistant)]
        switch self {
        case .shareGPT:
            if let system { members.append(Member("system", .string(system))) }
            let turns = pairs.flatMap { [("human", $0.user), ("gpt", $0.assistant)] }
            members.append(Member("conversations", .array(turns.map { Self.turn(("from", $0), ("value", $1)) })))
        case .messages:
            let turns =
                [system.map { ("system", $0) }].compactMap { $0 } + pairs.flatMap { [("user", $0.user), ("assistant", $0.assistant)] }
            members.append(Member("messages", .array(turns.map { Self.turn(("role", $0), ("content", $1)) })))
        }
        return JSONWriter.text(.object(JSONObject(members))) + "\n"
    }

    private static func turn(_ members: (String, String)...) -> ModelFormats.JSONValue {
        .object(JSONObject(members.map { Member($0, .string($1)) }))
    }
}
