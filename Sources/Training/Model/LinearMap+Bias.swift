import Compute

/// The bias of a linear map: `y += bias`, row by row.
extension LinearMap {
    /// Rows of one task: a row alone is not worth handing out.
    private static let biasRows = 64

    /// - Parameter out: [rows, outputs].
    func addBias(to out: UnsafeMutablePointer<Float>, rows: Int, context: Context) {
        guard let bias = bias?.pointer(context.parameters) else { return }
        context.pool.run((rows + Self.biasRows - 1) / Self.biasRows) { task in
            for row in task * Self.biasRows..<min((task + 1) * Self.biasRows, rows) {
                let target = out + row * outputs
                for column in 0..<outputs { target[column] += bias[column] }
            }
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
