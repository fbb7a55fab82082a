import Compute

/// `y = x W^T`, optionally with a low-rank update, `y += scale * (x A^T) B^T`, and a bias.
///
/// The base is frozen (as stored, unpacked when needed) or trained; layers do not care which.
/// Low-rank updates: Hu et al., arXiv 2106.09685.
struct LinearMap {
    enum Base {
        case frozen(FrozenMatrix)
        case trained(ParameterSlice)
    }

    struct LowRank {
        let rank: Int
        /// `alpha / rank`.
        let scale: Float
        /// [rank, inputs].
        let a: ParameterSlice
        /// [outputs, rank].
        let b: ParameterSlice
    }

    let inputs: Int
    let outputs: Int
    let base: Base
    let lowRank: LowRank?
    /// [outputs]; goes with maps that overwrite their output.
    let bias: VectorWeight?

    /// Where the arithmetic happens: threads, parameters and room for one unpacked or rounded matrix and one narrow product.
    struct Context {
        let pool: ThreadPool
        let parameters: ParameterStore
        /// As large as the largest frozen matrix.
        let unpacked: UnsafeMutablePointer<Float>
        /// [rows, rank].
        let narrow: UnsafeMutablePointer<Float>
        /// Given when frozen maps are computed in bfloat16.
        let operands: RoundedOperands?

        /// Makes `x`, [rows, columns], ready for the maps that are applied to it next.
        func prepare(_ x: UnsafePointer<Float>, rows: Int, columns: Int) {
            operands?.rows.pack(lines: rows, depth: columns, of: x, pool: pool)
        }
    }

    /// The base weights, [outputs, inputs]; valid until the next map asks.
    private func weights(_ context: Context) -> UnsafePointer<Float> {
        switch base {
        case .frozen(let matrix): matrix.unpacked(into: context.unpacked, pool: context.pool)
        case .trained(let slice): UnsafePointer(context.parameters.values + slice.offset)
        }
    }

    /// The context has prepared `x`.
    ///
    /// - Parameters:
    ///   - out: [rows, outputs]; overwritten, or added to when `adding`.
    ///   - projected: [rows, rank], `x A^T`, kept for `backward`; unused without a low-rank update.
    ///   - x: [rows, inputs].
    func forward(
        out: UnsafeMutablePointer<Float>, projected: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, rows: Int,
        adding: Bool = false, context: Context
    ) {
        defer { addBias(to: out, rows: rows, context: context) }
        if case .frozen(let matrix) = base, let operands = context.operands {
            return forward(matrix, operands: operands, out: out, projected: projected, adding: adding, context: context)
        }
        let w = weights(context)
        MatrixProduct.multiply(
            pool: context.pool, transposeB: true, m: rows, n: outputs, k: inputs, a: x, lda: inputs, b: w, ldb: inputs,
            beta: adding ? 1 : 0, c: out, ldc: outputs)
        guard let lowRank else { return }
        let a = UnsafePointer(context.parameters.values + lowRank.a.offset)
        let b = UnsafePointer(context.parameters.values + lowRank.b.offset)
        MatrixProduct.multiply(
            pool: context.pool, transposeB: true, m: rows, n: lowRank.rank, k: inputs, a: x, lda: inputs, b: a, ldb: inputs,
            c: projected, ldc: lowRank.rank)
        MatrixProduct.multiply(
            pool: context.pool, transposeB: true, m: rows, n: outputs, k: lowRank.rank, alpha: lowRank.scale, a: projected,
            lda: lowRank.rank, b: b, ldb: lowRank.rank, beta: 1, c: out, ldc: outputs)
    }

    /// Adds the gradients of `forward`: `backwardInput`, then `backwardParameters`.
    ///
    /// - Parameters:
    ///   - xGradient: [rows, inputs], added to, or overwritten when `overwriting`.
    ///   - outGradient: [rows, outputs].
    ///   - x: [rows, inputs], as given to `forward`.
    ///   - projected: as `forward` kept it.
    func backward(
        xGradient: UnsafeMutablePointer<Float>, outGradient: UnsafePointer<Float>, x: UnsafePointer<Float>,
        projected: UnsafePointer<Float>, rows: Int, overwriting: Bool = false, context: Context
    ) {
        backwardInput(xGradient: xGradient, outGradient: outGradient, rows: rows, overwriting: overwriting, context: context)
        backwardParameters(outGradient: outGradient, x: x, projected: projected, rows: rows, context: context)
    }

    /// The gradient of `x`, which needs no `x`; leaves what `backwardParameters` needs in `context.narrow`.
    func backwardInput(
        xGradient: UnsafeMutablePointer<Float>, outGradient: UnsafePointer<Float>, rows: Int, overwriting: Bool, context: Context
    ) {
        if case .frozen(let matrix) = base, let operands = context.operands {
            inputGradient(
                matrix, operands: operands, xGradient: xGradient, outGradient: outGradient, rows: rows, overwriting: overwriting,
                context: context)
        } else {
            inputGradient(
                xGradient: xGradient, outGradient: outGradient, rows: rows, overwriting: overwriting, context: context)
        }
    }

    /// The gradients of what is trained, before the next map's `backwardInput`.
    func backwardParameters(
        outGradient: UnsafePointer<Float>, x: UnsafePointer<Float>, projected: UnsafePointer<Float>, rows: Int, context: Context
    ) {
        let pool = context.pool
        if case .trained(let slice) = base {
            MatrixProduct.multiply(
                pool: pool, transposeA: true, m: outputs, n: inputs, k: rows, a: outGradient, lda: outputs, b: x, ldb: inputs,
                beta: 1, c: context.parameters.gradients + slice.offset, ldc: inputs)
        }
        accumulateBias(outGradient: outGradient, rows: rows, context: context)
        guard let lowRank else { return }
        let gradients = context.parameters.gradients
        NarrowProduct.accumulate(
            pool: pool, out: gradients + lowRank.b.offset, transposed: true, narrow: projected, rank: lowRank.rank, wide: outGradient,
            columns: outputs, rows: rows, scale: lowRank.scale)
        NarrowProduct.accumulate(
            pool: pool, out: gradients + lowRank.a.offset, transposed: false, narrow: context.narrow, rank: lowRank.rank, wide: x,
            columns: inputs, rows: rows, scale: lowRank.scale)
    }

    /// `xGradient (+)= outGradient W + scale * (outGradient B) A`, and leaves `outGradient B` in `context.narrow`.
    private func inputGradient(
        xGradient: UnsafeMutablePointer<Float>, outGradient: UnsafePointer<Float>, rows: Int, overwriting: Bool, context: Context
    ) {
        let pool = context.pool
        let w = weights(context)
        MatrixProduct.multiply(
            pool: pool, m: rows, n: inputs, k: outputs, a: outGradient, lda: outputs, b: w, ldb: inputs,
            beta: overwriting ? 0 : 1, c: xGradient, ldc: inputs)
        guard let lowRank else { return }
        let rank = lowRank.rank
        let a = UnsafePointer(context.parameters.values + lowRank.a.offset)
        let b = UnsafePointer(context.parameters.values + lowRank.b.offset)
        MatrixProduct.multiply(
            pool: pool, m: rows, n: rank, k: outputs, a: outGradient, lda: outputs, b: b, ldb: rank, c: context.narrow, ldc: rank)
        MatrixProduct.multiply(
            pool: pool, m: rows, n: inputs, k: rank, alpha: lowRank.scale, a: context.narrow, lda: rank, b: a, ldb: inputs, beta: 1,
            c: xGradient, ldc: inputs)
    }
}
