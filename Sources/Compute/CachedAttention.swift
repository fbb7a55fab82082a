import CKernels

/// Attention of rows over cached keys and values, with grouped heads (query head `h` reads key/value head
/// `h / (heads / keyValueHeads)`).
///
/// Neighbouring rows of one sequence go together, so that each page is read once for all of them. **A row's bits depend on its query and
/// on the keys and values it sees only**: not on the other rows, the pool, or how much of the cache it does not see.
public enum CachedAttention {
    /// One query row and what it sees.
    public struct Row {
        /// `[heads, headDimension]`.
        public var out: UnsafeMutablePointer<Float>
        /// `[heads, headDimension]`.
        public var query: UnsafePointer<Float>
        /// The pages of its sequence in order; rows with the same pages may go together.
        public var pages: UnsafePointer<KeyValueBlock>
        /// How many of their positions it sees.
        public var visible: Int
        /// `[keyValueHeads, headDimension]`, rounded as the cache is: the row's own key and value, when they are not in the pages.
        public var own: (key: UnsafePointer<Float>, value: UnsafePointer<Float>)?

        public init(
            out: UnsafeMutablePointer<Float>, query: UnsafePointer<Float>, pages: UnsafePointer<KeyValueBlock>, visible: Int,
            own: (key: UnsafePointer<Float>, value: UnsafePointer<Float>)? = nil
        ) {
            self.out = out
            self.query = query
            self.pages = pages
            self.visible = visible
            self.own = own
        }
    }

    /// Rows times query heads of a block.
    private static let mostLines = dlm_most_attention_lines

    /// Attends rows: `out[h] = softmax(query[h] . keys / sqrt(headDimension)) . values`. A row that sees nothing gets zeros.
    ///
    /// - Parameters:
    ///   - heads: query heads, a multiple of the layout's.
    ///   - layout: of the pages.
    public static func forward(pool: ThreadPool, rows: UnsafeBufferPointer<Row>, heads: Int, layout: KeyValueLayout) {
        forward(pool: pool, rows: rows, heads: heads, layout: layout, kernels: .current)
    }

    package static func forward(
        pool: ThreadPool, rows: UnsafeBufferPointer<Row>, heads: Int, layout: KeyValueLayout, kernels: Kernels
    ) {
        guard !rows.isEmpty else { return }
        precondition(layout.heads > 0 && heads.isMultiple(of: layout.heads), "query heads do not divide among the key/value heads")
        let group = heads / layout.heads
        // A key/value head with very many query heads serves them in several turns.
        let turns = (group + mostLines - 1) / mostLines
        let lines = (group + turns - 1) / turns
        let blocks = blocks(of: rows, most: mostLines / lines)
        var floats = 0
        for block in blocks {
            let visible = block.reduce(0) { max($0, rows[$1].visible) }
            floats = max(floats, block.count * lines * dlm_attention_stride(visible))
        }
        let tasksPerBlock = layout.heads * turns
        pool.run(blocks.count * tasksPerBlock, scratchBytes: floats * MemoryLayout<Float>.stride) { task, scratch in
            // The longest rows of a prompt stand last: they go first, so that no thread is left alone with one.
            let block = blocks[blocks.count - 1 - task / tasksPerBlock]
            let head = task % tasksPerBlock / turns
            let first = task % turns * lines
            attend(
                rows, block, head: head, queries: head * group + first..<head * group + min(group, first + lines), layout: layout,
                scratch: scratch.assumingMemoryBound(to: Float.self), kernels: kernels)
        }
    }

    /// Neighbours with the same pages, cut into blocks.
    private static func blocks(of rows: UnsafeBufferPointer<Row>, most: Int) -> [Range<Int>] {
        var blocks: [Range<Int>] = []
        var start = 0
        while start < rows.count {
            var end = start + 1
            while end < rows.count, end - start < most, rows[end].pages == rows[start].pages { end += 1 }
            blocks.append(start..<end)
            start = end
        }
        return blocks
    }

    private static func attend(
        _ rows: UnsafeBufferPointer<Row>, _ block: Range<Int>, head: Int, queries: Range<Int>, layout: KeyValueLayout,
        scratch: UnsafeMutablePointer<Float>, kernels: Kernels
    ) {
        withUnsafeTemporaryAllocation(of: dlm_attention_row.self, capacity: block.count) { described in
            for (index, row) in rows[block].enumerated() {
                described.initializeElement(
                    at: index,
                    to: dlm_attention_row(
                        out: row.out, query: row.query, own_key: row.own?.key, own_value: row.own?.value, visible: row.visible))
            }
            guard let first = rows[block].first else { return }
            let pages = UnsafeRawPointer(first.pages).assumingMemoryBound(to: dlm_key_value_page.self)
            var job = dlm_attention(
                rows: described.baseAddress, row_count: block.count, pages: pages, is_half: layout.isHalf ? 1 : 0,
                group: queries.count, first_query: queries.lowerBound, head_dimension: layout.headDimension, head: head,
                scale: 1 / Float(layout.headDimension).squareRoot(), scratch: scratch)
            kernels.table.pointee.attention(&job)
        }
    }
}
