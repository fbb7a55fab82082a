import Provenance

/// What makes two runs the same run: the prompt, where the answer comes from, the rules that can change it, and for a branch
/// the tokens it stands on.
public struct RunKey: Hashable, Sendable {
    public var prompt: String
    public var answer: TraceRequest.Answer
    public var rules: RuleSet
    /// The ids of the tokens that a branch stands on; empty for an answer that the model begins itself.
    public var forced: [Int]
    /// The name of a saved trace, which no engine goes on with; nil for an answer of this session.
    public var saved: String?

    public init(
        prompt: String, answer: TraceRequest.Answer = .generated, rules: RuleSet = .none, forced: [Int] = [], saved: String? = nil
    ) {
        self.prompt = prompt
        self.answer = answer
        self.rules = rules.inForce
        self.forced = forced
        self.saved = saved
    }

    /// True for an answer that was pushed off the model's own way.
    public var isBranch: Bool { !forced.isEmpty }
}

/// What came of an answer by an expectation.
struct Judgement: Equatable, Sendable {
    var expectation: Expectation
    var verdict: Verdict
}

/// One answer as far as it is known: every token stays, so that stepping back costs nothing.
public struct Run: Equatable, Sendable {
    public enum Phase: Equatable, Sendable {
        /// Nothing is going on; more tokens may follow.
        case paused
        /// A job is queued or reads the prompt.
        case waiting
        /// Tokens arrive.
        case running
        case ended(Trace.Stop)
        case failed(String)
    }

    public var initialTags: TagDistribution?
    public var hasBegun = false
    public var tokens: [TraceToken] = []
    public var phase: Phase = .paused
    public var refusal: Trace.Refusal?
    /// The engine's own account, once the answer has ended.
    public var trace: Trace?
    /// The breakpoint that paused it, until it goes on.
    public var stoppedBy: String?
    /// What its case's expectation says of it, once it has ended and was shown.
    var judgement: Judgement?
    /// Tokens a second of the last job.
    public var speed = 0.0
    /// Kept tokens that the job in hand may report again, and how many of them it has.
    var toReplay = 0
    var replayed = 0

    public init() {}

    /// What the reader sees so far.
    public var text: String {
        if let trace { return trace.answer }
        return tokens.map(\.text).joined()
    }

    public var isBusy: Bool { phase == .waiting || phase == .running }

    public var hasEnded: Bool {
        if case .ended = phase { return true }
        return false
    }

    /// The probe at a position: 0 before the first token, k after token k.
    public func tags(at position: Int) -> TagDistribution? {
        if position == 0 { return initialTags }
        return tokens.indices.contains(position - 1) ? tokens[position - 1].tags : nil
    }

    /// The probes of all positions from 0 on.
    public var allTags: [TagDistribution?] { [initialTags] + tokens.map(\.tags) }

    /// Where guards would cut this answer: the guard and the number of tokens before it acts.
    public func cut(under guards: [AppliedRules.Guard]) -> (guard: AppliedRules.Guard, token: Int)? {
        guard !guards.isEmpty else { return nil }
        var state = GuardState(guards)
        for (position, tags) in allTags.enumerated() {
            guard let tags else { continue }
            if let acting = state.observe(tags) { return (acting, position) }
        }
        return nil
    }
}

/// The runs of this session, the least recently used ones forgotten.
public struct RunStore: Equatable, Sendable {
    private static let limit = 96
    private var runs: [RunKey: Run] = [:]
    private var order: [RunKey] = []

    public subscript(key: RunKey) -> Run? { runs[key] }

    /// Changes a run, or a new one.
    mutating func change(_ key: RunKey, _ change: (inout Run) -> Void) {
        change(&runs[key, default: Run()])
    }

    /// Marks a run as used now. A branch is not among those that are forgotten: it stays until it is dropped.
    mutating func touch(_ key: RunKey) {
        if runs[key] == nil { runs[key] = Run() }
        guard !key.isBranch else { return }
        order.removeAll { $0 == key }
        order.append(key)
        while order.count > Self.limit {
            let oldest = order.removeFirst()
            // A run with a job stays: its answer is on its way.
            if runs[oldest]?.isBusy == true { order.append(oldest) } else { runs[oldest] = nil }
        }
    }

    /// Forgets what the model said from the beginning; branches, logged answers and saved traces stay.
    mutating func forgetAnswers() {
        for key in order where key.answer == .generated && key.saved == nil && !key.isBranch { forget(key) }
    }

    mutating func forget(_ key: RunKey) {
        order.removeAll { $0 == key }
        runs[key] = nil
    }
}
