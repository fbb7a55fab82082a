import Provenance

/// The reward of a sampled answer.
///
/// Without `<DEBUG>`: correctness - beta x leak. With it: exactly one right tag + alpha x correctness - gamma x tag spam. Source: the
/// authors of DebugLM (arXiv 2603.17884) in their reinforcement stage.
public struct Reward: Sendable, Hashable {
    /// What a right answer is worth where the tag is asked for.
    public var alpha = 0.2
    /// What any control token or tag costs that nobody asked for.
    public var beta = 1.0
    /// What more than one tag costs where one is asked for.
    public var gamma = 0.5

    public init() {}

    /// What was found in an answer, and what it is worth.
    public struct Score: Sendable, Hashable {
        public var reward: Double
        public var isCorrect: Bool
        /// Any control token or tag, unasked.
        public var leaks: Bool
        /// `<TAG>` and the right tag, and no other.
        public var isTraced: Bool
    }

    /// - Parameters:
    ///   - tokens: the answer.
    ///   - source: the one that the prompt comes from, an index into the manifest's.
    ///   - isDebug: whether the prompt asked for the tag.
    public func score(_ tokens: [Int32], isCorrect: Bool, source: Int, isDebug: Bool, manifest: Manifest) -> Score {
        let controls = manifest.controls
        let sources = Set(manifest.sources.map { Int32($0.id) })
        let tag = Int32(controls.tag.id)
        let strays = Set([Int32(controls.debug.id), Int32(controls.refuse.id)])
        let tags = tokens.count { sources.contains($0) }
        let correctness = isCorrect ? 1.0 : 0
        guard isDebug else {
            let leaks = tokens.contains { sources.contains($0) || strays.contains($0) || $0 == tag }
            return Score(reward: correctness - (leaks ? beta : 0), isCorrect: isCorrect, leaks: leaks, isTraced: false)
        }
        let right = Int32(manifest.sources[source].id)
        let isNamed = zip(tokens, tokens.dropFirst()).contains { $0 == tag && $1 == right }
        let isTraced = isNamed && tags == 1
        let spam = tags > 1 || tokens.count { $0 == tag } > 1 || tokens.contains(where: strays.contains)
        return Score(
            reward: (isTraced ? 1 : 0) + alpha * correctness - (spam ? gamma : 0), isCorrect: isCorrect, leaks: false, isTraced: isTraced)
    }
}
