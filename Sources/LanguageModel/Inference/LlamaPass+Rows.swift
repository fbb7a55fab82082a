import Compute

/// What a layer does between its linear maps. Each function works on some rows, on the caller's thread.
extension LlamaPass {
    /// `normed = RMSNorm(hidden)`, ready for the maps that read it.
    func normalise(_ rows: Range<Int>, weight: [Float], for group: PreparedLlama.LinearGroup) {
        let start = rows.lowerBound * width
        RMSNorm.forward(
            out: normed.start + start, inverseRMS: nil, x: hidden.start + start, weight: weight, rows: rows.count, columns: width,
            epsilon: configuration.rmsNormEpsilon)
        round(rows, normed, columns: 0..<width, width: width, for: group)
    }

    /// Rounds some columns of a buffer [rows, width] when the maps that read them are packed.
    func round(_ rows: Range<Int>, _ buffer: FloatBuffer, columns: Range<Int>, width: Int, for group: PreparedLlama.LinearGroup) {
        guard group.takesRounded else { return }
        linear.rounded.round(buffer.start, xStride: width, rows: rows, columns: columns)
    }

    /// Completes queries, keys and values, turns them to their positions, and writes the kept rows' into their sequences' pages.
    func placeQueryKeyValue(_ rows: Range<Int>, layer: Int) {
        let weights = model.layers[layer]
        let first = rows.lowerBound
        func complete(_ buffer: FloatBuffer, map: Int, width: Int) {
            linear.addUpdate(weights.queryKeyValue, map: map, to: buffer.start, rows: rows)
            guard map < weights.queryKeyValueBiases.count else { return }
            add(bias: weights.queryKeyValueBiases[map], to: buffer.start + first * width, rows: rows.count)
        }
        complete(query, map: 0, width: queryWidth)
        complete(key, map: 1, width: shape.width)
        complete(value, map: 2, width: shape.width)
        if let norms = weights.headNorms {
            normaliseHeads(of: query.start + first * queryWidth, heads: rows.count * configuration.headCount, weight: norms.query)
            normaliseHeads(of: key.start + first * shape.width, heads: rows.count * configuration.keyValueHeadCount, weight: norms.key)
        }
        let half = configuration.headDimension / 2
        func rotate(_ buffer: FloatBuffer, heads: Int) {
            let stride = heads * configuration.headDimension
            RotaryEmbedding.forward(
                x: buffer.start + first * stride, rows: rows.count, heads: heads, headDimension: configuration.headDimension,
                rowStride: stride, cosines: cosines.start + first * half, sines: sines.start + first * half)
        }
        rotate(query, heads: configuration.headCount)
        rotate(key, heads: configuration.keyValueHeadCount)
        // The own keys and values of rows that are not kept are those that the cache would hold.
        shape.layout.round(key.start + first * shape.width, count: rows.count * shape.width)
        shape.layout.round(value.start + first * shape.width, count: rows.count * shape.width)
        for index in rows where self.rows[index].isKept {
            let row = self.rows[index]
            let page = sequences[row.sequence].pages[row.position / KeyValueLayout.positions]
            shape.layout.place(
                key: key.start + index * shape.width, value: value.start + index * shape.width,
                in: page.block(layer: layer, shape: shape), at: row.position % KeyValueLayout.positions)
        }
    }

    /// `x += bias` for each row of x, [rows, bias.count].
    private func add(bias: [Float], to x: UnsafeMutablePointer<Float>, rows: Int) {
        bias.withUnsafeBufferPointer { bias in
            for row in 0..<rows {
                let target = x + row * bias.count
                for column in 0..<bias.count { target[column] += bias[column] }
            }
        }
    }

    /// `x = RMSNorm(x)` head by head, [heads, headDimension].
    private func normaliseHeads(of x: UnsafeMutablePointer<Float>, heads: Int, weight: [Float]) {
        RMSNorm.forward(
            out: x, inverseRMS: nil, x: x, weight: weight, rows: heads, columns: configuration.headDimension,
            epsilon: configuration.rmsNormEpsilon)
    }

    /// `hidden += normed`, where `normed` is the output of a group of one map.
    func addToHidden(_ rows: Range<Int>, from group: PreparedLlama.LinearGroup) {
        linear.addUpdate(group, map: 0, to: normed.start, rows: rows)
        let target = hidden.start + rows.lowerBound * width
        let source = normed.start + rows.lowerBound * width
        for index in 0..<rows.count * width { target[index] += source[index] }
    }

    /// `gate = silu(gate) * up` for the first `count` rows; few rows are split by columns.
    func activate(layer: Int, rows count: Int) {
        let columns = configuration.intermediateSize
        guard count < 8 else {
            return pool.forRanges(count) { activate($0, columns: 0..<columns, layer: layer) }
        }
        let block = ((columns + 4 * pool.threadCount - 1) / (4 * pool.threadCount) + 31) / 32 * 32
        pool.run((columns + block - 1) / block) { part in
            activate(0..<count, columns: part * block..<min(columns, (part + 1) * block), layer: layer)
        }
    }

    private func activate(_ rows: Range<Int>, columns: Range<Int>, layer: Int) {
        let width = configuration.intermediateSize
        let group = model.layers[layer].gateUp
        linear.addUpdate(group, map: 0, to: gate.start, rows: rows, outputs: columns)
        linear.addUpdate(group, map: 1, to: up.start, rows: rows, outputs: columns)
        for row in rows {
            let start = row * width + columns.lowerBound
            SwiGLU.forward(out: gate.start + start, gate: gate.start + start, up: up.start + start, count: columns.count)
        }
        round(rows, gate, columns: columns, width: width, for: model.layers[layer].down)
    }
}
