import Foundation

/// What would be a right answer to a case. All that is stated must hold.
public struct Expectation: Sendable, Hashable, Codable {
    /// Each of these stands in the answer; case does not count.
    public var contains: [String]
    /// None of these stands in the answer; case does not count.
    public var notContains: [String]
    /// A regular expression finds a match in the answer.
    public var matches: String?
    /// The answer is a refusal (true) or is not (false).
    public var refuses: Bool?
    /// The answer is this text, but for case and white space.
    public var answer: String?

    public init(
        contains: [String] = [], notContains: [String] = [], matches: String? = nil, refuses: Bool? = nil, answer: String? = nil
    ) {
        self.contains = contains
        self.notContains = notContains
        self.matches = matches
        self.refuses = refuses
        self.answer = answer
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case contains
        case notContains = "not_contains"
        case matches, refuses, answer
    }

    public init(from decoder: any Decoder) throws {
        let all = try decoder.container(keyedBy: AnyKey.self)
        let known = CodingKeys.allCases.map(\.rawValue)
        if let unknown = all.allKeys.map(\.stringValue).first(where: { !known.contains($0) }) {
            let hint = NearestName.of(unknown, in: known).map { "; did you mean `\($0)`?" } ?? "; known: \(known.joined(separator: ", "))"
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "`expect` has the unknown key `\(unknown)`\(hint)"))
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        contains = try container.decodeIfPresent([String].self, forKey: .contains) ?? []
        notContains = try container.decodeIfPresent([String].self, forKey: .notContains) ?? []
        for (key, texts) in [(CodingKeys.contains, contains), (.notContains, notContains)] where texts.contains(where: \.isEmpty) {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "`\(key.rawValue)` holds an empty text, which says nothing"))
        }
        matches = try container.decodeIfPresent(String.self, forKey: .matches)
        refuses = try container.decodeIfPresent(Bool.self, forKey: .refuses)
        answer = try container.decodeIfPresent(String.self, forKey: .answer)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        if !contains.isEmpty { try container.encode(contains, forKey: .contains) }
        if !notContains.isEmpty { try container.encode(notContains, forKey: .notContains) }
        try container.encodeIfPresent(matches, forKey: .matches)
        try container.encodeIfPresent(refuses, forKey: .refuses)
        try container.encodeIfPresent(answer, forKey: .answer)
    }

    /// True when nothing is stated, so nothing can be judged.
    public var isEmpty: Bool { self == Expectation() }

    /// Judges an answer.
    public func verdict(answer given: String, refused: Bool) -> Verdict {
        guard !isEmpty else { return .notJudged }
        var reasons: [String] = []
        let folded = Self.folded(given)
        for text in contains where !folded.contains(Self.folded(text)) { reasons.append("does not contain \(text.debugDescription)") }
        for text in notContains where folded.contains(Self.folded(text)) { reasons.append("contains \(text.debugDescription)") }
        if let matches {
            do {
                if try !Pattern(matches).found(in: given) { reasons.append("does not match \(matches.debugDescription)") }
            } catch {
                reasons.append("\(error)")
            }
        }
        if let refuses, refuses != refused { reasons.append(refuses ? "does not refuse" : "refuses") }
        if let answer, Self.folded(answer) != folded { reasons.append("is not \(answer.debugDescription)") }
        return reasons.isEmpty ? .passing : .failing(reasons)
    }

    /// Lower case, one space between words.
    static func folded(_ text: String) -> String {
        text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

/// What became of a case under the rules as they stood.
public enum Verdict: Sendable, Hashable, Codable {
    case passing
    /// Why, one sentence an unmet expectation.
    case failing([String])
    /// Nothing is expected, or nothing was run yet.
    case notJudged

    /// The word used in files and output.
    public var name: String {
        switch self {
        case .passing: "passing"
        case .failing: "failing"
        case .notJudged: "not judged"
        }
    }
}
