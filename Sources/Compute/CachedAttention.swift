import CKernels

/// A run of positions of a key/value cache.
///
/// Position `p` of key/value head `h` starts at `keys + p * stride + h * headDimension`, and likewise in `values`.
public struct KeyValueSpan {
    public var keys: UnsafePointer<Float>
    public var values: UnsafePointer<Float>
    /// Positions in the run.
    public var count: Int
    /// Elements from one position to the next, at least key/value heads times head dimension.
    public var stride: Int

    public init(keys: UnsafePointer<Float>, values: UnsafePointer<Float>, count: Int, stride: Int) {
        self.keys = keys
        self.values = values
        self.count = count
        self.stride = stride
    }
}

/// Attention of single rows over cached keys and values, with grouped heads (query head `h` reads key/value head
/// `h / (heads / keyValueHeads)`).
///
/// **A row's bits depend on its query and on the sequence of visible keys and values only**: not on how the cache is cut into spans, the
/// other rows, or the pool.
public enum CachedAttention {
    /// One query row and what it sees.
    public struct Row {
        /// `[heads, headDimension]`.
        public var out: UnsafeMutablePointer<Float>
        /// `[heads, headDimension]`.
        public var query: UnsafePointer<Float>
        /// The visible positions in order: pages of the cache, then perhaps the row's own key and value as a span of one.
        public var spans: UnsafeBufferPointer<KeyValueSpan>

        public init(out: UnsafeMutablePointer<Float>, query: UnsafePointer<Float>, spans: UnsafeBufferPointer<KeyValueSpan>) {
            self.out = out
            self.query = query
            self.spans = spans
        }
    }

    /// The floats of scratch that one row needs when it sees `positions` positions.
    public static func scratchCount(heads: Int, keyValueHeads: Int, positions: Int) -> Int {
        heads / keyValueHeads * (positions + 1)
    }

    /// Attends one row on the caller's thread: `out[h] = softmax(query[h] . keys / sqrt(headDimension)) . values`.
    ///
    /// A row that sees nothing gets zeros.
    ///
    /// - Parameters:
    ///   - out: `[heads, headDimension]`.
    ///   - query: `[heads, headDimension]`.
    ///   - heads: a multiple of `keyValueHeads`.
    ///   - spans: the visible positions in order.
    ///   - scores: `scratchCount(heads:keyValueHeads:positions:)` floats.
    public static func forward(
        out: UnsafeMutablePointer<Float>, query: UnsafePointer<Float>, heads: Int, keyValueHeads: Int, headDimension: Int,
        spans: UnsafeBufferPointer<KeyValueSpan>, scores: UnsafeMutablePointer<Float>
    ) {
        forward(
            Row(out: out, query: query, spans: spans), heads: heads, keyValueHeads: keyValueHeads, headDimension: headDimension,
            among: 0..<keyValueHeads, scores: scores, kernels: .current)
    }

    /// Attends several rows, split over the pool by row and key/value head.
    public static func forward(
        pool: ThreadPool, rows: UnsafeBufferPointer<Row>, heads: Int, keyValueHeads: Int, headDimension: Int
    ) {
        var most = 0
        for row in rows { most = max(most, positions(of: row)) }
        let scratch = scratchCount(heads: heads, keyValueHeads: keyValueHeads, positions: most) * MemoryLayout<Float>.stride
        pool.run(rows.count * keyValueHeads, scratchBytes: scratch) { task, scratch in
            let head = task % keyValueHeads
            forward(
                rows[task / keyValueHeads], heads: heads, keyValueHeads: keyValueHeads, headDimension: headDimension,
                among: head..<(head + 1), scores: scratch.assumingMemoryBound(to: Float.self), kernels: .current)
        }
    }

    /// Attends the query heads that read the key/value heads `among`.
    package static func forward(
        _ row: Row, heads: Int, keyValueHeads: Int, headDimension: Int, among: Range<Int>, scores: UnsafeMutablePointer<Float>,
        kernels: Kernels
    ) {
        precondition(keyValueHeads > 0 && heads.isMultiple(of: keyValueHeads), "query heads do not divide among the key/value heads")
        let visible = positions(of: row)
        let group = heads / keyValueHeads
        guard visible > 0, let attend = kernels.table.pointee.attention else {
            let start = among.lowerBound * group * headDimension
            (row.out + start).update(repeating: 0, count: among.count * group * headDimension)
            return
        }
        row.spans.withMemoryRebound(to: dlm_span.self) { spans in
            var description = dlm_attention(
                out: row.out, query: row.query, group: group, head_dimension: headDimension, first_head: among.lowerBound,
                last_head: among.upperBound, scale: 1 / Float(headDimension).squareRoot(), spans: spans.baseAddress,
                span_count: spans.count, positions: visible, scores: scores)
            attend(&description)
        }
    }

    private static func positions(of row: Row) -> Int {
        var count = 0
        for span in row.spans { count += span.count }
        return count
    }
}
