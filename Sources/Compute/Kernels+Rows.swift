import CKernels

/// Operations on one row, by name.
extension Kernels {
    /// The largest value, NaN left out; minus infinity when there is none.
    func maximum(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
        table.pointee.maximum(x, count)
    }

    /// Replaces each value by `e^(value - shift)` and returns their sum; NaN stays NaN.
    @discardableResult
    package func exponentiate(_ x: UnsafeMutablePointer<Float>, minus shift: Float, _ count: Int) -> Double {
        table.pointee.exponentials(x, x, count, shift, 1)
    }

    func scale(_ x: UnsafeMutablePointer<Float>, _ count: Int, _ factor: Float) {
        table.pointee.scale(x, count, factor)
    }

    /// Turns the gradient of a row of probabilities into that of the products behind them, which had been multiplied by `scale`.
    ///
    /// - Parameter mean: of the gradient, weighted with the probabilities.
    func softmaxGradient(
        _ gradient: UnsafeMutablePointer<Float>, _ probabilities: UnsafePointer<Float>, _ count: Int, mean: Float, scale: Float
    ) {
        table.pointee.softmax_gradient(gradient, probabilities, count, mean, scale)
    }
}
