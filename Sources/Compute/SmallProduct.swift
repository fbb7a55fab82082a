import CKernels

/// Dense products of small operands, such as one head's part of attention, on the caller's thread.
///
/// A general product spends as much time on choosing its way and rearranging operands of this size as on multiplying them. An element
/// is summed from first to last along the depth, so its bits do not depend on what is computed beside it.
package struct SmallProduct {
    /// A left operand: element `[i, p]` is `pointer[i * line + p * column]`, so a transposed one differs in its strides alone.
    package struct Left {
        let pointer: UnsafePointer<Float>
        let line: Int
        let column: Int

        package init(_ pointer: UnsafePointer<Float>, line: Int, column: Int = 1) {
            (self.pointer, self.line, self.column) = (pointer, line, column)
        }
    }

    private let kernel: @convention(c) (UnsafePointer<dlm_small_product>?) -> Void

    package init(kernels: Kernels = .current) {
        kernel = kernels.table.pointee.small_product
    }

    /// `c = scale * a * b`, or added to `c`.
    ///
    /// - Parameters:
    ///   - m: lines of `c`.
    ///   - n: columns of `c`; whole vectors of columns are the fast ones.
    ///   - k: the depth.
    ///   - b: [k, ldb].
    ///   - c: [m, ldc].
    package func multiply(
        m: Int, n: Int, k: Int, scale: Float = 1, a: Left, b: UnsafePointer<Float>, ldb: Int, adding: Bool = false,
        c: UnsafeMutablePointer<Float>, ldc: Int
    ) {
        var job = dlm_small_product(
            c: c, c_line: ldc, lines: m, columns: n, a: a.pointer, a_line: a.line, a_column: a.column, b: b, b_line: ldb, depth: k,
            scale: scale, adds: adding ? 1 : 0)
        kernel(&job)
    }
}
