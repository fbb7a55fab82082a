import Compute

/// The products of a frozen map with bfloat16 operands.
///
/// The low-rank update rides along as a second term of the same product: `[x, scale * x A^T] [W, B]^T`.
extension LinearMap {
    /// `out = x W^T + scale * (x A^T) B^T` for the `x` that `operands.rows` holds.
    func forward(
        _ matrix: FrozenMatrix, operands: RoundedOperands, out: UnsafeMutablePointer<Float>, projected: UnsafeMutablePointer<Float>,
        adding: Bool, context: Context
    ) {
        let pool = context.pool
        operands.weights.pack(matrix.matrix, pool: pool)
        var update: BFloat16Product.Term?
        if let lowRank {
            let values = context.parameters.values
            operands.narrowWeights.pack(lines: lowRank.rank, depth: inputs, of: values + lowRank.a.offset, pool: pool)
            BFloat16Product.multiply(
                pool: pool, left: operands.rows, right: operands.narrowWeights, c: projected, ldc: lowRank.rank)
            operands.narrowRows.pack(
                lines: operands.rows.lines, depth: lowRank.rank, of: projected, scale: lowRank.scale, pool: pool)
            operands.narrowWeights.pack(lines: outputs, depth: lowRank.rank, of: values + lowRank.b.offset, pool: pool)
            update = BFloat16Product.Term(left: operands.narrowRows, right: operands.narrowWeights)
        }
        BFloat16Product.multiply(
            pool: pool, left: operands.rows, right: operands.weights, plus: update, adding: adding, c: out, ldc: outputs)
    }

    /// `xGradient (+)= outGradient W + scale * (outGradient B) A`, and leaves `outGradient B` in `context.narrow`.
    func inputGradient(
        _ matrix: FrozenMatrix, operands: RoundedOperands, xGradient: UnsafeMutablePointer<Float>, outGradient: UnsafePointer<Float>,
        rows: Int, overwriting: Bool, context: Context
    ) {
        let pool = context.pool
        operands.rows.pack(lines: rows, depth: outputs, of: outGradient, pool: pool)
        operands.weights.pack(matrix.matrix, transposed: true, pool: pool)
        var update: BFloat16Product.Term?
        if let lowRank {
            let values = context.parameters.values
            operands.narrowWeights.pack(lines: lowRank.rank, depth: outputs, transposed: values + lowRank.b.offset, pool: pool)
            BFloat16Product.multiply(
                pool: pool, left: operands.rows, right: operands.narrowWeights, c: context.narrow, ldc: lowRank.rank)
            operands.narrowRows.pack(lines: rows, depth: lowRank.rank, of: context.narrow, scale: lowRank.scale, pool: pool)
            operands.narrowWeights.pack(lines: inputs, depth: lowRank.rank, transposed: values + lowRank.a.offset, pool: pool)
            update = BFloat16Product.Term(left: operands.narrowRows, right: operands.narrowWeights)
        }
        BFloat16Product.multiply(
            pool: pool, left: operands.rows, right: operands.weights, plus: update, adding: !overwriting, c: xGradient, ldc: inputs)
    }
}
