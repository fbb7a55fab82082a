import Foundation

/// The probability of every source at one position: the softmax of the `<TAG>` row's logits over the manifest's tags alone.
public struct TagDistribution: Sendable, Hashable, Codable {
    /// In the order of the manifest's sources; sums to 1.
    public var probabilities: [Float]

    public init(probabilities: [Float]) {
        self.probabilities = probabilities
    }

    /// Softmax of the tags' logits.
    public init(logits: [Float]) {
        let peak = logits.max() ?? 0
        let exponentials = logits.map { exp(Double($0 - peak)) }
        let sum = exponentials.reduce(0, +)
        probabilities = exponentials.map { Float($0 / sum) }
    }

    /// The index of the likeliest source; the first of equals.
    public var main: Int? {
        probabilities.indices.max { probabilities[$0] < probabilities[$1] || (probabilities[$0] == probabilities[$1] && $0 > $1) }
    }

    /// The likeliest source, if it reaches `least`.
    public func main(atLeast least: Float) -> Int? {
        main.flatMap { probabilities[$0] >= least ? $0 : nil }
    }

    /// The summed probability of a set of sources.
    public func mass(of indices: some Sequence<Int>) -> Float {
        indices.reduce(0) { $0 + (probabilities.indices.contains($1) ? probabilities[$1] : 0) }
    }
}
