import Foundation

/// The exponential of a logarithm of a probability; the result is between 0 and 1 whatever comes in.
enum Exponential {
    static func of(_ logprob: Double) -> Double {
        guard !logprob.isNaN else { return 0 }
        return min(max(exp(logprob), 0), 1)
    }
}
