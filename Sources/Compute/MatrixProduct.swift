import COpenBLAS

/// Dense single-precision products through OpenBLAS, split over a pool.
///
/// OpenBLAS itself runs single-threaded here: the pool owns the threads, so nested teams never fight for cores.
public enum MatrixProduct {
    /// Called once before the first product.
    private static let configured: Void = {
        openblas_set_num_threads(1)
        _ = OpenBLASCore.settled
    }()

    /// `c = alpha * op(a) * op(b) + beta * c`, row-major, on the caller's thread.
    ///
    /// - Parameters:
    ///   - m: rows of `c` and of `op(a)`.
    ///   - n: columns of `c` and of `op(b)`.
    ///   - k: columns of `op(a)` and rows of `op(b)`.
    public static func multiply(
        transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int, alpha: Float = 1,
        a: UnsafePointer<Float>, lda: Int, b: UnsafePointer<Float>, ldb: Int, beta: Float = 0,
        c: UnsafeMutablePointer<Float>, ldc: Int
    ) {
        _ = configured
        guard m > 0, n > 0 else { return }
        cblas_sgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
            Int32(m), Int32(n), Int32(k), alpha, a, Int32(lda), b, Int32(ldb), beta, c, Int32(ldc))
    }

    /// As `multiply`, with the rows of `c` (or its columns, when there are more of them) split over `pool` in fixed parts.
    public static func multiply(
        pool: ThreadPool, transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int, alpha: Float = 1,
        a: UnsafePointer<Float>, lda: Int, b: UnsafePointer<Float>, ldb: Int, beta: Float = 0,
        c: UnsafeMutablePointer<Float>, ldc: Int
    ) {
        let parts = pool.threadCount
        if m >= n {
            let size = (m + parts - 1) / parts
            pool.run(parts) { part in
                let start = part * size
                let count = min(size, m - start)
                guard count > 0 else { return }
                multiply(
                    transposeA: transposeA, transposeB: transposeB, m: count, n: n, k: k, alpha: alpha,
                    a: a + (transposeA ? start : start * lda), lda: lda, b: b, ldb: ldb, beta: beta,
                    c: c + start * ldc, ldc: ldc)
            }
        } else {
            let size = ((n + parts - 1) / parts + 15) / 16 * 16
            pool.run(parts) { part in
                let start = part * size
                let count = min(size, n - start)
                guard count > 0 else { return }
                multiply(
                    transposeA: transposeA, transposeB: transposeB, m: m, n: count, k: k, alpha: alpha,
                    a: a, lda: lda, b: b + (transposeB ? start * ldb : start), ldb: ldb, beta: beta,
                    c: c + start, ldc: ldc)
            }
        }
    }
}
