import Compute

extension LlamaPass {
    /// `attended = softmax(q k / sqrt(headDimension)) v` for each row over what it sees: a kept row its sequence up to itself, an
    /// ephemeral row the kept positions before its own, then its own key and value from the pass.
    func attend(layer: Int) {
        spans.removeAll(keepingCapacity: true)
        for index in rows.indices { appendSpans(ofRow: index, layer: layer) }
        attentionRows.removeAll(keepingCapacity: true)
        spans.withUnsafeBufferPointer { spans in
            var start = 0
            for (index, row) in rows.enumerated() {
                let end = start + spanCount(of: row)
                attentionRows.append(
                    CachedAttention.Row(
                        out: attended.start + index * queryWidth, query: query.start + index * queryWidth,
                        spans: UnsafeBufferPointer(rebasing: spans[start..<end])))
                start = end
            }
            attentionRows.withUnsafeBufferPointer { rows in
                CachedAttention.forward(
                    pool: pool, rows: rows, heads: configuration.headCount, keyValueHeads: configuration.keyValueHeadCount,
                    headDimension: configuration.headDimension)
            }
        }
    }

    /// Positions of its sequence's pages that a row sees.
    private func visiblePositions(of row: PassRow) -> Int {
        row.isKept ? row.position + 1 : row.position
    }

    private func spanCount(of row: PassRow) -> Int {
        let pages = (visiblePositions(of: row) + KeyValuePage.positions - 1) / KeyValuePage.positions
        return row.isKept ? pages : pages + 1
    }

    private func appendSpans(ofRow index: Int, layer: Int) {
        let row = rows[index]
        var left = visiblePositions(of: row)
        for page in sequences[row.sequence].pages {
            guard left > 0 else { break }
            let count = min(left, KeyValuePage.positions)
            spans.append(
                KeyValueSpan(
                    keys: page.keys(layer: layer, shape: shape), values: page.values(layer: layer, shape: shape), count: count,
                    stride: shape.width))
            left -= count
        }
        guard !row.isKept else { return }
        let offset = index * shape.width
        spans.append(KeyValueSpan(keys: key.start + offset, values: value.start + offset, count: 1, stride: shape.width))
    }
}
