import Compute

/// One run of rows through every layer of a Llama-type decoder, and the scratch memory for it.
///
/// Usage: `removeRows`, `addKept` / `addEphemeral` for each row, `run`, `computeLogits`, `result`.
/// Kept rows expect their sequence to have been extended by the time of `run`.
final class LlamaPass {
    let model: PreparedLlama
    let shape: KeyValueShape
    let pool: ThreadPool
    let linear: LinearMaps

    private(set) var rows: [PassRow] = []
    private(set) var sequences: [CachedSequence] = []
    private var positions: [Int32] = []
    /// The rows, those of one sequence next to one another.
    private(set) var attentionOrder: [Int] = []
    /// Each sequence's first block in `blocks`.
    private(set) var firstBlocks: [Int] = []
    /// The sequences' pages, one sequence after the other, of the layer at hand.
    var blocks: [KeyValueBlock] = []
    var attentionRows: [CachedAttention.Row] = []
    var logitsRanges: [Range<Int>] = []
    var headJobs: [RowLinear.Job] = []

    // [rows, ...] each; named for what they hold.
    let hidden = FloatBuffer()
    /// The input of a layer's part, then what that part adds to `hidden`.
    let normed = FloatBuffer()
    let query = FloatBuffer()
    let key = FloatBuffer()
    let value = FloatBuffer()
    let attended = FloatBuffer()
    let gate = FloatBuffer()
    let up = FloatBuffer()
    let cosines = FloatBuffer()
    let sines = FloatBuffer()
    let logits = FloatBuffer()
    /// [rows that want logits, hidden]: what the output head reads.
    let headInput = FloatBuffer()
    let headRounded = RoundedActivations()
    /// The row of `hidden` behind each row of `headInput`.
    var headRows: [Int] = []
    /// The rows that want logits: all that go through the whole last layer.
    private var wanted: [Int] = []
    /// Where each of them stands in `hidden` after a run; nil for other rows.
    var places: [Int?] = []

    private let queryKeyValueOut: [FloatBuffer]
    private let gateUpOut: [FloatBuffer]
    private let normedOut: [FloatBuffer]
    /// [layers + 1, hidden]: one row's residual after the embedding and after each layer, when it was asked for.
    let residuals = FloatBuffer()

    /// Asked before each layer; answering false ends the run there, and `wasInterrupted` says so.
    var goesOn: (() -> Bool)?
    private(set) var wasInterrupted = false

    var configuration: LlamaConfiguration { model.configuration }
    var width: Int { configuration.hiddenSize }
    var queryWidth: Int { configuration.headCount * configuration.headDimension }

    init(model: PreparedLlama, shape: KeyValueShape, pool: ThreadPool) {
        self.model = model
        self.shape = shape
        self.pool = pool
        linear = LinearMaps(pool: pool)
        queryKeyValueOut = [query, key, value]
        gateUpOut = [gate, up]
        normedOut = [normed]
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

    /// Runs the rows through all layers; afterwards `hidden` holds the last layer's output of the wanted rows, at their `places`. Of that
    /// layer the others get their keys and values only.
    ///
    /// What stands between two linear maps is done row by row in one go: a layer takes six parallel operations for one row (four products,
    /// attention and the activation), and ten for more rows, one fewer when no weights are packed.
    ///
    /// - Parameters:
    ///   - wanting: the rows that are asked for logits, in ascending order.
    ///   - watched: one of them whose residuals are kept on the way; the numbers are the same with and without.
    func run(linear kind: LinearMaps.Kind, wanting: some Sequence<Int>, watching watched: Int? = nil) {
        wasInterrupted = false
        wanted.removeAll(keepingCapacity: true)
        wanted.append(contentsOf: wanting)
        reserve()
        embed()
        var count = rows.count
        if let watched {
            residuals.reserve((model.layers.count + 1) * width)
            keepResidual(0, row: watched)
        }
        for (index, layer) in model.layers.enumerated() {
            guard goesOn?() ?? true else { return wasInterrupted = true }
            let (attention, output, gateUp, down) = (layer.queryKeyValue, layer.attentionOutput, layer.gateUp, layer.down)
            if index == 0 { pool.forRanges(count) { normalise($0, weight: layer.attentionNorm, for: attention) } }
            linear.multiply(attention, kind: kind, x: normed.start, rows: count, out: queryKeyValueOut)
            pool.forRanges(count) { placeQueryKeyValue($0, layer: index) }
            let isLast = index + 1 == model.layers.count
            if isLast {
                moveWanted()
                count = wanted.count
                guard count > 0 else { return }
            }
            attend(layer: index, onlyWanted: isLast)
            if output.takesRounded {
                pool.forRanges(count) { round($0, attended, columns: 0..<queryWidth, width: queryWidth, for: output) }
            }
            linear.multiply(output, kind: kind, x: attended.start, rows: count, out: normedOut)
            pool.forRanges(count) {
                addToHidden($0, from: output)
                normalise($0, weight: layer.feedForwardNorm, for: gateUp)
            }
            linear.multiply(gateUp, kind: kind, x: normed.start, rows: count, out: gateUpOut)
            activate(layer: index, rows: count)
            linear.multiply(down, kind: kind, x: gate.start, rows: count, out: normedOut)
            pool.forRanges(count) {
                addToHidden($0, from: down)
                guard !isLast else { return }
                let next = model.layers[index + 1]
                normalise($0, weight: next.attentionNorm, for: next.queryKeyValue)
            }
            if let watched { keepResidual(index + 1, row: isLast ? place(of: watched) : watched) }
        }
    }

    /// Where a wanted row stands in `hidden` after a run.
    func place(of row: Int) -> Int {
        guard let place = places[row] else { preconditionFailure("the run was not told that row \(row) wants logits") }
        return place
    }

    /// Brings the wanted rows of `hidden` to the front.
    private func moveWanted() {
        places.removeAll(keepingCapacity: true)
        places.append(contentsOf: repeatElement(nil, count: rows.count))
        for (place, row) in wanted.enumerated() {
            places[row] = place
            if place != row { (hidden.start + place * width).update(from: hidden.start + row * width, count: width) }
        }
    }

    private func keepResidual(_ place: Int, row: Int) {
        (residuals.start + place * width).update(from: hidden.start + row * width, count: width)
    }

    private func reserve() {
        let count = rows.count
        let half = configuration.headDimension / 2
        hidden.reserve(count * width)
        normed.reserve(count * width)
        query.reserve(count * queryWidth)
        attended.reserve(count * queryWidth)
        key.reserve(count * shape.width)
        value.reserve(count * shape.width)
        gate.reserve(count * configuration.intermediateSize)
        up.reserve(count * configuration.intermediateSize)
        cosines.reserve(count * half)
        sines.reserve(count * half)
        if model.layersTakeRounded {
            linear.rounded.reserve(rows: count, columns: max(width, queryWidth, configuration.intermediateSize))
        }
        attentionOrder.removeAll(keepingCapacity: true)
        firstBlocks.removeAll(keepingCapacity: true)
        var firstBlock = 0
        for (number, sequence) in sequences.enumerated() {
            firstBlocks.append(firstBlock)
            firstBlock += sequence.pages.count
            for index in rows.indices where rows[index].sequence == number { attentionOrder.append(index) }
        }
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
}
