import Compute

/// A weight matrix with its low-rank update worked in, `W + scale * B A`, and further rows below; made when asked for, in pieces.
package struct MergedMatrix {
    /// [rows, columns].
    let weight: WeightMatrix
    var update: Adapter.LowRankUpdate?
    /// Rows of added tokens, [added, columns], row-major.
    var rowsBelow: [Float] = []
    /// The heads that share the rows, where rotary pairs are rows (query and key); else 1 head of 1 row is meant.
    var rotaryHeads: Int?

    package init(weight: WeightMatrix, update: Adapter.LowRankUpdate? = nil, rowsBelow: [Float] = [], rotaryHeads: Int? = nil) {
        self.weight = weight
        self.update = update
        self.rowsBelow = rowsBelow
        self.rotaryHeads = rotaryHeads
    }

    /// Calls `body` with all numbers in order, row-major, in pieces of whole rows.
    ///
    /// - Parameters:
    ///   - interleavingRotaryPairs: whether the two rows of a rotary pair shall stand side by side, as GGUF files have them.
    ///   - pieceLength: numbers of a piece, about; 16 MB of them when not given.
    package func forEachPiece(
        interleavingRotaryPairs: Bool, pieceLength: Int = 1 << 22, _ body: (UnsafeBufferPointer<Float>) throws -> Void
    ) rethrows {
        let columns = weight.columns
        let headRows = rotaryHeads.map { weight.rows / $0 } ?? 1
        let pieceRows = min(weight.rows, max(1, pieceLength / (columns * headRows)) * headRows)
        let piece = UnsafeMutableBufferPointer<Float>.allocate(capacity: pieceRows * columns)
        defer { piece.deallocate() }
        let interleaves = interleavingRotaryPairs && rotaryHeads != nil
        let reordered = UnsafeMutableBufferPointer<Float>.allocate(capacity: interleaves ? pieceRows * columns : 0)
        defer { reordered.deallocate() }
        for start in stride(from: 0, to: weight.rows, by: pieceRows) {
            let rows = start..<min(start + pieceRows, weight.rows)
            unpack(rows, into: piece)
            if interleaves { Self.interleave(piece, into: reordered, rows: rows.count, columns: columns, headRows: headRows) }
            let made = interleaves ? reordered : piece
            try body(UnsafeBufferPointer(rebasing: made[..<(rows.count * columns)]))
        }
        if !rowsBelow.isEmpty { try rowsBelow.withUnsafeBufferPointer(body) }
    }

    /// `[rows.count, columns]` of `W + scale * B A`.
    private func unpack(_ rows: Range<Int>, into piece: UnsafeMutableBufferPointer<Float>) {
        guard let start = piece.baseAddress else { return }
        weight.dequantise(rows: rows, into: start)
        guard let update else { return }
        update.a.withUnsafeBufferPointer { a in
            update.b.withUnsafeBufferPointer { b in
                guard let a = a.baseAddress, let b = b.baseAddress else { return }
                MatrixProduct.multiply(
                    m: rows.count, n: weight.columns, k: update.rank, alpha: update.scale, a: b + rows.lowerBound * update.rank,
                    lda: update.rank, b: a, ldb: weight.columns, beta: 1, c: start, ldc: weight.columns)
            }
        }
    }

    /// The inverse of `WeightMatrix.separatingRotaryPairs`: row `i` of each head's first half, then row `i` of its second half.
    private static func interleave(
        _ source: UnsafeMutableBufferPointer<Float>, into target: UnsafeMutableBufferPointer<Float>, rows: Int, columns: Int, headRows: Int
    ) {
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        for row in 0..<rows {
            let within = row % headRows
            let sourceRow = row - within + within / 2 + within % 2 * (headRows / 2)
            (target + row * columns).update(from: source + sourceRow * columns, count: columns)
        }
    }
}
