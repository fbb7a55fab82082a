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
/// A forward task is one group for the query heads of one key head; a backward task is that for a run of groups. Runs are cut by the
/// groups alone, so results do not depend on the number of threads.
public struct TreeAttention {
    public let heads: Int
    public let keyValueHeads: Int
    public let headDimension: Int

    /// Queries handled at once: bounds the scores in memory, fills whole tiles of the products and skips most of a causal triangle's
    /// empty half.
    private static let block = 24
    /// Lines of scores are whole vectors of every level.
    private static let vector = 16
    /// Runs of groups whose key gradients are kept apart.
    private static let runs = 4
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

    /// The query heads that read one key head.
    private func queryHeads(_ keyHead: Int) -> Range<Int> {
        let sharing = heads / keyValueHeads
        return keyHead * sharing..<(keyHead + 1) * sharing
    }

    /// Floats from one line of a group's scores to the next.
    private static func stride(_ group: TreeAttentionGroup) -> Int {
        whole(group.keys.reduce(0) { $0 + $1.count })
    }

    /// - Parameters:
    ///   - out: [rows, heads * headDimension]; every query row of a group is written.
    ///   - logSumExp: [heads, rows], kept for `backward`.
    ///   - queries: [rows, heads * headDimension].
    ///   - keys: [rows, keyValueHeads * headDimension].
    ///   - values: as `keys`.
    public func forward(
        out: UnsafeMutablePointer<Float>, logSumExp: UnsafeMutablePointer<Float>, queries: UnsafePointer<Float>,
        keys: UnsafePointer<Float>, values: UnsafePointer<Float>, groups: [TreeAttentionGroup], rows: Int, pool: ThreadPool
    ) {
        let stride = groups.reduce(0) { max($0, Self.stride($1)) }
        let floats = (headDimension + Self.block) * stride
        pool.run(groups.count * keyValueHeads, scratchBytes: floats * 4) { task, scratch in
            let (group, keyHead) = (groups[task / keyValueHeads], task % keyValueHeads)
            let across = scratch.assumingMemoryBound(to: Float.self)
            layAcross(keys + keyHead * headDimension, group: group, out: across)
            for head in queryHeads(keyHead) {
                forward(
                    head: head, keyHead: keyHead, group: group, out: out, logSumExp: logSumExp + head * rows, queries: queries, keys: keys,
                    values: values, keysAcross: across, scores: across + headDimension * Self.stride(group))
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
        let stride = groups.reduce(0) { max($0, Self.stride($1)) }
        let floats = 2 * (headDimension + Self.block) * stride
        let runs = Self.runs(of: groups)
        let touched = runs.map { Self.keyRows(of: groups[$0]) }
        // Runs that see the same keys add to the same gradients: each keeps its own until all are done.
        let part = rows * keyWidth
        withScratch(runs.count * 2 * part) { base, shape in
            pool.run(runs.count * shape.keyValueHeads, scratchBytes: floats * 4) { task, scratch in
                let (run, keyHead) = (task / shape.keyValueHeads, task % shape.keyValueHeads)
                let keyPart = base + 2 * run * part + keyHead * shape.headDimension
                let valuePart = keyPart + part
                for row in touched[run].joined() {
                    (keyPart + row * shape.keyWidth).update(repeating: 0, count: shape.headDimension)
                    (valuePart + row * shape.keyWidth).update(repeating: 0, count: shape.headDimension)
                }
                let keysAcross = scratch.assumingMemoryBound(to: Float.self)
                for group in groups[runs[run]] {
                    let across = shape.headDimension * Self.stride(group)
                    shape.layAcross(keys + keyHead * shape.headDimension, group: group, out: keysAcross)
                    shape.layAcross(values + keyHead * shape.headDimension, group: group, out: keysAcross + across)
                    let probabilities = keysAcross + 2 * across
                    for head in shape.queryHeads(keyHead) {
                        shape.backward(
                            head: head, keyHead: keyHead, group: group, queriesGradient: queriesGradient, keysGradient: keyPart,
                            valuesGradient: valuePart, outGradient: outGradient, out: out, logSumExp: logSumExp + head * rows,
                            queries: queries, keys: keys, values: values, keysAcross: keysAcross, valuesAcross: keysAcross + across,
                            probabilities: probabilities, scoresGradient: probabilities + Self.block * Self.stride(group))
                    }
                }
            }
            pool.run((rows + Self.sumRows - 1) / Self.sumRows) { task in
                let block = task * Self.sumRows..<min((task + 1) * Self.sumRows, rows)
                for run in runs.indices {
                    let keyPart = base + 2 * run * part
                    for range in touched[run] where range.overlaps(block) {
                        let shared = range.clamped(to: block)
                        let elements = shared.lowerBound * shape.keyWidth..<shared.upperBound * shape.keyWidth
                        for element in elements { keysGradient[element] += keyPart[element] }
                        for element in elements { valuesGradient[element] += keyPart[part + element] }
                    }
                }
            }
        }
    }

    /// Rows that one task adds up.
    private static let sumRows = 64

    /// The rows whose keys some of the groups see, in order and without overlaps.
    private static func keyRows(of groups: ArraySlice<TreeAttentionGroup>) -> [Range<Int>] {
        let seen = groups.flatMap { $0.seesItself ? $0.keys + [$0.queries] : $0.keys }.sorted { $0.lowerBound < $1.lowerBound }
        var found: [Range<Int>] = []
        for range in seen {
            guard let last = found.last, range.lowerBound <= last.upperBound else {
                found.append(range)
                continue
            }
            found[found.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
        }
        return found
    }

    /// Cuts groups into runs of about as much work.
    private static func runs(of groups: [TreeAttentionGroup]) -> [Range<Int>] {
        let work = groups.map { $0.queries.count * stride($0) }
        let total = work.reduce(0, +)
        var (found, first, done): ([Range<Int>], Int, Int) = ([], 0, 0)
        for index in groups.indices {
            done += work[index]
            guard index == groups.count - 1 || done * runs >= total * (found.count + 1) else { continue }
            found.append(first..<index + 1)
            first = index + 1
        }
        return found
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
    /// Lays a group's rows of one key head side by side, zeros behind them.
    ///
    /// - Parameters:
    ///   - x: keys or values, from the head's first element on.
    ///   - out: [headDimension, stride].
    private func layAcross(_ x: UnsafePointer<Float>, group: TreeAttentionGroup, out: UnsafeMutablePointer<Float>) {
        let stride = Self.stride(group)
        var column = 0
        for range in group.keys {
            for row in range {
                let source = x + row * keyWidth
                for element in 0..<headDimension { out[element * stride + column] = source[element] }
                column += 1
            }
        }
        for column in column..<stride {
            for element in 0..<headDimension { out[element * stride + column] = 0 }
        }
    }

    /// Columns in whole vectors.
    private static func whole(_ columns: Int) -> Int { (columns + vector - 1) / vector * vector }

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
        head: Int, keyHead: Int, group: TreeAttentionGroup, out: UnsafeMutablePointer<Float>, logSumExp: UnsafeMutablePointer<Float>,
        queries: UnsafePointer<Float>, keys: UnsafePointer<Float>, values: UnsafePointer<Float>, keysAcross: UnsafePointer<Float>,
        scores: UnsafeMutablePointer<Float>
    ) {
        let d = headDimension
        let keyOffset = keyHead * d
        let stride = Self.stride(group)
        let kernels = Kernels.current
        let product = SmallProduct()
        forEachBlock(of: group) { first, count, parts, columns in
            let row = group.queries.lowerBound + first
            let q = queries + row * queryWidth + head * d
            let o = out + row * queryWidth + head * d
            product.multiply(
                m: count, n: Self.whole(columns), k: d, scale: scale, a: .init(q, line: queryWidth), b: keysAcross, ldb: stride, c: scores,
                ldc: stride)
            for query in 0..<count {
                let line = scores + query * stride
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
                }
            }
            for part in parts {
                product.multiply(
                    m: count, n: d, k: part.count, a: .init(scores + part.column, line: stride),
                    b: values + part.row * keyWidth + keyOffset, ldb: keyWidth, adding: group.seesItself || part.column > 0, c: o,
                    ldc: queryWidth)
            }
        }
    }

    private func backward(
        head: Int, keyHead: Int, group: TreeAttentionGroup, queriesGradient: UnsafeMutablePointer<Float>,
        keysGradient: UnsafeMutablePointer<Float>, valuesGradient: UnsafeMutablePointer<Float>, outGradient: UnsafePointer<Float>,
        out: UnsafePointer<Float>, logSumExp: UnsafePointer<Float>, queries: UnsafePointer<Float>, keys: UnsafePointer<Float>,
        values: UnsafePointer<Float>, keysAcross: UnsafePointer<Float>, valuesAcross: UnsafePointer<Float>,
        probabilities: UnsafeMutablePointer<Float>, scoresGradient: UnsafeMutablePointer<Float>
    ) {
        let d = headDimension
        let keyOffset = keyHead * d
        let stride = Self.stride(group)
        let kernels = Kernels.current
        let product = SmallProduct()
        forEachBlock(of: group) { first, count, parts, columns in
            let row = group.queries.lowerBound + first
            let offset = row * queryWidth + head * d
            let q = queries + offset
            let dq = queriesGradient + offset
            let o = out + offset
            let dOut = outGradient + offset
            product.multiply(
                m: count, n: Self.whole(columns), k: d, scale: scale, a: .init(q, line: queryWidth), b: keysAcross, ldb: stride,
                c: probabilities, ldc: stride)
            product.multiply(
                m: count, n: Self.whole(columns), k: d, a: .init(dOut, line: queryWidth), b: valuesAcross, ldb: stride, c: scoresGradient,
                ldc: stride)
            for query in 0..<count {
                let p = probabilities + query * stride
                let ds = scoresGradient + query * stride
                let visible = group.visible[first + query]
                let lse = logSumExp[row + query]
                kernels.exponentiate(p, minus: lse, visible)
                let mean = VectorLoops.dot(dOut + query * queryWidth, o + query * queryWidth, d)
                kernels.softmaxGradient(ds, p, visible, mean: mean, scale: scale)
                (p + visible).update(repeating: 0, count: max(0, columns - visible))
                (ds + visible).update(repeating: 0, count: max(0, columns - visible))
                if group.seesItself {
                    backwardOwn(
                        dq: dq + query * queryWidth, dk: keysGradient + (row + query) * keyWidth,
                        dv: valuesGradient + (row + query) * keyWidth,
                        dOut: dOut + query * queryWidth, q: q + query * queryWidth,
                        k: keys + (row + query) * keyWidth + keyOffset, v: values + (row + query) * keyWidth + keyOffset,
                        logSumExp: lse, mean: mean)
                }
            }
            for part in parts {
                product.multiply(
                    m: count, n: d, k: part.count, a: .init(scoresGradient + part.column, line: stride),
                    b: keys + part.row * keyWidth + keyOffset, ldb: keyWidth, adding: true, c: dq, ldc: queryWidth)
                product.multiply(
                    m: part.count, n: d, k: count, a: .init(scoresGradient + part.column, line: 1, column: stride),
                    b: q, ldb: queryWidth, adding: true, c: keysGradient + part.row * keyWidth, ldc: keyWidth)
                product.multiply(
                    m: part.count, n: d, k: count, a: .init(probabilities + part.column, line: 1, column: stride),
                    b: dOut, ldb: queryWidth, adding: true, c: valuesGradient + part.row * keyWidth, ldc: keyWidth)
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
