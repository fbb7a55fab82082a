import Compute

extension LlamaPass {
    /// `attended = softmax(q k / sqrt(headDimension)) v` for each row over what it sees: a kept row its sequence up to itself, an
    /// ephemeral row the kept positions before its own, then its own key and value from the pass.
    ///
    /// - Parameter onlyWanted: for rows that want logits alone, at their `places`.
    func attend(layer: Int, onlyWanted: Bool) {
        blocks.removeAll(keepingCapacity: true)
        for sequence in sequences {
            for page in sequence.pages { blocks.append(page.block(layer: layer, shape: shape)) }
        }
        // Rows that see nothing but themselves have no page, and read none.
        if blocks.isEmpty { blocks.append(KeyValueBlock(keys: key.start, values: value.start)) }
        attentionRows.removeAll(keepingCapacity: true)
        blocks.withUnsafeBufferPointer { blocks in
            guard let base = blocks.baseAddress else { return }
            for index in attentionOrder {
                guard let place = onlyWanted ? places[index] : index else { continue }
                let row = rows[index]
                let offset = index * shape.width
                attentionRows.append(
                    CachedAttention.Row(
                        out: attended.start + place * queryWidth, query: query.start + index * queryWidth,
                        pages: base + firstBlocks[row.sequence], visible: row.isKept ? row.position + 1 : row.position,
                        own: row.isKept ? nil : (UnsafePointer(key.start + offset), UnsafePointer(value.start + offset))))
            }
            attentionRows.withUnsafeBufferPointer { rows in
                CachedAttention.forward(pool: pool, rows: rows, heads: configuration.headCount, layout: shape.layout)
            }
        }
    }
}
