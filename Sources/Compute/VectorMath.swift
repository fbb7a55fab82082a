import CKernels
import Foundation

/// Reductions over one long row, such as the logits of a whole vocabulary: vectorised, in a fixed order, on the caller's thread.
public enum VectorMath {
    /// The index of the largest of `count` values, the lowest one among equals.
    ///
    /// NaN never wins; a row of nothing else, or an empty one, gives 0.
    public static func argmax(_ x: UnsafePointer<Float>, count: Int) -> Int {
        argmax(x, count: count, kernels: .current)
    }

    /// `log(sum(exp(x)))` of `count` values; minus infinity when all of them are, or there are none, and NaN beside a finite value when
    /// one of them is.
    public static func logSumExp(_ x: UnsafePointer<Float>, count: Int) -> Float {
        logSumExp(x, count: count, kernels: .current)
    }

    /// `log(sum(exp(x)))` and the entropy of `softmax(x)` in nats, in one pass; minus infinity and 0 when no value is finite.
    public static func logSumExpAndEntropy(_ x: UnsafePointer<Float>, count: Int) -> (logSum: Double, entropy: Double) {
        logSumExpAndEntropy(x, count: count, kernels: .current)
    }

    package static func argmax(_ x: UnsafePointer<Float>, count: Int, kernels: Kernels) -> Int {
        let index = kernels.table.pointee.first_index(x, count, kernels.table.pointee.maximum(x, count))
        return index < count ? index : 0
    }

    package static func logSumExp(_ x: UnsafePointer<Float>, count: Int, kernels: Kernels) -> Float {
        let most = kernels.table.pointee.maximum(x, count)
        guard most.isFinite else { return most }
        return Float(Double(most) + log(kernels.table.pointee.exponential_sum(x, count, most)))
    }

    package static func logSumExpAndEntropy(
        _ x: UnsafePointer<Float>, count: Int, kernels: Kernels
    ) -> (logSum: Double, entropy: Double) {
        let most = kernels.table.pointee.maximum(x, count)
        guard most.isFinite else { return (Double(most), 0) }
        var sum = 0.0
        var moment = 0.0
        kernels.table.pointee.exponential_moments(x, count, most, &sum, &moment)
        return (Double(most) + log(sum), max(0, log(sum) - moment / sum))
    }
}
