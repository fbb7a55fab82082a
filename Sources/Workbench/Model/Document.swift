import Provenance

/// The prompt under the lens.
public struct Document: Equatable, Sendable {
    /// Which answer the trace shows.
    public enum Subject: Equatable, Sendable {
        /// What the model says without rules.
        case plain
        /// What the model says under the rules.
        case ruled
        /// What production logged.
        case observed
        /// An answer that left another one at a token.
        case branch(RunKey)
        /// A trace that was saved.
        case saved(RunKey)
    }

    /// Index in the list of cases; nil for a prompt that is no case yet.
    public var caseIndex: Int?
    /// Index of the case whose prompt a saved trace answers, where there is one: it says what would have been right.
    var tracedCase: Int?
    public var title: String
    public var prompt: String
    public var observed: String?
    public var subject: Subject = .plain
    /// The position looked at: 0 before the first token, k at token k.
    public var cursor = 0
    /// The cursor goes along with new tokens.
    public var follows = true
    /// Where the cursor goes when the answer has come so far: it stood there in the last session.
    var awaitedCursor: Int?
    /// The prompt that a person edited into this one.
    public var editedFrom: String?
    /// A branch stands beside the answer that it left, or an edited prompt's answer beside that to the prompt as it was.
    public var comparesBranch = false
    /// The first line of the two answers on the screen, where they are longer than their room.
    public var comparisonTop = 0

    init(caseIndex: Int?, title: String, prompt: String, observed: String?) {
        self.caseIndex = caseIndex
        self.title = title
        self.prompt = prompt
        self.observed = observed
    }

    var plainKey: RunKey { RunKey(prompt: prompt) }

    var observedKey: RunKey { RunKey(prompt: prompt, answer: observed.map { .given($0) } ?? .generated) }

    func ruledKey(_ rules: RuleSet) -> RunKey { RunKey(prompt: prompt, rules: rules) }

    func key(rules: RuleSet) -> RunKey {
        switch subject {
        case .plain: plainKey
        case .ruled: ruledKey(rules)
        case .observed: observedKey
        case .branch(let key), .saved(let key): key
        }
    }
}
