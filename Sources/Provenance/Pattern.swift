import Foundation

/// A regular expression from a rule, a case or a breakpoint, with typed errors for a wrong one and for one that would take for ever.
public struct Pattern {
    private let text: String
    private let expression: NSRegularExpression

    /// Processor time that one search may take, in nanoseconds. An ordinary expression is through with a long answer in a
    /// twentieth of it; nested repetition doubles its time with every letter.
    private static let budget: UInt64 = 25_000_000

    /// - Throws: `ProvenanceError.invalidPattern`.
    public init(_ text: String) throws {
        self.text = text
        do {
            expression = try NSRegularExpression(pattern: text, options: .caseInsensitive)
        } catch {
            throw ProvenanceError.invalidPattern(pattern: text, reason: Self.reason(text))
        }
    }

    /// True when a match stands anywhere in `searched`; case does not count.
    ///
    /// - Throws: `ProvenanceError.patternTooSlow` when the search was given up.
    public func found(in searched: String) throws -> Bool {
        let start = Self.now
        var isFound = false
        var isGivenUp = false
        let range = NSRange(searched.startIndex..., in: searched)
        expression.enumerateMatches(in: searched, options: .reportProgress, range: range) { match, flags, stop in
            isFound = match != nil
            isGivenUp = !isFound && (flags.contains(.internalError) || Self.now - start > Self.budget)
            stop.pointee = ObjCBool(isFound || isGivenUp)
        }
        guard !isGivenUp else { throw ProvenanceError.patternTooSlow(pattern: text) }
        return isFound
    }

    /// The thread's own time: one that waits for a processor has not used any.
    private static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// What is wrong, in words, which the engine of the search does not say.
    private static func reason(_ text: String) -> String {
        // The parser that gives reasons goes one call deeper for every bracket.
        guard text.utf8.count < 1_000 else { return "it cannot be understood, and is too long to say why" }
        do {
            _ = try Regex(text)
            return "it cannot be understood"
        } catch {
            return "\(error)"
        }
    }
}
