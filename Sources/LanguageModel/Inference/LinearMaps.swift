import Compute

/// Applies a layer's linear maps with their low-rank updates: `out = W x + scale * B(A x)`.
///
/// The maps of a group and the `A` matrices of their updates read the same input, so they run as one parallel operation; `B` is
/// added by whatever works on the outputs next.
final class LinearMaps {
    /// How stored weights are multiplied.
    enum Kind {
        /// A row's bits do not depend on the other rows.
        case rowExact
        /// By what is faster for the number of rows; a row's bits may depend on it.
        case fastest
    }

    /// The input of packed maps.
    let rounded = RoundedActivations()

    private let pool: ThreadPool
    /// `A x`, [rows, total rank].
    private let projected = FloatBuffer()
    private var jobs: [RowLinear.Job] = []

    init(pool: ThreadPool) {
        self.pool = pool
    }

    /// Computes `W x` and `A x`.
    ///
    /// - Parameters:
    ///   - x: [rows, input features]; also in `rounded` when the group takes it so.
    ///   - out: one buffer a map, [rows, output features].
    func multiply(_ group: PreparedLlama.LinearGroup, kind: Kind, x: UnsafePointer<Float>, rows: Int, out: [FloatBuffer]) {
        guard let columns = group.maps.first?.weight.columns else { return }
        if let down = group.down { projected.reserve(rows * down.rows) }
        let isBlocked = kind == .fastest && BlockedLinear.isFaster(rows: rows)
        jobs.removeAll(keepingCapacity: true)
        func add(_ weights: RowWeights, _ target: FloatBuffer) {
            if isBlocked, case .stored(let matrix) = weights {
                BlockedLinear.forward(pool: pool, out: target.start, x: x, rows: rows, weights: matrix)
            } else {
                jobs.append(RowLinear.Job(out: target.start, outStride: weights.rows, weights: weights))
            }
        }
        if let down = group.down { add(.stored(down), projected) }
        for (index, map) in group.maps.enumerated() { add(map.weight, out[index]) }
        RowLinear.forward(pool: pool, jobs: jobs, x: x, xStride: columns, rounded: rounded, rows: rows)
    }

    /// Adds `scale * B(A x)` of the group's last `multiply` to some of a map's outputs, on the caller's thread.
    ///
    /// - Parameters:
    ///   - out: [all rows, output features].
    ///   - outputs: begins at a multiple of 16; all of them when nil.
    func addUpdate(
        _ group: PreparedLlama.LinearGroup, map index: Int, to out: UnsafeMutablePointer<Float>, rows: Range<Int>,
        outputs: Range<Int>? = nil
    ) {
        guard let up = group.maps[index].up, let down = group.down else { return }
        up.add(
            to: out, outStride: up.rows, x: projected.start + group.maps[index].firstRank, xStride: down.rows, rows: rows,
            outputs: outputs ?? 0..<up.rows)
    }
}

extension ThreadPool {
    /// Calls `body` with `0 ..< count` cut into ranges, side by side when there is more than one.
    func forRanges(_ count: Int, _ body: (Range<Int>) -> Void) {
        // A few parts for each thread: one that is held up leaves work to the others.
        let parts = min(count, threadCount * 4)
        guard threadCount > 1, parts > 1 else { return body(0..<count) }
        run(parts) { part in body(count * part / parts..<count * (part + 1) / parts) }
    }
}
