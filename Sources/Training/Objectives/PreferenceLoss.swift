import Foundation

/// Direct preference optimisation: `-log sigmoid(beta * ((log p(c) - log q(c)) - (log p(r) - log q(r))))` for a chosen answer `c`
/// and a rejected answer `r`, where `p` is the model and `q` the reference.
///
/// Source: Rafailov et al., arXiv 2305.18290, equation 7. Log-probabilities are sums over an answer's tokens.
public struct PreferenceLoss: Sendable, Hashable {
    public var beta: Double

    public init(beta: Double) {
        self.beta = beta
    }

    /// What one pair comes to.
    public struct Value: Sendable, Hashable {
        /// In nats.
        public var loss: Double
        /// The derivative of the loss by the chosen answer's log-probability; by the rejected one's it is the same with the other sign.
        public var slope: Double
        /// `beta` times how much more than the reference the model prefers the chosen answer; above zero when the pair is learned.
        public var margin: Double
    }

    /// - Parameters: log-probabilities of whole answers, in nats.
    public func value(chosen: Double, rejected: Double, referenceChosen: Double, referenceRejected: Double) -> Value {
        let margin = beta * ((chosen - referenceChosen) - (rejected - referenceRejected))
        // log(1 + e^-margin) without overflow on either side.
        let loss = max(-margin, 0) + log1p(exp(-abs(margin)))
        return Value(loss: loss, slope: -beta / (1 + exp(margin)), margin: margin)
    }

    /// The loss over the pairs of a micro-batch.
    ///
    /// - Parameters:
    ///   - batch: each comparison has two answers, the chosen one first.
    ///   - logProbabilities: [compared rows].
    ///   - reference: the reference's log-probabilities of a comparison's answers, by its number.
    ///   - scale: multiplies loss and weights; one over the pairs of the step.
    /// - Returns: the scaled loss, and the margins of the pairs.
    public func weigh(
        _ batch: PackedBatch, logProbabilities: [Float], reference: (Int) -> (chosen: Double, rejected: Double), scale: Double
    ) -> (weights: AnswerWeights, margins: [Double]) {
        var result = AnswerWeights(loss: 0, weights: [])
        result.weights.reserveCapacity(logProbabilities.count)
        var margins: [Double] = []
        for (number, sums, counts) in batch.answerSums(logProbabilities) {
            let expected = reference(number)
            let value = value(
                chosen: sums[0], rejected: sums[1], referenceChosen: expected.chosen, referenceRejected: expected.rejected)
            result.loss += scale * value.loss
            let weight = Float(scale * value.slope)
            result.weights += Array(repeating: -weight, count: counts[0]) + Array(repeating: weight, count: counts[1])
            margins.append(value.margin)
        }
        return (result, margins)
    }
}

extension PackedBatch {
    /// For each comparison its number, its answers' log-probabilities and their numbers of tokens.
    ///
    /// - Parameter logProbabilities: [compared rows].
    func answerSums(_ logProbabilities: [Float]) -> [(number: Int, sums: [Double], counts: [Int])] {
        var next = 0
        return comparisons.map { comparison in
            let counts = comparison.answers.map(\.count)
            let sums = counts.map { count in
                defer { next += count }
                return logProbabilities[next..<next + count].reduce(0.0) { $0 + Double($1) }
            }
            return (comparison.number, sums, counts)
        }
    }
}
