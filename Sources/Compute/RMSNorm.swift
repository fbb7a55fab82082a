import CKernels

/// Root-mean-square layer normalisation: `y = x / sqrt(mean(x^2) + epsilon) * weight`, row by row.
///
/// Source: Zhang and Sennrich, arXiv 1910.07467. A row's result does not depend on the other rows.
public enum RMSNorm {
    /// - Parameters:
    ///   - out: [rows, columns]; may be `x` itself.
    ///   - inverseRMS: [rows], kept for `backward` when given.
    ///   - x: [rows, columns].
    ///   - weight: [columns].
    public static func forward(
        out: UnsafeMutablePointer<Float>, inverseRMS: UnsafeMutablePointer<Float>?, x: UnsafePointer<Float>,
        weight: UnsafePointer<Float>, rows: Int, columns: Int, epsilon: Float
    ) {
        let kernels = Kernels.current.table
        for row in 0..<rows {
            let source = x + row * columns
            let scale = 1 / (VectorLoops.dot(source, source, columns) / Float(columns) + epsilon).squareRoot()
            inverseRMS?[row] = scale
            kernels.pointee.norm(out + row * columns, source, weight, scale, columns)
        }
    }

    /// Adds the gradients of `forward`.
    ///
    /// With `g = outGradient * weight` and `s = inverseRMS`: `dx += s * (g - x * s^2 * mean(g * x))`.
    ///
    /// - Parameters:
    ///   - xGradient: [rows, columns], added to.
    ///   - weightGradient: [columns], added to when given.
    ///   - outGradient: [rows, columns].
    ///   - x: [rows, columns], as given to `forward`.
    ///   - weight: [columns].
    ///   - inverseRMS: [rows], as kept by `forward`.
    public static func backward(
        xGradient: UnsafeMutablePointer<Float>, weightGradient: UnsafeMutablePointer<Float>?,
        outGradient: UnsafePointer<Float>, x: UnsafePointer<Float>, weight: UnsafePointer<Float>,
        inverseRMS: UnsafePointer<Float>, rows: Int, columns: Int
    ) {
        let kernels = Kernels.current.table
        for row in 0..<rows {
            let source = x + row * columns
            let incoming = outGradient + row * columns
            let scale = inverseRMS[row]
            let projection = VectorLoops.dot(incoming, weight, source, columns) * scale * scale * scale / Float(columns)
            kernels.pointee.norm_gradient(xGradient + row * columns, incoming, source, weight, scale, projection, columns)
            if let weightGradient {
                for column in 0..<columns { weightGradient[column] += incoming[column] * source[column] * scale }
            }
        }
    }
}
