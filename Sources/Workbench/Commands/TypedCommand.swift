import TerminalUI

/// The command line: what is typed, and the way through earlier commands.
public struct TypedCommand: Equatable, Sendable {
    public var field = TextField()
    /// Candidates of the last completion, to be walked through with Tab.
    public var candidates: [String] = []
    var candidate: Int?
    /// What stood before the word when its completion began; a candidate may hold spaces of its own.
    var stem = ""
    /// How many commands back the history is shown; 0 is what is being typed.
    var back = 0
    var typed = ""

    mutating func set(_ text: String) {
        field = TextField(text)
    }

    /// Goes through the history, the newest command last in it.
    mutating func recall(_ history: [String], older: Bool) {
        if back == 0 { typed = field.text }
        back = min(max(back + (older ? 1 : -1), 0), history.count)
        set(back == 0 ? typed : history[history.count - back])
        endCompletion()
    }

    mutating func endCompletion() {
        candidates = []
        candidate = nil
    }

    /// Replaces the last word by the next candidate; the first Tab completes what all candidates share.
    mutating func complete(_ words: [String]) {
        if candidates.isEmpty {
            candidates = words
            candidate = nil
            stem = String(field.text.dropLast(lastWord.count))
            if words.count == 1 { return finish(with: words[0] + " ") }
            let shared = TypedCommand.sharedPrefix(words)
            if shared.count > lastWord.count { replaceLastWord(shared) }
            return
        }
        let next = ((candidate ?? -1) + 1) % candidates.count
        candidate = next
        replaceLastWord(candidates[next])
    }

    /// The word that is being typed: after the last space or comma.
    var lastWord: String {
        String(field.text.reversed().prefix { $0 != " " && $0 != "," }.reversed())
    }

    private mutating func finish(with word: String) {
        replaceLastWord(word)
        endCompletion()
    }

    private mutating func replaceLastWord(_ word: String) {
        set(stem + word)
    }

    private static func sharedPrefix(_ words: [String]) -> String {
        guard var shared = words.first else { return "" }
        for word in words {
            while !word.lowercased().hasPrefix(shared.lowercased()) { shared.removeLast() }
        }
        return shared
    }
}
