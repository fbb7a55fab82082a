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

    /// The largest of `count` values, NaN left out; minus infinity when there is none.
    public static func maximum(_ x: UnsafePointer<Float>, count: Int) -> Float {
        Kernels.current.table.pointee.maximum(x, count)
    }

    /// `log(sum(exp(x)))` of `count` values; minus infinity when all of them are, or there are none.
    public static func logSumExp(_ x: UnsafePointer<Float>, count: Int) -> Float {
        logSumExp(x, count: count, kernels: .current)
    }

    /// `log(sum(exp(x)))` and the entropy of `softmax(x)` in nats, in one pass; minus infinity and 0 when no value is finite.
    public static func logSumExpAndEntropy(_ x: UnsafePointer<Float>, count: Int) -> (logSum: Double, entropy: Double) {
        logSumExpAndEntropy(x, count: count, kernels: .current)
    }

    /// Turns `count` values into probabilities, `exp(x / temperature) / sum`; `out` may be `x`.
    ///
    /// Values of minus infinity get zero. When no value is finite, the largest share evenly or, all being minus infinity, nothing is
    /// possible and every probability is zero.
    ///
    /// - Parameter temperature: above zero.
    public static func softmax(
        _ out: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int, temperature: Float = 1
    ) {
        softmax(out, x, count: count, temperature: temperature, kernels: .current)
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

    package static func softmax(
        _ out: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int, temperature: Float, kernels: Kernels
    ) {
        let most = kernels.table.pointee.maximum(x, count)
        guard most.isFinite else {
            shareAmong(most, out, x, count: count)
            return
        }
        let sum = kernels.table.pointee.exponentials(out, x, count, most, 1 / temperature)
        kernels.table.pointee.scale(out, count, Float(1 / sum))
    }

    private static func shareAmong(_ most: Float, _ out: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int) {
        var winners = 0
        for index in 0..<count where x[index] == .infinity { winners += 1 }
        for index in 0..<count { out[index] = x[index] == .infinity ? 1 / Float(winners) : 0 }
    }
}
