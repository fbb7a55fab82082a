import TerminalUI

/// The command line: what is typed, what could stand there, and the way through earlier commands.
public struct TypedCommand: Equatable, Sendable {
    public private(set) var field = TextField()
    /// What could stand in the place of the last word, the best first; they stay while one goes through them.
    public private(set) var suggestions: [Suggestion] = []
    /// The text that they are for.
    private var suggestedFor: String?
    /// The suggestion that stands in the line.
    public private(set) var selected: Int?
    /// The first suggestion on the screen.
    var top = 0
    /// What stood before the last word when one began to go through the suggestions; they may hold spaces of their own.
    private var stem = ""
    /// How many commands back the history is shown; 0 is what is being typed.
    private(set) var back = 0
    private var typed = ""

    init(_ text: String = "") {
        field = TextField(text)
    }

    /// Whether all that follows the command's name is one word, spaces and all.
    var takesWholeArgument = false

    /// The word that is being typed: after the last space or comma.
    var lastWord: String {
        if takesWholeArgument, let space = field.text.firstIndex(of: " ") { return String(field.text[space...].dropFirst()) }
        return String(field.text.reversed().prefix { $0 != " " && $0 != "," }.reversed())
    }

    /// Whether the name of the command is what is being typed.
    var isAtName: Bool { !field.text.contains(" ") }

    /// Applies an editing key; false when the key does not edit.
    mutating func apply(_ key: Key) -> Bool {
        guard field.apply(key) else { return false }
        beginAnew()
        return true
    }

    mutating func insert(_ text: String) {
        field.insert(text)
        beginAnew()
    }

    /// Goes through the history, the newest command last in it.
    mutating func recall(_ history: [String], older: Bool) {
        if back == 0 { typed = field.text }
        let place = min(max(back + (older ? 1 : -1), 0), history.count)
        field = TextField(place == 0 ? typed : history[history.count - place])
        beginAnew()
        back = place
    }

    // MARK: Suggestions

    /// Whether the text has changed since they were worked out. One that a person put into the line changes nothing.
    var needsSuggestions: Bool { selected == nil && suggestedFor != field.text }

    mutating func suggest(_ suggestions: [Suggestion]) {
        self.suggestions = suggestions
        top = 0
        suggestedFor = field.text
    }

    /// Says anew what cannot be done just now.
    mutating func revise(_ whyDisabled: (Suggestion) -> String?) {
        for index in suggestions.indices { suggestions[index].whyDisabled = whyDisabled(suggestions[index]) }
    }

    private mutating func beginAnew() {
        selected = nil
        back = 0
    }

    /// Puts the next suggestion into the line, or the one before.
    mutating func move(by step: Int) {
        guard !suggestions.isEmpty else { return }
        let from = selected ?? (step > 0 ? -1 : suggestions.count)
        select((from + step + suggestions.count) % suggestions.count)
    }

    /// Puts a suggestion into the line.
    mutating func select(_ place: Int) {
        guard suggestions.indices.contains(place) else { return }
        if selected == nil { stem = String(field.text.dropLast(lastWord.count)) }
        selected = place
        field = TextField(stem + suggestions[place].word)
    }

    /// Completes what all suggestions that begin as typed share; where that is nothing more, the first one is put into the line.
    mutating func complete() {
        guard selected == nil, let first = suggestions.first else { return move(by: 1) }
        let prefix = lastWord.lowercased()
        let beginning = suggestions.filter { !prefix.isEmpty && $0.word.lowercased().hasPrefix(prefix) }
        if suggestions.count == 1 { return take(first) }
        if let only = beginning.first, beginning.allSatisfy({ $0.word == only.word }) { return take(only) }
        let shared = TypedCommand.sharedPrefix(beginning.map(\.word))
        guard shared.count > prefix.count else { return move(by: 1) }
        field = TextField(String(field.text.dropLast(lastWord.count)) + shared)
        beginAnew()
    }

    /// Puts a suggestion into the line for good, with the space after it.
    mutating func take(_ suggestion: Suggestion) {
        if selected == nil { stem = String(field.text.dropLast(lastWord.count)) }
        field = TextField(stem + suggestion.word + " ")
        beginAnew()
    }

    private static func sharedPrefix(_ words: [String]) -> String {
        guard var shared = words.first else { return "" }
        for word in words {
            while !word.lowercased().hasPrefix(shared.lowercased()) { shared.removeLast() }
        }
        return shared
    }
}
