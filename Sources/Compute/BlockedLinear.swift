import CKernels

/// Linear maps for many rows at once: panels of weights are unpacked and multiplied by OpenBLAS.
///
/// Bits depend on how many rows go together, so use this where rows are always cut the same way: for prompts, and only at the portable
/// level. Everything else is `RowLinear`'s, where a row gives the same answer in any company.
///
/// `isFaster` is the table that chooses between the two. Measured per core over the maps of a 135-million-parameter model with Q4_1
/// weights, in GFLOP/s: at the portable level `RowLinear` reaches 19 at 8 rows and 30 at 64, this 50 and 73. With AVX2 and AVX-512
/// `RowLinear` is the faster at any row count.
public enum BlockedLinear {
    /// Weight rows that are unpacked together. Fixed, so that the thread count leaves no mark on the bits.
    private static let panelRows = 128

    /// Whether this beats `RowLinear` for `rows` rows of stored weights on this processor.
    public static func isFaster(rows: Int) -> Bool {
        rows >= 8 && Kernels.current.isPortable
    }

    /// Computes `out[i, o] = dot(x[i], W[o])`.
    ///
    /// - Parameters:
    ///   - out: `[n, weights.rows]`.
    ///   - x: `[n, weights.columns]`.
    public static func forward(
        pool: ThreadPool, out: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, rows n: Int, weights: WeightMatrix
    ) {
        guard n > 0 else { return }
        let columns = weights.columns
        let panels = (weights.rows + panelRows - 1) / panelRows
        let scratchBytes = weights.type == .f32 ? 0 : panelRows * columns * MemoryLayout<Float>.stride
        pool.run(panels, scratchBytes: scratchBytes) { panel, scratch in
            let start = panel * panelRows
            let end = min(start + panelRows, weights.rows)
            var floats = UnsafePointer(scratch.assumingMemoryBound(to: Float.self))
            if weights.type == .f32, let base = weights.bytes.baseAddress {
                floats = base.assumingMemoryBound(to: Float.self) + start * columns
            } else {
                weights.dequantise(rows: start..<end, into: scratch.assumingMemoryBound(to: Float.self))
            }
            MatrixProduct.multiply(
                transposeB: true, m: n, n: end - start, k: columns, a: x, lda: columns, b: floats, ldb: columns,
                c: out + start, ldc: weights.rows)
        }
    }
}
