import Compute

extension LlamaPass {
    /// `attended = softmax(q k / sqrt(headDimension)) v` for each row over what it sees: a kept row its sequence up to itself, an
    /// ephemeral row the kept positions before its own, then its own key and value from the pass.
    func attend(layer: Int) {
        listSpans(layer: layer)
        attentionRows.withUnsafeBufferPointer { rows in
            CachedAttention.forward(
                pool: pool, rows: rows, heads: configuration.headCount, keyValueHeads: configuration.keyValueHeadCount,
                headDimension: configuration.headDimension)
        }
    }

    /// Fills `attentionRows` with pointers into this layer's pages.
    private func listSpans(layer: Int) {
        spans.removeAll(keepingCapacity: true)
        for (index, row) in rows.enumerated() {
            var left = row.isKept ? row.position + 1 : row.position
            for page in sequences[row.sequence].pages where left > 0 {
                let count = min(left, KeyValuePage.positions)
                spans.append(
                    KeyValueSpan(
                        keys: page.keys(layer: layer, shape: shape), values: page.values(layer: layer, shape: shape),
                        count: count, stride: shape.width))
                left -= count
            }
            if !row.isKept {
                let offset = index * shape.width
                spans.append(KeyValueSpan(keys: key.start + offset, values: value.start + offset, count: 1, stride: shape.width))
            }
        }
        attentionRows.removeAll(keepingCapacity: true)
        // The list is complete and does not move until the next layer.
        spans.withUnsafeBufferPointer { spans in
            var start = 0
            for (index, row) in rows.enumerated() {
                let pages = ((row.isKept ? row.position + 1 : row.position) + KeyValuePage.positions - 1) / KeyValuePage.positions
                let count = pages + (row.isKept ? 0 : 1)
                attentionRows.append(
                    CachedAttention.Row(
                        out: attended.start + index * queryWidth, query: query.start + index * queryWidth,
                        spans: UnsafeBufferPointer(rebasing: spans[start..<start + count])))
                start += count
            }
        }
    }
}
