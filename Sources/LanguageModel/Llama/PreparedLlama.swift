import Compute

/// A model's weights with its adapter's updates beside them, in the form the kernels take; shared by all sessions.
struct PreparedLlama: Sendable {
    /// Linear maps that read the same input, so that their low-rank projections run as one product.
    ///
    /// A class, as the layer is: a step hands them around a few hundred times, and a value would count the references of all its parts.
    final class LinearGroup: Sendable {
        struct Map: Sendable {
            var projection: Projection
            var weight: RowWeights
            /// `scale * B`, [output features, rank]; nil when the adapter leaves this map alone.
            var up: UpdateMatrix?
            /// Where this map's `A x` begins in the group's.
            var firstRank: Int
        }

        let maps: [Map]
        /// The `A` matrices of all adapted maps, one below the other: [total rank, input features].
        let down: WeightMatrix?
        /// Whether the group's input is wanted as integers too.
        let takesRounded: Bool

        init(maps: [Map], down: WeightMatrix?, takesRounded: Bool) {
            self.maps = maps
            self.down = down
            self.takesRounded = takesRounded
        }
    }

    final class Layer: Sendable {
        let attentionNorm: [Float]
        let queryKeyValue: LinearGroup
        let attentionOutput: LinearGroup
        let feedForwardNorm: [Float]
        let gateUp: LinearGroup
        let down: LinearGroup
        /// Of queries, keys and values, in this order; empty in families without.
        let queryKeyValueBiases: [[Float]]
        let headNorms: LlamaWeights.HeadNorms?

        init(_ weights: LlamaWeights.Layer, group: (Projection...) -> LinearGroup) {
            attentionNorm = weights.attentionNorm
            feedForwardNorm = weights.feedForwardNorm
            queryKeyValueBiases = [.query, .key, .value].compactMap { weights.biases[$0] }
            headNorms = weights.headNorms
            queryKeyValue = group(.query, .key, .value)
            attentionOutput = group(.attentionOutput)
            gateUp = group(.gate, .up)
            down = group(.down)
        }

        private init(_ layer: Layer, changing change: (LinearGroup) -> LinearGroup) {
            attentionNorm = layer.attentionNorm
            feedForwardNorm = layer.feedForwardNorm
            queryKeyValueBiases = layer.queryKeyValueBiases
            headNorms = layer.headNorms
            queryKeyValue = change(layer.queryKeyValue)
            attentionOutput = change(layer.attentionOutput)
            gateUp = change(layer.gateUp)
            down = change(layer.down)
        }

        /// The weights as they are, with other updates.
        func replacing(_ updates: [Projection: Adapter.LowRankUpdate]) -> Layer {
            Layer(self) { group in LinearGroup(group.maps.map { ($0.projection, $0.weight, updates[$0.projection]) }) }
        }
    }

    let configuration: LlamaConfiguration
    let inverseFrequencies: [Float]
    let embedding: WeightMatrix
    private(set) var layers: [Layer]
    /// Whether a map of any layer wants its input as integers too.
    let layersTakeRounded: Bool
    let finalNorm: [Float]
    let output: RowWeights
    /// Input rows of added tokens, [added, hidden].
    private(set) var addedInput: [Float] = []
    /// Output rows of added tokens, [added, hidden].
    private(set) var addedOutput: WeightMatrix?

    var addedCount: Int { addedOutput?.rows ?? 0 }
    var vocabularySize: Int { configuration.vocabularySize + addedCount }

    /// What one step reads and multiplies.
    var work: StepWork {
        var work = StepWork(
            bytes: output.byteCount + (addedOutput?.bytes.count ?? 0), headWeights: vocabularySize * configuration.hiddenSize)
        for layer in layers {
            for group in [layer.queryKeyValue, layer.attentionOutput, layer.gateUp, layer.down] {
                work.bytes += group.down?.bytes.count ?? 0
                work.layerWeights += group.down.map { $0.rows * $0.columns } ?? 0
                for map in group.maps {
                    work.bytes += map.weight.byteCount + (map.up?.byteCount ?? 0)
                    work.layerWeights += map.weight.rows * map.weight.columns + (map.up.map { $0.rows * $0.rank } ?? 0)
                }
            }
        }
        return work
    }

    /// The adapter's shapes are those of the configuration; its reader has checked them.
    ///
    /// - Parameter packer: repacks quantised weights.
    init(configuration: LlamaConfiguration, weights: LlamaWeights, adapter: Adapter?, packer: WeightPacker) {
        self.configuration = configuration
        inverseFrequencies = configuration.inverseFrequencies
        embedding = weights.embedding
        finalNorm = weights.finalNorm
        output = packer.prepare(weights.output)
        layers = weights.layers.map { layer in
            Layer(layer) { (projections: Projection...) in
                LinearGroup(projections.map { ($0, packer.prepare(layer[$0]), nil) })
            }
        }
        layersTakeRounded = layers.contains { layer in
            [layer.queryKeyValue, layer.attentionOutput, layer.gateUp, layer.down].contains(where: \.takesRounded)
        }
        if let adapter { replace(adapter: adapter) }
    }

    /// The same weights, as they are packed, beside another adapter.
    func replacing(adapter: Adapter) -> PreparedLlama {
        var replaced = self
        replaced.replace(adapter: adapter)
        return replaced
    }

    private mutating func replace(adapter: Adapter) {
        layers = layers.enumerated().map { index, layer in
            layer.replacing(index < adapter.layers.count ? adapter.layers[index] : [:])
        }
        addedInput = adapter.addedTokens?.inputRows ?? []
        addedOutput = adapter.addedTokens.flatMap {
            WeightMatrix(rows: $0.texts.count, columns: configuration.hiddenSize, values: $0.outputRows)
        }
    }
}

extension PreparedLlama.LinearGroup {
    fileprivate convenience init(_ members: [(projection: Projection, weight: RowWeights, update: Adapter.LowRankUpdate?)]) {
        let isPacked = members.contains { $0.weight.isPacked }
        // Beside quantised weights half precision costs nothing that shows and saves half the reading; beside floats the update keeps
        // what the adapter's file says, as it does when a number is too large.
        let isHalf = isPacked && members.allSatisfy { $0.update.map { $0.fitsHalf } ?? true }
        var maps: [Map] = []
        var stacked: [Float] = []
        var ranks = 0
        for (projection, weight, update) in members {
            var up: UpdateMatrix?
            if let update {
                // The factor goes into B once, not into every product.
                up = UpdateMatrix(rows: weight.rows, rank: update.rank, values: update.b.map { $0 * update.scale }, isHalf: isHalf)
                stacked.append(contentsOf: update.a)
            }
            maps.append(Map(projection: projection, weight: weight, up: up, firstRank: ranks))
            ranks += update?.rank ?? 0
        }
        var down: WeightMatrix?
        if ranks > 0 {
            let columns = members[0].weight.columns
            down =
                isHalf
                ? WeightMatrix(rows: ranks, columns: columns, halves: stacked)
                : WeightMatrix(rows: ranks, columns: columns, values: stacked)
        }
        self.init(maps: maps, down: down, takesRounded: isPacked)
    }
}

extension Adapter.LowRankUpdate {
    /// Whether half precision holds every number of `A` and of `scale * B`.
    fileprivate var fitsHalf: Bool {
        a.allSatisfy { abs($0) < 65_000 } && b.allSatisfy { abs($0 * scale) < 65_000 }
    }
}
