import Foundation

/// The language model loss of one position: `log(sum(e^logits)) - logits[target]`.
public enum CrossEntropy {
    /// Losses and the numbers that `backward` needs.
    ///
    /// - Parameters:
    ///   - losses: [rows], unweighted, in nats.
    ///   - logSumExp: [rows].
    ///   - logits: [rows, columns].
    ///   - targets: [rows], each in `0 ..< columns`.
    public static func forward(
        losses: UnsafeMutablePointer<Float>, logSumExp: UnsafeMutablePointer<Float>, logits: UnsafePointer<Float>,
        targets: UnsafePointer<Int32>, rows: Int, columns: Int
    ) {
        for row in 0..<rows {
            let values = logits + row * columns
            let largest = VectorLoops.maximum(values, columns)
            let shifts = SIMD16<Float>(repeating: largest)
            // A vocabulary's worth of small terms: whole blocks are summed in double so that none is lost.
            var total = 0.0
            var index = 0
            while index < columns {
                let end = min(index + 4_096, columns)
                var sums = SIMD16<Float>()
                while index &+ 16 <= end {
                    sums += VectorExponential.exponential(VectorExponential.load(values + index) - shifts)
                    index &+= 16
                }
                total += Double(sums.sum())
                while index < end {
                    total += Double(exp(values[index] - largest))
                    index &+= 1
                }
            }
            logSumExp[row] = largest + Float(log(total))
            losses[row] = logSumExp[row] - values[Int(targets[row])]
        }
    }

    /// Turns logits into the gradient of `sum(weights * losses)`, in place: `weight * (softmax - one hot target)`.
    ///
    /// The one operation that overwrites instead of adding: a second buffer as large as all logits would only be added to once.
    ///
    /// - Parameters:
    ///   - logits: [rows, columns]; logits on entry, their gradients on return.
    ///   - weights: [rows].
    ///   - logSumExp: [rows], from `forward`.
    public static func backward(
        logits: UnsafeMutablePointer<Float>, weights: UnsafePointer<Float>, logSumExp: UnsafePointer<Float>,
        targets: UnsafePointer<Int32>, rows: Int, columns: Int
    ) {
        for row in 0..<rows {
            let values = logits + row * columns
            VectorLoops.exponentiate(values, minus: logSumExp[row], columns)
            let weight = weights[row]
            for column in 0..<columns { values[column] *= weight }
            values[Int(targets[row])] -= weight
        }
    }
}
