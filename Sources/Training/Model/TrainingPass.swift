import Compute
import LanguageModel

/// One forward and backward pass over a micro-batch; owns all buffers, which are made once.
public final class TrainingPass {
    /// Rows that one task of an element-wise operation handles; fixed, so that sums do not depend on the number of threads.
    private static let block = 64

    public let model: TrainableLlama
    /// The largest micro-batch, in rows.
    public let capacity: Int
    package let pool: ThreadPool
    let activations: Activations
    let outputLoss: OutputLoss
    var attention: TreeAttention
    private let cosines: FloatRegion
    private let sines: FloatRegion
    private let unpacked: FloatRegion
    private let narrow: FloatRegion
    private let operands: RoundedOperands?
    /// [T, hidden]
    private let normed: FloatRegion
    private let normedGradient: FloatRegion
    private let gradient: FloatRegion
    /// [T, intermediate]
    private let activated: FloatRegion
    private let activatedGradient: FloatRegion
    private let gateGradient: FloatRegion
    private let upGradient: FloatRegion
    /// [T, heads * headDimension], likewise for keys and values.
    private let attentionGradient: FloatRegion
    private let queriesGradient: FloatRegion
    private let keysGradient: FloatRegion
    private let valuesGradient: FloatRegion
    private let normWeightParts: FloatRegion

    /// - Parameters:
    ///   - capacity: the largest micro-batch, in rows.
    ///   - arithmetic: of products with frozen weights; must be supported here.
    public init(model: TrainableLlama, capacity: Int, arithmetic: Arithmetic = .f32, pool: ThreadPool) {
        precondition(arithmetic.isSupported, "this processor has no bfloat16 products")
        let c = model.configuration
        let rounds = arithmetic == .bf16 && model.mode != .full
        self.model = model
        self.capacity = capacity
        self.pool = pool
        activations = Activations(configuration: c, rank: model.rank, capacity: capacity)
        outputLoss = OutputLoss(table: model.tokenTable, arithmetic: arithmetic, capacity: capacity, pool: pool)
        attention = TreeAttention(heads: c.headCount, keyValueHeads: c.keyValueHeadCount, headDimension: c.headDimension)
        cosines = FloatRegion(capacity * c.headDimension / 2)
        sines = FloatRegion(capacity * c.headDimension / 2)
        unpacked = FloatRegion(rounds ? 0 : model.largestFrozenMatrix)
        operands = rounds ? RoundedOperands(maps: model.layers.first?.maps.values.map { $0 } ?? [], capacity: capacity) : nil
        narrow = FloatRegion(capacity * model.rank)
        normed = FloatRegion(capacity * c.hiddenSize)
        normedGradient = FloatRegion(capacity * c.hiddenSize)
        gradient = FloatRegion(capacity * c.hiddenSize)
        activated = FloatRegion(capacity * c.intermediateSize)
        activatedGradient = FloatRegion(capacity * c.intermediateSize)
        gateGradient = FloatRegion(capacity * c.intermediateSize)
        upGradient = FloatRegion(capacity * c.intermediateSize)
        attentionGradient = FloatRegion(capacity * c.headCount * c.headDimension)
        queriesGradient = FloatRegion(capacity * c.headCount * c.headDimension)
        keysGradient = FloatRegion(capacity * c.keyValueHeadCount * c.headDimension)
        valuesGradient = FloatRegion(capacity * c.keyValueHeadCount * c.headDimension)
        normWeightParts = FloatRegion((capacity + Self.block - 1) / Self.block * max(c.hiddenSize, c.headDimension))
    }

    private var context: LinearMap.Context {
        LinearMap.Context(pool: pool, parameters: model.parameters, unpacked: unpacked.pointer, narrow: narrow.pointer, operands: operands)
    }

    /// Adds the gradient of `gradientScale * sum(weight * loss)` to the model's parameters.
    ///
    /// - Returns: the sum of weight times loss, in nats, before `gradientScale`.
    public func accumulate(_ batch: PackedBatch, gradientScale: Float) -> Double {
        forward(batch)
        let loss = outputLoss.run(
            xGradient: gradient.pointer, x: activations.output, batch: batch, gradientScale: gradientScale, model: model)
        backward(batch)
        return loss
    }

    /// As `accumulate(_:gradientScale:)`, and adds the gradient of an objective over the batch's compared answers.
    ///
    /// The answers' logits are computed twice: an objective must know all log-probabilities before it can weigh one.
    ///
    /// - Parameter objective: given the log-probability of each of `batch.comparedRows`, answers what they come to.
    /// - Returns: the sum of weight times loss over the other supervised rows, before `gradientScale`, and the objective's loss.
    public func accumulate(
        _ batch: PackedBatch, gradientScale: Float, objective: (_ logProbabilities: [Float]) -> AnswerWeights
    ) -> (supervised: Double, compared: Double) {
        forward(batch)
        let found = objective(
            outputLoss.comparedLogProbabilities(x: activations.output, batch: batch, model: model))
        let loss = outputLoss.run(
            xGradient: gradient.pointer, x: activations.output, batch: batch, gradientScale: gradientScale,
            comparedWeights: found.weights, model: model)
        backward(batch)
        return (loss, found.loss)
    }

    /// The log-probability, in nats, of the token that each of `batch.comparedRows` predicts.
    public func logProbabilities(_ batch: PackedBatch) -> [Float] {
        forward(batch)
        return outputLoss.comparedLogProbabilities(x: activations.output, batch: batch, model: model)
    }

    /// The sum of weight times loss without any gradient.
    public func loss(_ batch: PackedBatch) -> Double {
        forward(batch)
        return outputLoss.run(xGradient: nil, x: activations.output, batch: batch, gradientScale: 1, model: model)
    }

    /// The last layer's output, [rows, hidden], before the final norm. For tests of who sees whom.
    package func hiddenStates(_ batch: PackedBatch) -> [Float] {
        forward(batch)
        return Array(UnsafeBufferPointer(start: activations.output, count: batch.rowCount * model.configuration.hiddenSize))
    }

    // MARK: - Forward

    private func forward(_ batch: PackedBatch) {
        precondition(batch.rowCount <= capacity)
        let c = model.configuration
        let rows = batch.rowCount
        batch.positions.withUnsafeBufferPointer { positions in
            guard let positions = positions.baseAddress else { return }
            RotaryEmbedding.table(
                cosines: cosines.pointer, sines: sines.pointer, rows: rows, headDimension: c.headDimension, positions: positions,
                inverseFrequencies: model.inverseFrequencies)
        }
        let first = activations.layers.first?.input ?? activations.output
        batch.tokens.withUnsafeBufferPointer { model.tokenTable.embed($0, out: first) }
        for index in model.layers.indices {
            let next = index + 1 < model.layers.count ? activations.layers[index + 1].input : activations.output
            forward(layer: model.layers[index], kept: activations.layers[index], out: next, batch: batch)
        }
    }

    private func forward(
        layer: TrainableLlama.Layer, kept: Activations.Layer, out: UnsafeMutablePointer<Float>, batch: PackedBatch
    ) {
        let c = model.configuration
        let rows = batch.rowCount
        let context = self.context
        normalise(layer.attentionNorm, x: kept.input, inverseRMS: kept.attentionInverseRMS, rows: rows)
        context.prepare(normed.pointer, rows: rows, columns: c.hiddenSize)
        for (projection, target) in [(Projection.query, kept.queries), (.key, kept.keys), (.value, kept.values)] {
            apply(layer, projection, out: target, x: normed.pointer, kept: kept, rows: rows, context: context)
        }
        normaliseHeads(layer, kept: kept, rows: rows)
        rotate(kept.queries, heads: c.headCount, rows: rows, forward: true)
        rotate(kept.keys, heads: c.keyValueHeadCount, rows: rows, forward: true)
        attention.forward(
            out: kept.attention, logSumExp: kept.logSumExp, queries: kept.queries, keys: kept.keys, values: kept.values,
            groups: batch.groups, rows: rows, pool: pool)
        copy(kept.input, to: kept.middle, columns: c.hiddenSize, rows: rows)
        context.prepare(kept.attention, rows: rows, columns: c.headCount * c.headDimension)
        apply(layer, .attentionOutput, out: kept.middle, x: kept.attention, kept: kept, rows: rows, adding: true, context: context)
        normalise(layer.feedForwardNorm, x: kept.middle, inverseRMS: kept.feedForwardInverseRMS, rows: rows)
        context.prepare(normed.pointer, rows: rows, columns: c.hiddenSize)
        apply(layer, .gate, out: kept.gate, x: normed.pointer, kept: kept, rows: rows, context: context)
        apply(layer, .up, out: kept.up, x: normed.pointer, kept: kept, rows: rows, context: context)
        activate(kept, rows: rows)
        copy(kept.middle, to: out, columns: c.hiddenSize, rows: rows)
        context.prepare(activated.pointer, rows: rows, columns: c.intermediateSize)
        apply(layer, .down, out: out, x: activated.pointer, kept: kept, rows: rows, adding: true, context: context)
    }

    private func apply(
        _ layer: TrainableLlama.Layer, _ projection: Projection, out: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>,
        kept: Activations.Layer, rows: Int, adding: Bool = false, context: LinearMap.Context
    ) {
        layer.maps[projection]?.forward(
            out: out, projected: kept.projected[projection] ?? narrow.pointer, x: x, rows: rows, adding: adding, context: context)
    }

    // MARK: - Backward

    private func backward(_ batch: PackedBatch) {
        for index in model.layers.indices.reversed() {
            backward(layer: model.layers[index], kept: activations.layers[index], batch: batch)
        }
        batch.tokens.withUnsafeBufferPointer { model.tokenTable.embedBackward($0, outGradient: gradient.pointer) }
    }

    /// Turns `gradient` from that of the layer's output into that of its input.
    private func backward(layer: TrainableLlama.Layer, kept: Activations.Layer, batch: PackedBatch) {
        let c = model.configuration
        let rows = batch.rowCount
        let context = self.context

        let down = layer.maps[.down]
        down?.backwardInput(
            xGradient: activatedGradient.pointer, outGradient: gradient.pointer, rows: rows, overwriting: true, context: context)
        activateBackward(kept, rows: rows)
        down?.backwardParameters(
            outGradient: gradient.pointer, x: activated.pointer, projected: kept.projected[.down] ?? narrow.pointer, rows: rows,
            context: context)
        normalise(layer.feedForwardNorm, x: kept.middle, inverseRMS: kept.feedForwardInverseRMS, rows: rows)
        applyBackward(
            layer, .gate, xGradient: normedGradient.pointer, outGradient: gateGradient.pointer, x: normed.pointer, kept: kept,
            rows: rows, overwriting: true, context: context)
        applyBackward(
            layer, .up, xGradient: normedGradient.pointer, outGradient: upGradient.pointer, x: normed.pointer, kept: kept, rows: rows,
            context: context)
        normaliseBackward(layer.feedForwardNorm, x: kept.middle, inverseRMS: kept.feedForwardInverseRMS, rows: rows)

        applyBackward(
            layer, .attentionOutput, xGradient: attentionGradient.pointer, outGradient: gradient.pointer, x: kept.attention, kept: kept,
            rows: rows, overwriting: true, context: context)
        clear(queriesGradient.pointer, columns: c.headCount * c.headDimension, rows: rows)
        clear(keysGradient.pointer, columns: c.keyValueHeadCount * c.headDimension, rows: rows)
        clear(valuesGradient.pointer, columns: c.keyValueHeadCount * c.headDimension, rows: rows)
        attention.backward(
            queriesGradient: queriesGradient.pointer, keysGradient: keysGradient.pointer, valuesGradient: valuesGradient.pointer,
            outGradient: attentionGradient.pointer, out: kept.attention, logSumExp: kept.logSumExp, queries: kept.queries,
            keys: kept.keys, values: kept.values, groups: batch.groups, rows: rows, pool: pool)
        rotate(queriesGradient.pointer, heads: c.headCount, rows: rows, forward: false)
        rotate(keysGradient.pointer, heads: c.keyValueHeadCount, rows: rows, forward: false)
        normaliseHeadsBackward(
            layer, kept: kept, queries: queriesGradient.pointer, keys: keysGradient.pointer, scratch: attentionGradient.pointer,
            rows: rows)
        normalise(layer.attentionNorm, x: kept.input, inverseRMS: kept.attentionInverseRMS, rows: rows)
        let parts = [(Projection.query, queriesGradient), (.key, keysGradient), (.value, valuesGradient)]
        for (projection, part) in parts {
            applyBackward(
                layer, projection, xGradient: normedGradient.pointer, outGradient: part.pointer, x: normed.pointer, kept: kept,
                rows: rows, overwriting: projection == .query, context: context)
        }
        normaliseBackward(layer.attentionNorm, x: kept.input, inverseRMS: kept.attentionInverseRMS, rows: rows)
    }

    private func applyBackward(
        _ layer: TrainableLlama.Layer, _ projection: Projection, xGradient: UnsafeMutablePointer<Float>,
        outGradient: UnsafePointer<Float>, x: UnsafePointer<Float>, kept: Activations.Layer, rows: Int, overwriting: Bool = false,
        context: LinearMap.Context
    ) {
        layer.maps[projection]?.backward(
            xGradient: xGradient, outGradient: outGradient, x: x, projected: kept.projected[projection] ?? narrow.pointer, rows: rows,
            overwriting: overwriting, context: context)
    }

    // MARK: - Element-wise operations over blocks of rows

    func forEachBlock(_ rows: Int, _ body: (_ start: Int, _ count: Int) -> Void) {
        pool.run((rows + Self.block - 1) / Self.block) { task in
            let start = task * Self.block
            body(start, min(Self.block, rows - start))
        }
    }

    private func copy(_ x: UnsafePointer<Float>, to out: UnsafeMutablePointer<Float>, columns: Int, rows: Int) {
        forEachBlock(rows) { start, count in (out + start * columns).update(from: x + start * columns, count: count * columns) }
    }

    private func clear(_ x: UnsafeMutablePointer<Float>, columns: Int, rows: Int) {
        forEachBlock(rows) { start, count in (x + start * columns).update(repeating: 0, count: count * columns) }
    }

    /// `normed = norm(x)`.
    private func normalise(
        _ weight: VectorWeight, x: UnsafePointer<Float>, inverseRMS: UnsafeMutablePointer<Float>, rows: Int
    ) {
        let columns = model.configuration.hiddenSize
        let epsilon = model.configuration.rmsNormEpsilon
        let w = weight.pointer(model.parameters)
        forEachBlock(rows) { start, count in
            RMSNorm.forward(
                out: normed.pointer + start * columns, inverseRMS: inverseRMS + start, x: x + start * columns, weight: w, rows: count,
                columns: columns, epsilon: epsilon)
        }
    }

    /// Adds the norm's part to `gradient`, from `normedGradient`.
    private func normaliseBackward(
        _ weight: VectorWeight, x: UnsafePointer<Float>, inverseRMS: UnsafePointer<Float>, rows: Int
    ) {
        let columns = model.configuration.hiddenSize
        let w = weight.pointer(model.parameters)
        accumulateNormWeight(weight.gradient(model.parameters), columns: columns, rows: rows) { start, count, part in
            RMSNorm.backward(
                xGradient: gradient.pointer + start * columns, weightGradient: part,
                outGradient: normedGradient.pointer + start * columns, x: x + start * columns, weight: w,
                inverseRMS: inverseRMS + start, rows: count, columns: columns)
        }
    }

    /// Runs a norm's backward pass block by block and adds up the blocks' parts of its weight's gradient in order, so that the sum does
    /// not depend on the number of threads.
    ///
    /// - Parameters:
    ///   - weightGradient: [columns]; nil for a frozen weight, whose blocks have no parts.
    ///   - body: start and length of a block of rows, and its part, [columns], all zeros.
    func accumulateNormWeight(
        _ weightGradient: UnsafeMutablePointer<Float>?, columns: Int, rows: Int,
        _ body: (_ start: Int, _ count: Int, _ part: UnsafeMutablePointer<Float>?) -> Void
    ) {
        let parts = normWeightParts.pointer
        forEachBlock(rows) { start, count in
            let part = weightGradient == nil ? nil : parts + start / Self.block * columns
            part?.update(repeating: 0, count: columns)
            body(start, count, part)
        }
        guard let weightGradient else { return }
        for part in 0..<(rows + Self.block - 1) / Self.block {
            for column in 0..<columns { weightGradient[column] += parts[part * columns + column] }
        }
    }

    private func activate(_ kept: Activations.Layer, rows: Int) {
        let width = model.configuration.intermediateSize
        forEachBlock(rows) { start, count in
            SwiGLU.forward(
                out: activated.pointer + start * width, gate: kept.gate + start * width, up: kept.up + start * width,
                count: count * width)
        }
    }

    /// The gradients of `gate` and `up`, and `activated` again.
    private func activateBackward(_ kept: Activations.Layer, rows: Int) {
        let width = model.configuration.intermediateSize
        forEachBlock(rows) { start, count in
            let offset = start * width
            SwiGLU.backward(
                out: activated.pointer + offset, gateGradient: gateGradient.pointer + offset, upGradient: upGradient.pointer + offset,
                outGradient: activatedGradient.pointer + offset, gate: kept.gate + offset, up: kept.up + offset, count: count * width)
        }
    }

    private func rotate(_ x: UnsafeMutablePointer<Float>, heads: Int, rows: Int, forward: Bool) {
        let d = model.configuration.headDimension
        let width = heads * d
        forEachBlock(rows) { start, count in
            let (cosine, sine) = (cosines.pointer + start * d / 2, sines.pointer + start * d / 2)
            if forward {
                RotaryEmbedding.forward(
                    x: x + start * width, rows: count, heads: heads, headDimension: d, rowStride: width, cosines: cosine, sines: sine)
            } else {
                RotaryEmbedding.backward(
                    gradient: x + start * width, rows: count, heads: heads, headDimension: d, rowStride: width, cosines: cosine,
                    sines: sine)
            }
        }
    }
}
