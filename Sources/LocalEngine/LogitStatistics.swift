import Compute
import Foundation
import LanguageModel
import Provenance
import Tokenization

/// What a trace tells of a next-token distribution.
struct LogitStatistics {
    /// Log of the sum of exponentials: `logprob = logit - logSum`.
    let logSum: Double
    /// In nats.
    let entropy: Float

    init(_ logits: UnsafeBufferPointer<Float>) {
        guard let base = logits.baseAddress else {
            (logSum, entropy) = (-.infinity, 0)
            return
        }
        let both = VectorMath.logSumExpAndEntropy(base, count: logits.count)
        (logSum, entropy) = (both.logSum, Float(both.entropy))
    }

    func logprob(_ logit: Float) -> Float {
        Float(Double(logit) - logSum)
    }

    /// The likeliest `count` tokens, best first; equals by id.
    func alternatives(_ logits: UnsafeBufferPointer<Float>, count: Int, tokenizer: Tokenizer) -> [TraceToken.Alternative] {
        guard count > 0 else { return [] }
        var best: [(id: Int, logit: Float)] = []
        for (id, logit) in logits.enumerated() {
            if best.count == count, let last = best.last, logit <= last.logit { continue }
            let place = best.firstIndex { $0.logit < logit } ?? best.count
            best.insert((id, logit), at: place)
            if best.count > count { best.removeLast() }
        }
        return best.map { .init(id: $0.id, text: tokenizer.piece($0.id), logprob: logprob($0.logit)) }
    }
}
