import Compute

/// One run of rows through every layer of a Llama-type decoder, and the scratch memory for it.
///
/// Usage: `removeRows`, `addKept` / `addEphemeral` for each row, `run`, `computeLogits`, `result`.
/// Kept rows expect their sequence to have been extended by the time of `run`.
final class LlamaPass {
    let model: PreparedLlama
    let shape: KeyValueShape
    let pool: ThreadPool
    private let linear: LinearMaps

    private(set) var rows: [PassRow] = []
    private(set) var sequences: [CachedSequence] = []
    private var positions: [Int32] = []
    var spans: [KeyValueSpan] = []
    var attentionRows: [CachedAttention.Row] = []
    var logitsRanges: [Range<Int>] = []
    var headJobs: [RowLinear.Job] = []

    // [rows, ...] each; named for what they hold.
    let hidden = FloatBuffer()
    let normed = FloatBuffer()
    let query = FloatBuffer()
    let key = FloatBuffer()
    let value = FloatBuffer()
    let attended = FloatBuffer()
    private let gate = FloatBuffer()
    private let up = FloatBuffer()
    private let cosines = FloatBuffer()
    private let sines = FloatBuffer()
    let logits = FloatBuffer()
    /// [rows that want logits, hidden]: what the output head reads.
    let headInput = FloatBuffer()
    /// [layers + 1, hidden]: one row's residual after the embedding and after each layer, when it was asked for.
    let residuals = FloatBuffer()

    var configuration: LlamaConfiguration { model.configuration }
    var width: Int { configuration.hiddenSize }
    var queryWidth: Int { configuration.headCount * configuration.headDimension }

    init(model: PreparedLlama, shape: KeyValueShape, pool: ThreadPool) {
        self.model = model
        self.shape = shape
        self.pool = pool
        linear = LinearMaps(pool: pool)
    }

    // MARK: Rows

    func removeRows() {
        rows.removeAll(keepingCapacity: true)
        sequences.removeAll(keepingCapacity: true)
    }

    func addKept(token: Int, position: Int, of sequence: CachedSequence) {
        rows.append(PassRow(token: token, position: position, isKept: true, sequence: index(of: sequence)))
    }

    func addEphemeral(token: Int, position: Int, of sequence: CachedSequence) {
        rows.append(PassRow(token: token, position: position, isKept: false, sequence: index(of: sequence)))
    }

    private func index(of sequence: CachedSequence) -> Int {
        // Rows of one sequence mostly follow one another.
        if let index = sequences.lastIndex(where: { $0 === sequence }) { return index }
        sequences.append(sequence)
        return sequences.count - 1
    }

    // MARK: Layers

    /// Runs the rows through all layers; afterwards `hidden` holds the last layer's output.
    ///
    /// - Parameter watched: a row whose residuals are kept on the way; the numbers are the same with and without.
    func run(linear kind: LinearMaps.Kind, watching watched: Int? = nil) {
        reserve()
        embed()
        if let watched {
            residuals.reserve((model.layers.count + 1) * width)
            keepResidual(0, row: watched)
        }
        for (index, layer) in model.layers.enumerated() {
            normalise(weight: layer.attentionNorm)
            linear.apply(layer.queryKeyValue, kind: kind, to: normed.start, rows: rows.count, out: (query, key, value))
            rotate()
            keep(layer: index)
            attend(layer: index)
            linear.apply(layer.attentionOutput, kind: kind, to: attended.start, rows: rows.count, out: (normed, nil, nil))
            addToHidden()
            normalise(weight: layer.feedForwardNorm)
            linear.apply(layer.gateUp, kind: kind, to: normed.start, rows: rows.count, out: (gate, up, nil))
            activate()
            linear.apply(layer.down, kind: kind, to: gate.start, rows: rows.count, out: (normed, nil, nil))
            addToHidden()
            if let watched { keepResidual(index + 1, row: watched) }
        }
    }

    private func keepResidual(_ place: Int, row: Int) {
        (residuals.start + place * width).update(from: hidden.start + row * width, count: width)
    }

    private func reserve() {
        let count = rows.count
        let half = configuration.headDimension / 2
        for buffer in [hidden, normed] { buffer.reserve(count * width) }
        for buffer in [query, attended] { buffer.reserve(count * queryWidth) }
        for buffer in [key, value] { buffer.reserve(count * shape.width) }
        for buffer in [gate, up] { buffer.reserve(count * configuration.intermediateSize) }
        for buffer in [cosines, sines] { buffer.reserve(count * half) }
        positions.removeAll(keepingCapacity: true)
        for row in rows { positions.append(Int32(row.position)) }
        RotaryEmbedding.table(
            cosines: cosines.start, sines: sines.start, rows: count, headDimension: configuration.headDimension,
            positions: positions, inverseFrequencies: model.inverseFrequencies)
    }

    private func embed() {
        for (index, row) in rows.enumerated() {
            let target = hidden.start + index * width
            let added = row.token - configuration.vocabularySize
            if added < 0 {
                model.embedding.dequantiseRow(row.token, into: target)
            } else {
                model.addedInput.withUnsafeBufferPointer { source in
                    for column in 0..<width { target[column] = source[added * width + column] }
                }
            }
        }
    }

    private func normalise(weight: [Float]) {
        pool.forRanges(rows.count) { rows in
            RMSNorm.forward(
                out: normed.start + rows.lowerBound * width, inverseRMS: nil, x: hidden.start + rows.lowerBound * width,
                weight: weight, rows: rows.count, columns: width, epsilon: configuration.rmsNormEpsilon)
        }
    }

    private func rotate() {
        let half = configuration.headDimension / 2
        pool.forRanges(rows.count) { rows in
            let first = rows.lowerBound
            for (buffer, heads) in [(query, configuration.headCount), (key, configuration.keyValueHeadCount)] {
                let stride = heads * configuration.headDimension
                RotaryEmbedding.forward(
                    x: buffer.start + first * stride, rows: rows.count, heads: heads,
                    headDimension: configuration.headDimension, rowStride: stride,
                    cosines: cosines.start + first * half, sines: sines.start + first * half)
            }
        }
    }

    /// Copies the kept rows' keys and values into their sequences' pages.
    private func keep(layer: Int) {
        for (index, row) in rows.enumerated() where row.isKept {
            let page = sequences[row.sequence].pages[row.position / KeyValuePage.positions]
            let offset = row.position % KeyValuePage.positions * shape.width
            (page.keys(layer: layer, shape: shape) + offset).update(from: key.start + index * shape.width, count: shape.width)
            (page.values(layer: layer, shape: shape) + offset).update(from: value.start + index * shape.width, count: shape.width)
        }
    }

    private func addToHidden() {
        pool.forRanges(rows.count) { rows in
            let target = hidden.start + rows.lowerBound * width
            let source = normed.start + rows.lowerBound * width
            for index in 0..<rows.count * width { target[index] += source[index] }
        }
    }

    private func activate() {
        let columns = configuration.intermediateSize
        pool.forRanges(rows.count) { rows in
            let start = rows.lowerBound * columns
            SwiGLU.forward(out: gate.start + start, gate: gate.start + start, up: up.start + start, count: rows.count * columns)
        }
    }
}
