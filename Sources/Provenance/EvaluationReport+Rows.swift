extension EvaluationReport {
    /// What one held-out row or question came to, for a look at those that went wrong.
    public struct RowResult: Sendable, Hashable, Codable {
        /// Of a question that no source taught, its set.
        public var source: String
        public var prompt: String
        /// The one source that the debug generation named, `none`, `several` or `cut off`.
        public var named: String
        /// What was generated without debug mode.
        public var answer: String
        /// The answer holds a control token or tag.
        public var leaks: Bool
        /// With its own source switched off; nil for a source that cannot be.
        public var refusedBlocked: Bool?
        /// With others switched off, all of them for a question; nil when there are none.
        public var refusedSpared: Bool?
        /// The probability of the right source, probed before the reference answer and after each quarter of it;
        /// empty for a question.
        public var probes: [Float]

        public init(
            source: String, prompt: String, named: String, answer: String, leaks: Bool, refusedBlocked: Bool?, refusedSpared: Bool?,
            probes: [Float]
        ) {
            self.source = source
            self.prompt = prompt
            self.named = named
            self.answer = answer
            self.leaks = leaks
            self.refusedBlocked = refusedBlocked
            self.refusedSpared = refusedSpared
            self.probes = probes
        }

        private enum CodingKeys: String, CodingKey {
            case source, prompt, named, answer, leaks, probes
            case refusedBlocked = "refused_blocked"
            case refusedSpared = "refused_spared"
        }
    }
}
