/// What an objective makes of the log-probabilities of a micro-batch's compared answers.
public struct AnswerWeights: Sendable, Hashable {
    /// The objective's part of the step's loss.
    public var loss: Double
    /// One for each compared row: the derivative of `loss` by minus the row's log-probability.
    public var weights: [Float]

    public init(loss: Double, weights: [Float]) {
        self.loss = loss
        self.weights = weights
    }
}
