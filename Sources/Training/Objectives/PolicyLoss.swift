import Foundation

/// Group relative policy optimisation: each token of a sampled answer is made likelier or less likely by how much better the answer was
/// than others to the same prompt, within a clipped ratio to the model that sampled it, and held near a reference.
///
/// Source: Shao et al., arXiv 2402.03300, equations 3 and 4: `-(min(r A, clip(r, 1 - e, 1 + e) A) - k * KL)`, averaged over an answer's
/// tokens, then over answers. The divergence is the unbiased, never negative estimate `e^d - d - 1` with `d = log q - log p`.
public struct PolicyLoss: Sendable, Hashable {
    /// How far the ratio to the sampling model may move a token.
    public var clip: Double
    /// The weight of the divergence from the reference.
    public var divergenceWeight: Double

    public init(clip: Double, divergenceWeight: Double) {
        self.clip = clip
        self.divergenceWeight = divergenceWeight
    }

    /// What one token comes to.
    public struct Value: Sendable, Hashable {
        /// In nats.
        public var loss: Double
        /// The derivative of the loss by the token's log-probability.
        public var slope: Double
        /// The estimate of the divergence from the reference, in nats; 0 without one.
        public var divergence: Double
    }

    /// - Parameters:
    ///   - sampled: the token's log-probability under the model that sampled it, in nats; likewise the others.
    ///   - reference: nil when nothing holds the model back.
    public func value(logProbability: Double, sampled: Double, reference: Double?, advantage: Double) -> Value {
        let ratio = exp(logProbability - sampled)
        let clipped = min(max(ratio, 1 - clip), 1 + clip)
        let isClipped = clipped * advantage < ratio * advantage
        var value = Value(
            loss: -(isClipped ? clipped : ratio) * advantage, slope: isClipped ? 0 : -ratio * advantage, divergence: 0)
        if let reference {
            let difference = reference - logProbability
            value.divergence = exp(difference) - difference - 1
            value.loss += divergenceWeight * value.divergence
            value.slope += divergenceWeight * (1 - exp(difference))
        }
        return value
    }

    /// How much better each reward of a group is than the group's mean, in standard deviations; zeros when all are the same.
    public static func advantages(_ rewards: [Double]) -> [Double] {
        guard !rewards.isEmpty else { return [] }
        let count = Double(rewards.count)
        let mean = rewards.reduce(0, +) / count
        let deviation = (rewards.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
        guard deviation > 1e-9 else { return rewards.map { _ in 0 } }
        return rewards.map { ($0 - mean) / deviation }
    }

    /// The loss over the answers of a micro-batch.
    ///
    /// - Parameters:
    ///   - batch: a comparison's number is that of its first answer; the others follow.
    ///   - logProbabilities: [compared rows]; likewise `sampled` and `reference`.
    ///   - advantages: by an answer's number.
    ///   - scale: multiplies loss and weights; one over the answers of the step.
    /// - Returns: the scaled loss, and the mean divergence of each answer's tokens.
    public func weigh(
        _ batch: PackedBatch, logProbabilities: [Float], sampled: [Float], reference: [Float]?, advantages: [Double], scale: Double
    ) -> (weights: AnswerWeights, divergences: [Double]) {
        var result = AnswerWeights(loss: 0, weights: [])
        result.weights.reserveCapacity(logProbabilities.count)
        var divergences: [Double] = []
        for comparison in batch.comparisons {
            for (offset, rows) in comparison.answers.enumerated() {
                let share = scale / Double(rows.count)
                var divergence = 0.0
                for _ in rows {
                    let row = result.weights.count
                    let value = value(
                        logProbability: Double(logProbabilities[row]), sampled: Double(sampled[row]),
                        reference: reference.map { Double($0[row]) },
                        advantage: advantages[comparison.number + offset])
                    result.loss += share * value.loss
                    result.weights.append(Float(-share * value.slope))
                    divergence += value.divergence
                }
                divergences.append(divergence / Double(rows.count))
            }
        }
        return (result, divergences)
    }
}
