import Compute

/// Applies a layer's linear maps with their low-rank updates: `out = W x + scale * B(A x)`.
///
/// The maps of a group and the `A` matrices of their updates read the same input, so they run as one parallel operation.
final class LinearMaps {
    /// How base weights are multiplied.
    enum Kind {
        /// A row's bits do not depend on the other rows.
        case rowExact
        /// Faster for many rows; a row's bits may depend on how many rows there are.
        case blocked
    }

    private let pool: ThreadPool
    /// `A x`, [rows, total rank].
    private let projected = FloatBuffer()
    /// One map's `B(A x)`, [rows, output features].
    private let update = FloatBuffer()
    private var jobs: [RowLinear.Job] = []

    init(pool: ThreadPool) {
        self.pool = pool
    }

    /// - Parameters:
    ///   - x: [rows, input features].
    ///   - out: one buffer a map, [rows, output features]; as many as the group has maps.
    func apply(
        _ group: PreparedLlama.LinearGroup, kind: Kind, to x: UnsafePointer<Float>, rows: Int,
        out: (FloatBuffer, FloatBuffer?, FloatBuffer?)
    ) {
        guard let columns = group.maps.first?.weight.columns else { return }
        let outputs = [out.0, out.1, out.2].compactMap { $0 }
        if let down = group.down { projected.reserve(rows * down.rows) }
        switch kind {
        case .rowExact:
            jobs.removeAll(keepingCapacity: true)
            if let down = group.down { jobs.append(RowLinear.Job(out: projected.start, outStride: down.rows, weights: down)) }
            for (map, target) in zip(group.maps, outputs) {
                jobs.append(RowLinear.Job(out: target.start, outStride: map.weight.rows, weights: map.weight))
            }
            RowLinear.forward(pool: pool, jobs: jobs, x: x, xStride: columns, rows: rows)
        case .blocked:
            if let down = group.down { BlockedLinear.forward(pool: pool, out: projected.start, x: x, rows: rows, weights: down) }
            for (map, target) in zip(group.maps, outputs) {
                BlockedLinear.forward(pool: pool, out: target.start, x: x, rows: rows, weights: map.weight)
            }
        }
        guard let down = group.down else { return }
        for (map, target) in zip(group.maps, outputs) {
            guard let up = map.up else { continue }
            let input = projected.start + map.firstRank
            switch kind {
            case .rowExact: addRowExact(up, of: input, stride: down.rows, rows: rows, to: target.start)
            case .blocked: addBlocked(up, of: input, stride: down.rows, rows: rows, to: target.start)
            }
        }
    }

    private func addRowExact(
        _ up: WeightMatrix, of x: UnsafePointer<Float>, stride: Int, rows: Int, to target: UnsafeMutablePointer<Float>
    ) {
        update.reserve(rows * up.rows)
        RowLinear.forward(pool: pool, out: update.start, outStride: up.rows, x: x, xStride: stride, rows: rows, weights: up)
        let source = update.start
        pool.forRanges(rows) { rows in
            for index in rows.lowerBound * up.rows..<rows.upperBound * up.rows { target[index] += source[index] }
        }
    }

    /// Rows go in blocks of a fixed size, so that the thread count leaves no mark on the bits.
    private func addBlocked(
        _ up: WeightMatrix, of x: UnsafePointer<Float>, stride: Int, rows: Int, to target: UnsafeMutablePointer<Float>
    ) {
        guard let matrix = up.bytes.baseAddress?.assumingMemoryBound(to: Float.self) else { return }
        let block = 64
        pool.run((rows + block - 1) / block) { part in
            let start = part * block
            MatrixProduct.multiply(
                transposeB: true, m: min(block, rows - start), n: up.rows, k: up.columns, a: x + start * stride, lda: stride,
                b: matrix, ldb: up.columns, beta: 1, c: target + start * up.rows, ldc: up.rows)
        }
    }
}

extension ThreadPool {
    /// Calls `body` with `0 ..< count` cut into ranges, side by side when there are enough rows to be worth it.
    func forRanges(_ count: Int, _ body: (Range<Int>) -> Void) {
        let parts = count < 8 ? 1 : threadCount
        guard parts > 1 else { return body(0..<count) }
        run(parts) { part in body(count * part / parts..<count * (part + 1) / parts) }
    }
}
