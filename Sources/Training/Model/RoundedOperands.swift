import Compute

/// Operands of the bfloat16 products of linear maps, in memory that is made once for the largest of them.
final class RoundedOperands {
    /// Activations, or gradients of a map's output: [rows, inputs or outputs].
    let rows: BFloat16Matrix
    /// The frozen weights in the direction at hand.
    let weights: BFloat16Matrix
    /// What the low-rank update's first half makes of `rows`, [rows, rank].
    let narrowRows: BFloat16Matrix
    /// One half of the low-rank update.
    let narrowWeights: BFloat16Matrix

    /// - Parameters:
    ///   - maps: all that will be computed with these.
    ///   - capacity: the most rows.
    init(maps: some Sequence<LinearMap>, capacity: Int) {
        var (wide, weight, rank, narrow) = (0, 0, 0, 0)
        for map in maps {
            wide = max(wide, map.inputs, map.outputs)
            for (lines, depth) in [(map.inputs, map.outputs), (map.outputs, map.inputs)] {
                weight = max(weight, BFloat16Matrix.Side.right.words(lines: lines, depth: depth))
                guard let lowRank = map.lowRank else { continue }
                rank = max(rank, lowRank.rank)
                narrow = max(
                    narrow, BFloat16Matrix.Side.right.words(lines: lines, depth: lowRank.rank),
                    BFloat16Matrix.Side.right.words(lines: lowRank.rank, depth: lines))
            }
        }
        rows = BFloat16Matrix(.left, capacity: BFloat16Matrix.Side.left.words(lines: capacity, depth: wide))
        weights = BFloat16Matrix(.right, capacity: weight)
        narrowRows = BFloat16Matrix(.left, capacity: BFloat16Matrix.Side.left.words(lines: capacity, depth: rank))
        narrowWeights = BFloat16Matrix(.right, capacity: narrow)
    }
}
