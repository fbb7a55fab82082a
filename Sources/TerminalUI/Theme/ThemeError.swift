/// Why a theme cannot be used: the facts, and the sentence that tells them.
public struct ThemeError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Problem: Hashable, Sendable {
        case notYAML(String)
        /// Something else stands where a mapping, a text or a list is needed.
        case expected(String, at: String)
        case unknownKey(String, of: String, nearest: String?)
        case unknownColour(String, nearest: String?)
        case tooManyColours(Int)
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
        }
    }
}

/// Finds the name a person probably meant.
enum NearestName {
    /// The candidate with the fewest edits from `name`, when that is at most a third of its letters (and two at least).
    static func of(_ name: String, among candidates: [String]) -> String? {
        let ranked = candidates.map { (name: $0, distance: distance(name, $0)) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(2, name.count / 3) ? best.name : nil
    }

    /// Levenshtein's distance.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.prefix(64)), Array(right.prefix(64)))
        var previous = Array(0...right.count)
        for (row, character) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                let replaced = previous[column] + (character == other ? 0 : 1)
                current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[right.count]
    }
}
