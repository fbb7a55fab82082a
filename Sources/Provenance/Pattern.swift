/// A regular expression from a rule or a case, with a typed error for a wrong one.
public struct Pattern {
    private let expression: Regex<AnyRegexOutput>

    /// - Throws: `ProvenanceError.invalidPattern`.
    public init(_ text: String) throws {
        do {
            expression = try Regex(text).ignoresCase()
        } catch {
            throw ProvenanceError.invalidPattern(pattern: text, reason: "\(error)")
        }
    }

    /// True when a match stands anywhere in `text`; case does not count.
    public func found(in text: String) -> Bool {
        (try? expression.firstMatch(in: text)) != nil
    }
}
