import CKernels

/// Sums over rows of products with a narrow matrix, such as the gradients of a low-rank update's two halves.
///
/// A general product spends most of its time rearranging operands of this shape. Bits do not depend on the pool.
public enum NarrowProduct {
    /// Columns in one task.
    private static let block = 64

    /// `out += scale * narrow^T wide`.
    ///
    /// - Parameters:
    ///   - out: [rank, columns], or [columns, rank] when `transposed`.
    ///   - narrow: [rows, rank].
    ///   - wide: [rows, columns].
    public static func accumulate(
        pool: ThreadPool, out: UnsafeMutablePointer<Float>, transposed: Bool, narrow: UnsafePointer<Float>, rank: Int,
        wide: UnsafePointer<Float>, columns: Int, rows: Int, scale: Float
    ) {
        accumulate(
            pool: pool, out: out, transposed: transposed, narrow: narrow, rank: rank, wide: wide, columns: columns, rows: rows,
            scale: scale, kernels: .current)
    }

    package static func accumulate(
        pool: ThreadPool, out: UnsafeMutablePointer<Float>, transposed: Bool, narrow: UnsafePointer<Float>, rank: Int,
        wide: UnsafePointer<Float>, columns: Int, rows: Int, scale: Float, kernels: Kernels
    ) {
        guard let product = kernels.table.pointee.narrow_product else { return }
        pool.run((columns + block - 1) / block) { task in
            var job = dlm_narrow_product(
                out: out, narrow: narrow, rank: rank, wide: wide, columns: columns, rows: rows, scale: scale,
                transposes: transposed ? 1 : 0, first: task * block, last: min((task + 1) * block, columns))
            product(&job)
        }
    }
}
