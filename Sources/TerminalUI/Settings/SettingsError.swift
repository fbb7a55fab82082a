/// Why a file of settings (a theme, keys) cannot be used: the facts, and the sentence that tells them.
public struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Problem: Hashable, Sendable {
        case notYAML(String)
        /// Something else stands where a mapping, a text or a list is needed.
        case expected(String, at: String)
        case unknownKey(String, of: String, nearest: String?)
        case unknownColour(String, nearest: String?)
        case tooManyColours(Int)
        case unknownKeyName(String, nearest: String?)
        /// A terminal cannot tell this key from another one, or does not send it at all.
        case keyNotSent(String, instead: String?)
        /// Two actions of one context have the same key.
        case keyTwice(String, of: String, context: String, also: String, line: Int?)
        /// An action that must have a key would have none.
        case noKey(of: String)
    }

    public var file: String
    /// Counted from 1; nil when the whole file is meant.
    public var line: Int?
    public var problem: Problem

    public init(file: String, line: Int?, problem: Problem) {
        self.file = file
        self.line = line
        self.problem = problem
    }

    /// A word that is not known, with the nearest of those that are.
    public init(file: String, line: Int?, unknown word: String, kind: String, known: [String]) {
        self.init(file: file, line: line, problem: .unknownKey(word, of: kind, nearest: NearestName.of(word, among: known)))
    }

    public var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return "\(place): \(sentence)"
    }

    private var sentence: String {
        switch problem {
        case .notYAML(let reason):
            return "this is not readable YAML (\(reason))"
        case .expected(let what, let place):
            return "\(place) must be \(what)"
        case .unknownKey(let key, let kind, let nearest):
            return "unknown \(kind) '\(key)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
        case .unknownColour(let colour, let nearest):
            let hint = nearest.map { "; did you mean '\($0)'?" } ?? "; use a name such as bright_blue, 0 to 255, \"#rrggbb\", or default"
            return "unknown colour '\(colour)'\(hint)"
        case .tooManyColours(let count):
            return "a colour has at most three choices (direct, 256, 16), and here are \(count)"
        case .unknownKeyName(let name, let nearest):
            let hint = nearest.map { "did you mean '\($0)'?" } ?? "a key is a character, or Enter, Tab, F5, C-x for Control, M-x for Alt"
            return "there is no key '\(name)'; \(hint)"
        case .keyNotSent(let name, let instead):
            let hint = instead.map { "terminals send \($0) for it" } ?? "terminals keep it for themselves"
            return "'\(name)' cannot be a key of an action: \(hint)"
        case .keyTwice(let key, let action, let context, let other, let line):
            let place = line.map { "on line \($0)" } ?? "as it stands without this file"
            return
                "in '\(context)', '\(key)' would be the key of '\(action)' and of '\(other)' (\(place)); give one of them another, or [] for none"
        case .noKey(let action):
            return "'\(action)' needs a key"
        }
    }
}
