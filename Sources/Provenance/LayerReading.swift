/// What one layer of a model would answer, were it the last one: the final norm and the output head on its residual.
public struct LayerReading: Sendable, Hashable {
    /// 0 for the embedding, then the layers from 1 on.
    public var layer: Int
    /// The likeliest tokens at the place that was asked about, best first.
    public var top: [TraceToken.Alternative]
    /// Natural logarithm of the probability of the token that stands there; nil where none does.
    public var chosenLogprob: Float?
    /// The distribution over the sources behind that token.
    public var tags: TagDistribution?

    public init(layer: Int, top: [TraceToken.Alternative], chosenLogprob: Float?, tags: TagDistribution?) {
        self.layer = layer
        self.top = top
        self.chosenLogprob = chosenLogprob
        self.tags = tags
    }
}

/// A place in an answer to look at layer by layer.
public struct LayerRequest: Sendable, Hashable {
    public var prompt: String
    /// The answer's tokens up to the one that is asked about; none for the place before the first.
    public var tokens: [Int]
    /// How many of the likeliest tokens to report.
    public var alternatives: Int

    public init(prompt: String, tokens: [Int], alternatives: Int = 4) {
        self.prompt = prompt
        self.tokens = tokens
        self.alternatives = alternatives
    }
}

/// What an engine says that cannot do what only some can.
public struct NotSupported: Error, Equatable, Sendable, CustomStringConvertible {
    public var description: String

    public init(_ description: String) { self.description = description }
}
