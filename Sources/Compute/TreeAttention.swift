import Foundation

/// A run of consecutive query rows that look at the same rows of keys.
///
/// The group's keys are the rows of `keys`, one range after another. Query `i` sees the first `visible[i]` of them and, when
/// `seesItself`, its own row after those. A causal sequence lists itself last in `keys` and lets each row see one more; rows
/// that must stay unseen by all others appear in nobody's `keys` and see themselves.
public struct TreeAttentionGroup: Sendable, Equatable {
    public var queries: Range<Int>
    public var keys: [Range<Int>]
    /// One count for each query row, never falling from one row to the next.
    public var visible: [Int]
    public var seesItself: Bool

    public init(queries: Range<Int>, keys: [Range<Int>], visible: [Int], seesItself: Bool) {
        self.queries = queries
        self.keys = keys
        self.visible = visible
        self.seesItself = seesItself
    }
}

/// Scaled dot-product attention with grouped heads over a tree of sequences that share prefixes.
///
/// Sources: Vaswani et al., arXiv 1706.03762 (attention); Ainslie et al., arXiv 2305.13245 (grouped heads); Dao et al., arXiv
/// 2205.14135 (the backward from the kept log-sum-exp instead of the kept probabilities).
///
/// One task is one query head over all groups in order, so results do not depend on the number of threads.
public struct TreeAttention {
    public let heads: Int
    public let keyValueHeads: Int
    public let headDimension: Int

    /// Queries handled at once: bounds the scores in memory and skips most of a causal triangle's empty half.
    private static let block = 128
    private var scratch: [Float] = []

    /// - Parameter keyValueHeads: divides `heads`; query head `h` reads key head `h / (heads / keyValueHeads)`.
    public init(heads: Int, keyValueHeads: Int, headDimension: Int) {
        self.heads = heads
        self.keyValueHeads = keyValueHeads
        self.headDimension = headDimension
    }

    private var queryWidth: Int { heads * headDimension }
    private var keyWidth: Int { keyValueHeads * headDimension }
    private var scale: Float { 1 / Float(headDimension).squareRoot() }

    private static func scoreCapacity(_ groups: [TreeAttentionGroup]) -> Int {
        groups.reduce(0) { max($0, min(block, $1.queries.count) * $1.keys.reduce(0) { $0 + $1.count }) }
    }

    /// - Parameters:
    ///   - out: [rows, heads * headDimension]; every query row of a group is written.
    ///   - logSumExp: [heads, rows], kept for `backward`.
    ///   - queries: [rows, heads * headDimension].
    ///   - keys: [rows, keyValueHeads * headDimension].
    ///   - values: as `keys`.
    public mutating func forward(
        out: UnsafeMutablePointer<Float>, logSumExp: UnsafeMutablePointer<Float>, queries: UnsafePointer<Float>,
        keys: UnsafePointer<Float>, values: UnsafePointer<Float>, groups: [TreeAttentionGroup], rows: Int, pool: ThreadPool
    ) {
        let capacity = Self.scoreCapacity(groups)
        withScratch(heads * capacity) { base, shape in
            pool.run(shape.heads) { head in
                for group in groups {
                    shape.forward(
                        head: head, group: group, out: out, logSumExp: logSumExp + head * rows, queries: queries, keys: keys,
                        values: values, scores: base + head * capacity)
                }
            }
        }
    }

    /// Adds the gradients of `forward`.
    ///
    /// - Parameters:
    ///   - queriesGradient: [rows, heads * headDimension], added to.
    ///   - keysGradient: [rows, keyValueHeads * headDimension], added to.
    ///   - valuesGradient: as `keysGradient`.
    ///   - outGradient: [rows, heads * headDimension].
    ///   - out: as `forward` wrote it, likewise `logSumExp`.
    public mutating func backward(
        queriesGradient: UnsafeMutablePointer<Float>, keysGradient: UnsafeMutablePointer<Float>,
        valuesGradient: UnsafeMutablePointer<Float>, outGradient: UnsafePointer<Float>, out: UnsafePointer<Float>,
        logSumExp: UnsafePointer<Float>, queries: UnsafePointer<Float>, keys: UnsafePointer<Float>,
        values: UnsafePointer<Float>, groups: [TreeAttentionGroup], rows: Int, pool: ThreadPool
    ) {
        let capacity = Self.scoreCapacity(groups)
        // Query heads that share a key head add to the same gradients: each keeps its own until all are done.
        let perHead = 2 * capacity + 2 * rows * headDimension
        withScratch(heads * perHead) { base, shape in
            pool.run(shape.heads) { head in
                let own = base + head * perHead
                let keyPart = own + 2 * capacity
                let valuePart = keyPart + rows * shape.headDimension
                keyPart.update(repeating: 0, count: 2 * rows * shape.headDimension)
                for group in groups {
                    shape.backward(
                        head: head, group: group, queriesGradient: queriesGradient, keysGradient: keyPart,
                        valuesGradient: valuePart, outGradient: outGradient, out: out, logSumExp: logSumExp + head * rows,
                        queries: queries, keys: keys, values: values, probabilities: own, scoresGradient: own + capacity)
                }
            }
            pool.run(shape.keyValueHeads) { keyHead in
                let sharing = shape.heads / shape.keyValueHeads
                for head in keyHead * sharing..<(keyHead + 1) * sharing {
                    let keyPart = base + head * perHead + 2 * capacity
                    let valuePart = keyPart + rows * shape.headDimension
                    for row in 0..<rows {
                        let offset = row * shape.keyWidth + keyHead * shape.headDimension
                        for column in 0..<shape.headDimension {
                            keysGradient[offset + column] += keyPart[row * shape.headDimension + column]
                            valuesGradient[offset + column] += valuePart[row * shape.headDimension + column]
                        }
                    }
                }
            }
        }
    }

    /// Runs `body` with room for `count` numbers and a copy of this value.
    private mutating func withScratch(_ count: Int, _ body: (UnsafeMutablePointer<Float>, TreeAttention) -> Void) {
        // Taken out for the time of the work: the copy would share it, and the first write then copies all of it.
        var room: [Float] = []
        swap(&room, &scratch)
        if room.count < count { room = [Float](repeating: 0, count: count) }
        let shape = self
        room.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { body(base, shape) }
        }
        scratch = room
    }
}

extension TreeAttention {
    /// Calls `body` for each block of a group's queries with the keys that at least one of them sees.
    ///
    /// - Parameter body: (first query of the block within the group, queries, key parts as (first row, first column, count), columns).
    private func forEachBlock(
        of group: TreeAttentionGroup, _ body: (Int, Int, [(row: Int, column: Int, count: Int)], Int) -> Void
    ) {
        var first = 0
        while first < group.queries.count {
            let count = min(Self.block, group.queries.count - first)
            let seen = group.visible[first + count - 1]
            var parts: [(row: Int, column: Int, count: Int)] = []
            var column = 0
            for range in group.keys where column < seen {
                let taken = min(range.count, seen - column)
                parts.append((range.lowerBound, column, taken))
                column += taken
            }
            body(first, count, parts, column)
            first += count
        }
    }

    private func forward(
        head: Int, group: TreeAttentionGroup, out: UnsafeMutablePointer<Float>, logSumExp: UnsafeMutablePointer<Float>,
        queries: UnsafePointer<Float>, keys: UnsafePointer<Float>, values: UnsafePointer<Float>, scores: UnsafeMutablePointer<Float>
    ) {
        let d = headDimension
        let keyOffset = head / (heads / keyValueHeads) * d
        let kernels = Kernels.current
        forEachBlock(of: group) { first, count, parts, columns in
            let row = group.queries.lowerBound + first
            let q = queries + row * queryWidth + head * d
            let o = out + row * queryWidth + head * d
            for part in parts {
                MatrixProduct.multiply(
                    transposeB: true, m: count, n: part.count, k: d, alpha: scale, a: q, lda: queryWidth,
                    b: keys + part.row * keyWidth + keyOffset, ldb: keyWidth, c: scores + part.column, ldc: columns)
            }
            for query in 0..<count {
                let line = scores + query * columns
                let visible = group.visible[first + query]
                let ownKey = keys + (row + query) * keyWidth + keyOffset
                let ownScore = group.seesItself ? VectorLoops.dot(q + query * queryWidth, ownKey, d) * scale : -.infinity
                let largest = max(kernels.maximum(line, visible), ownScore)
                let ownTerm = group.seesItself ? exp(ownScore - largest) : 0
                let total = Float(kernels.exponentiate(line, minus: largest, visible)) + ownTerm
                logSumExp[row + query] = largest + log(total)
                let inverse = 1 / total
                kernels.scale(line, visible, inverse)
                (line + visible).update(repeating: 0, count: max(0, columns - visible))
                let target = o + query * queryWidth
                if group.seesItself {
                    let ownValue = values + (row + query) * keyWidth + keyOffset
                    for element in 0..<d { target[element] = ownTerm * inverse * ownValue[element] }
                } else {
                    target.update(repeating: 0, count: d)
                }
            }
            for part in parts {
                MatrixProduct.multiply(
                    m: count, n: d, k: part.count, a: scores + part.column, lda: columns,
                    b: values + part.row * keyWidth + keyOffset, ldb: keyWidth, beta: 1, c: o, ldc: queryWidth)
            }
        }
    }

    private func backward(
        head: Int, group: TreeAttentionGroup, queriesGradient: UnsafeMutablePointer<Float>,
        keysGradient: UnsafeMutablePointer<Float>, valuesGradient: UnsafeMutablePointer<Float>, outGradient: UnsafePointer<Float>,
        out: UnsafePointer<Float>, logSumExp: UnsafePointer<Float>, queries: UnsafePointer<Float>, keys: UnsafePointer<Float>,
        values: UnsafePointer<Float>, probabilities: UnsafeMutablePointer<Float>, scoresGradient: UnsafeMutablePointer<Float>
    ) {
        let d = headDimension
        let keyOffset = head / (heads / keyValueHeads) * d
        let kernels = Kernels.current
        forEachBlock(of: group) { first, count, parts, columns in
            let row = group.queries.lowerBound + first
            let offset = row * queryWidth + head * d
            let q = queries + offset
            let dq = queriesGradient + offset
            let o = out + offset
            let dOut = outGradient + offset
            for part in parts {
                let k = keys + part.row * keyWidth + keyOffset
                let v = values + part.row * keyWidth + keyOffset
                MatrixProduct.multiply(
                    transposeB: true, m: count, n: part.count, k: d, alpha: scale, a: q, lda: queryWidth,
                    b: k, ldb: keyWidth, c: probabilities + part.column, ldc: columns)
                MatrixProduct.multiply(
                    transposeB: true, m: count, n: part.count, k: d, a: dOut, lda: queryWidth,
                    b: v, ldb: keyWidth, c: scoresGradient + part.column, ldc: columns)
            }
            for query in 0..<count {
                let p = probabilities + query * columns
                let ds = scoresGradient + query * columns
                let visible = group.visible[first + query]
                let lse = logSumExp[row + query]
                kernels.exponentiate(p, minus: lse, visible)
                let mean = VectorLoops.dot(dOut + query * queryWidth, o + query * queryWidth, d)
                kernels.softmaxGradient(ds, p, visible, mean: mean, scale: scale)
                (p + visible).update(repeating: 0, count: max(0, columns - visible))
                (ds + visible).update(repeating: 0, count: max(0, columns - visible))
                if group.seesItself {
                    backwardOwn(
                        dq: dq + query * queryWidth, dk: keysGradient + (row + query) * d, dv: valuesGradient + (row + query) * d,
                        dOut: dOut + query * queryWidth, q: q + query * queryWidth,
                        k: keys + (row + query) * keyWidth + keyOffset, v: values + (row + query) * keyWidth + keyOffset,
                        logSumExp: lse, mean: mean)
                }
            }
            for part in parts {
                MatrixProduct.multiply(
                    m: count, n: d, k: part.count, a: scoresGradient + part.column, lda: columns,
                    b: keys + part.row * keyWidth + keyOffset, ldb: keyWidth, beta: 1, c: dq, ldc: queryWidth)
                MatrixProduct.multiply(
                    transposeA: true, m: part.count, n: d, k: count, a: scoresGradient + part.column, lda: columns,
                    b: q, ldb: queryWidth, beta: 1, c: keysGradient + part.row * d, ldc: d)
                MatrixProduct.multiply(
                    transposeA: true, m: part.count, n: d, k: count, a: probabilities + part.column, lda: columns,
                    b: dOut, ldb: queryWidth, beta: 1, c: valuesGradient + part.row * d, ldc: d)
            }
        }
    }

    /// The part of `backward` that goes through a query's own key and value.
    private func backwardOwn(
        dq: UnsafeMutablePointer<Float>, dk: UnsafeMutablePointer<Float>, dv: UnsafeMutablePointer<Float>,
        dOut: UnsafePointer<Float>, q: UnsafePointer<Float>, k: UnsafePointer<Float>, v: UnsafePointer<Float>, logSumExp: Float,
        mean: Float
    ) {
        let probability = exp(VectorLoops.dot(q, k, headDimension) * scale - logSumExp)
        let ds = probability * (VectorLoops.dot(dOut, v, headDimension) - mean) * scale
        for element in 0..<headDimension {
            dq[element] += ds * k[element]
            dk[element] += ds * q[element]
            dv[element] += probability * dOut[element]
        }
    }
}
