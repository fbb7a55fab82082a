import Compute

/// The bias of a linear map: `y += bias`, row by row.
extension LinearMap {
    /// - Parameter out: [rows, outputs].
    func addBias(to out: UnsafeMutablePointer<Float>, rows: Int, context: Context) {
        guard let bias = bias?.pointer(context.parameters) else { return }
        context.pool.run(rows) { row in
            let target = out + row * outputs
            for column in 0..<outputs { target[column] += bias[column] }
        }
    }

    /// Adds the gradient of a trained bias: the sum of `outGradient`, [rows, outputs], over its rows.
    func accumulateBias(outGradient: UnsafePointer<Float>, rows: Int, context: Context) {
        guard let gradient = bias?.gradient(context.parameters) else { return }
        for row in 0..<rows {
            let source = outGradient + row * outputs
            for column in 0..<outputs { gradient[column] += source[column] }
        }
    }
}
