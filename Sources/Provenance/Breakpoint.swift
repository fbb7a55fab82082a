/// Where a running answer is to stop.
public struct Breakpoint: Sendable, Hashable {
    /// What has to happen at a token.
    public enum Condition: Sendable, Hashable {
        /// The source's probability rises above this.
        case above(source: String, probability: Float)
        /// Another source becomes the main one.
        case mainChanges
        /// The model was less sure of the token than this, in nats.
        case entropy(Float)
        /// The answer holds a match of this regular expression for the first time.
        case text(String)
        /// The answer becomes a refusal.
        case refusal
        /// The token with this number, counted from 1.
        case token(Int)
    }

    public var condition: Condition
    public var enabled: Bool

    public init(_ condition: Condition, enabled: Bool = true) {
        self.condition = condition
        self.enabled = enabled
    }
}

/// Why words are no breakpoint; the sentence names the form that was probably meant.
public struct BreakpointError: Error, Equatable, Sendable, CustomStringConvertible {
    public var words: String
    public var problem: String

    public var description: String { "\(words.debugDescription) is no breakpoint: \(problem)" }
}

extension Breakpoint.Condition: CustomStringConvertible {
    /// The forms as a person writes them.
    public static let forms = ["SOURCE > 0.8", "main changes", "entropy > 2", "text PATTERN", "refusal", "token 12"]
    private static let keywords = ["main", "entropy", "text", "refusal", "token"]

    /// The words that `init(parsing:)` reads.
    public var description: String {
        switch self {
        case .above(let source, let probability): "\(source) > \(Self.figure(probability))"
        case .mainChanges: "main changes"
        case .entropy(let nats): "entropy > \(Self.figure(nats))"
        case .text(let pattern): "text \(pattern)"
        case .refusal: "refusal"
        case .token(let number): "token \(number)"
        }
    }

    /// A whole number without its point.
    private static func figure(_ value: Float) -> String {
        value == value.rounded() && abs(value) < 1_000_000 ? "\(Int(value))" : "\(value)"
    }

    /// Reads a condition from words such as `TQA > 0.8`.
    ///
    /// - Parameter sources: the names that there are; nil when they are not known, and any name is taken.
    /// - Throws: `BreakpointError`.
    public init(parsing words: String, sources: [String]? = nil) throws {
        let parts = words.split(whereSeparator: \.isWhitespace).map(String.init)
        func wrong(_ problem: String) -> BreakpointError { BreakpointError(words: words, problem: problem) }
        guard let first = parts.first else { throw wrong("write one of: \(Self.forms.joined(separator: ", "))") }
        switch (first.lowercased(), parts.count) {
        case ("main", _):
            guard parts.count == 1 || (parts.count == 2 && parts[1].lowercased() == "changes") else {
                throw wrong("did you mean `main changes`?")
            }
            self = .mainChanges
        case ("refusal", _):
            guard parts.count == 1 else { throw wrong("did you mean `refusal`?") }
            self = .refusal
        case ("token", _):
            guard parts.count == 2, let number = Int(parts[1]), (1...1_000_000).contains(number) else {
                throw wrong("did you mean `token 12`? Tokens are counted from 1")
            }
            self = .token(number)
        case ("text", _):
            // The pattern is all that follows the word, with its own spaces.
            let rest = words.drop(while: \.isWhitespace).dropFirst(first.count).drop(while: \.isWhitespace)
            let pattern = String(String(rest.reversed().drop(while: \.isWhitespace)).reversed())
            guard !pattern.isEmpty else { throw wrong("did you mean `text PATTERN`? The pattern is missing") }
            do { _ = try Pattern(pattern) } catch { throw wrong("\(error)") }
            self = .text(pattern)
        default:
            self = try Self.comparison(words, sources: sources, wrong)
        }
    }

    /// `NAME > NUMBER`, with or without spaces around the sign.
    private static func comparison(_ words: String, sources: [String]?, _ wrong: (String) -> BreakpointError) throws -> Self {
        let sides = words.split(separator: ">", omittingEmptySubsequences: false).map { side in
            side.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        guard sides.count == 2, !sides[0].isEmpty, !sides[0].contains(" ") else {
            let first = String(words.split(whereSeparator: \.isWhitespace).first ?? "")
            if let keyword = NearestName.of(first, in: keywords), let form = forms.first(where: { $0.hasPrefix(keyword) }) {
                throw wrong("did you mean `\(form)`?")
            }
            if sides.count == 1, sources?.contains(where: { $0.lowercased() == first.lowercased() }) == true {
                throw wrong("did you mean `\(first) > 0.8`?")
            }
            throw wrong("write one of: \(forms.joined(separator: ", "))")
        }
        let name = sides[0]
        if name.lowercased() == "entropy" {
            guard let nats = Float(sides[1]), nats.isFinite, nats >= 0 else {
                throw wrong("did you mean `entropy > 2`? Entropy is in nats")
            }
            return .entropy(nats)
        }
        func unknown(_ sources: [String]) -> BreakpointError {
            let hint = NearestName.of(name, in: sources + ["entropy"]).map { "did you mean `\($0) > \(sides[1])`?" }
            return wrong(hint ?? "there is no source \(name); there are: \(sources.joined(separator: ", "))")
        }
        let source = sources?.first { $0.lowercased() == name.lowercased() }
        if let sources, source == nil { throw unknown(sources) }
        guard let probability = Float(sides[1]), probability >= 0, probability < 1 else {
            throw wrong("did you mean `\(name) > 0.8`? A probability is from 0 to below 1")
        }
        return .above(source: source ?? name, probability: probability)
    }
}

extension Breakpoint: Codable {
    private enum CodingKeys: String, CodingKey {
        case stop, enabled
    }

    /// The keys a file of breakpoints may use.
    public static let keys = ["stop", "enabled"]

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let words = try container.decode(String.self, forKey: .stop)
        do { condition = try Condition(parsing: words) } catch {
            throw DecodingError.dataCorruptedError(forKey: .stop, in: container, debugDescription: "\(error)")
        }
        enabled = try container.decodeIfPresent(Bool.self, forKey: .enabled) ?? true
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(condition.description, forKey: .stop)
        if !enabled { try container.encode(enabled, forKey: .enabled) }
    }
}

/// The breakpoints of a workspace, as its file has them.
public struct BreakpointSet: Sendable, Hashable, Codable {
    public var breakpoints: [Breakpoint]

    /// More are nobody's work, and each one is looked at for every token.
    public static let most = 64

    public init(breakpoints: [Breakpoint] = []) {
        self.breakpoints = breakpoints
    }
}
