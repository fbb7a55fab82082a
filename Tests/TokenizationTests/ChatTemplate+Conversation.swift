import ModelFormats
import Testing
import Tokenization

extension ChatTemplate {
    /// A conversation of a fixture, up to where the next answer begins.
    ///
    /// - Parameter row: its `turns` are pairs of role and text, a system message first where there is one.
    func ids(ofConversation row: JSONObject, tokenizer: Tokenizer) throws -> [Int] {
        var turns = try row.array("turns").map { turn -> (role: String, text: String) in
            guard case .array(let parts) = turn, let role = parts[0].text, let text = parts[1].text else { return ("", "") }
            return (role, text)
        }
        let system = turns.first?.role == "system" ? turns.removeFirst().text : nil
        let history = stride(from: 0, to: turns.count - 1, by: 2).map { (user: turns[$0].text, assistant: turns[$0 + 1].text) }
        let user = try #require(turns.last).text
        return
            prefix(system: system, tokenizer: tokenizer)
            + (try #require(self.history(history, system: system, tokenizer: tokenizer)))
            + userText(user, system: system, isFirst: history.isEmpty, tokenizer: tokenizer)
            + suffix(tokenizer: tokenizer)
    }
}
