import Provenance

/// The breakpoints of a session and how often each one stopped an answer.
public struct BreakpointList: Equatable, Sendable {
    public struct Entry: Equatable, Sendable {
        public internal(set) var breakpoint: Breakpoint
        public internal(set) var hits = 0
    }

    public private(set) var entries: [Entry] = []

    init(_ breakpoints: [Breakpoint] = []) {
        entries = breakpoints.map { Entry(breakpoint: $0) }
    }

    public var breakpoints: [Breakpoint] { entries.map(\.breakpoint) }

    /// Adds a breakpoint, or switches on the one that stands there already.
    ///
    /// - Returns: false when there are too many.
    mutating func add(_ condition: Breakpoint.Condition) -> Bool {
        if let index = entries.firstIndex(where: { $0.breakpoint.condition == condition }) {
            entries[index].breakpoint.enabled = true
            return true
        }
        guard entries.count < BreakpointSet.most else { return false }
        entries.append(Entry(breakpoint: Breakpoint(condition)))
        return true
    }

    mutating func toggle(_ index: Int) {
        guard entries.indices.contains(index) else { return }
        entries[index].breakpoint.enabled.toggle()
    }

    mutating func remove(_ index: Int) {
        guard entries.indices.contains(index) else { return }
        entries.remove(at: index)
    }

    /// Counts and names the breakpoints that the last token of a run hits. One that cannot be looked for is switched off,
    /// for it would be as slow at every token to come.
    ///
    /// - Parameter refusal: the answer became a refusal just now.
    /// - Returns: the conditions that are met, and why one was switched off.
    mutating func hits(_ run: Run, refusal: Bool, marks: SourceMarks) -> (hit: [Breakpoint.Condition], failure: String?) {
        var hit: [Breakpoint.Condition] = []
        var failure: String?
        for index in entries.indices where entries[index].breakpoint.enabled {
            let condition = entries[index].breakpoint.condition
            do {
                guard try condition.isHit(run, refusal: refusal, marks: marks) else { continue }
                entries[index].hits += 1
                hit.append(condition)
            } catch {
                entries[index].breakpoint.enabled = false
                failure = "the breakpoint is switched off: \(error)"
            }
        }
        return (hit, failure)
    }
}

extension Breakpoint.Condition {
    /// Whether the last token of a run is where this stops; what was true a token before does not stop again.
    ///
    /// - Throws: `ProvenanceError.patternTooSlow`.
    func isHit(_ run: Run, refusal: Bool, marks: SourceMarks) throws -> Bool {
        if case .refusal = self { return refusal }
        let position = run.tokens.count
        guard !refusal, let token = run.tokens.last else { return false }
        switch self {
        case .above(let source, let probability):
            guard let index = marks.index(of: source), let here = token.tags?.probabilities, here.indices.contains(index) else {
                return false
            }
            guard here[index] > probability else { return false }
            // What holds from the beginning on holds at the first token.
            guard position > 1, let before = run.tags(at: position - 1)?.probabilities, before.indices.contains(index) else { return true }
            return before[index] <= probability
        case .mainChanges:
            guard let here = token.tags?.main, let before = run.tags(at: position - 1)?.main else { return false }
            return here != before
        case .entropy(let nats): return token.entropy > nats
        case .token(let number): return position == number
        case .text(let words):
            guard let pattern = try? Pattern(words) else { return false }
            let texts = run.tokens.map(\.text)
            return try pattern.found(in: texts.joined()) && !pattern.found(in: texts.dropLast().joined())
        case .refusal: return refusal
        }
    }
}
