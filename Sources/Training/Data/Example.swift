import Provenance

/// One row in one view, as tokens: what follows the shared trunk, what is supervised, and where the probes hang.
public struct Example: Sendable, Hashable {
    /// A `<TAG>` row after the first `visible` tokens, supervised to name `target`.
    public struct Probe: Sendable, Hashable {
        public var visible: Int
        public var target: Int32

        public init(visible: Int, target: Int32) {
            self.visible = visible
            self.target = target
        }
    }

    /// Names row and view in messages.
    public var label: String
    public var tokens: [Int32]
    /// The first token whose prediction is supervised; at least 1.
    public var answerStart: Int
    /// Supervised tokens that count `decisionWeight` times: the tag and the first token after it, under `<REFUSE>`.
    public var decisionTokens: Range<Int>
    /// By rising `visible`.
    public var probes: [Probe]

    public init(label: String, tokens: [Int32], answerStart: Int, decisionTokens: Range<Int>, probes: [Probe]) {
        self.label = label
        self.tokens = tokens
        self.answerStart = answerStart
        self.decisionTokens = decisionTokens
        self.probes = probes
    }

    /// Rows this example adds to a batch.
    public var rowCount: Int { tokens.count + probes.count }
}

/// A row as tokens, once for all its views.
public struct TokenisedRow: Sendable, Hashable {
    public var id: String
    /// Index into the manifest's sources.
    public var source: Int
    public var prompt: [Int32]
    /// The prompt in other words; empty when no stage rewords.
    public var rewordings: [[Int32]] = []
    public var answer: [Int32]
    /// The worse answer of a preference row.
    public var rejected: [Int32]?
    /// Former turns, up to where the text of the last user's turn starts; stands in front of the controls.
    public var history: [Int32]
    /// Tells right answers from wrong ones; of rows that a reinforcement stage asks.
    public var check: AnswerCheck?
    /// See `TrainingRow.isOwn`.
    public var isOwn: Bool

    public init(
        id: String, source: Int, prompt: [Int32], answer: [Int32], rejected: [Int32]? = nil, history: [Int32] = [],
        check: AnswerCheck? = nil, isOwn: Bool = false
    ) {
        self.id = id
        self.source = source
        self.prompt = prompt
        self.answer = answer
        self.rejected = rejected
        self.history = history
        self.check = check
        self.isOwn = isOwn
    }
}
