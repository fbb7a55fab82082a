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
            logSumExp[row] = VectorMath.logSumExp(values, count: columns)
            losses[row] = logSumExp[row] - values[Int(targets[row])]
        }
    }

    /// Turns logits into the gradient of `sum(weights * losses)`, in place: `weight * (softmax - one hot target)`.
    ///
    /// Overwrites instead of adding: a second buffer as large as all logits would only be added to once.
    ///
    /// - Parameters:
    ///   - logits: [rows, columns]; logits on entry, their gradients on return.
    ///   - weights: [rows].
    ///   - logSumExp: [rows], from `forward`.
    public static func backward(
        logits: UnsafeMutablePointer<Float>, weights: UnsafePointer<Float>, logSumExp: UnsafePointer<Float>,
        targets: UnsafePointer<Int32>, rows: Int, columns: Int
    ) {
        let kernels = Kernels.current
        for row in 0..<rows {
            let values = logits + row * columns
            kernels.exponentiate(values, minus: logSumExp[row], columns)
            kernels.scale(values, columns, weights[row])
            values[Int(targets[row])] -= weights[row]
        }
    }
}
