import Compute

/// A model's weights with its adapter's updates beside them, in the form the kernels take; shared by all sessions.
struct PreparedLlama: Sendable {
    /// Linear maps that read the same input, so that their low-rank projections run as one product.
    struct LinearGroup: Sendable {
        struct Map: Sendable {
            var weight: WeightMatrix
            /// `scale * B`, [output features, rank]; nil when the adapter leaves this map alone.
            var up: WeightMatrix?
            /// Where this map's `A x` begins in the group's.
            var firstRank: Int
        }

        var maps: [Map]
        /// The `A` matrices of all adapted maps, one below the other: [total rank, input features].
        var down: WeightMatrix?
    }

    struct Layer: Sendable {
        var attentionNorm: [Float]
        var queryKeyValue: LinearGroup
        var attentionOutput: LinearGroup
        var feedForwardNorm: [Float]
        var gateUp: LinearGroup
        var down: LinearGroup
    }

    let configuration: LlamaConfiguration
    let inverseFrequencies: [Float]
    let embedding: WeightMatrix
    let layers: [Layer]
    let finalNorm: [Float]
    let output: WeightMatrix
    /// Input rows of added tokens, [added, hidden].
    let addedInput: [Float]
    /// Output rows of added tokens, [added, hidden].
    let addedOutput: WeightMatrix?

    var addedCount: Int { addedOutput?.rows ?? 0 }
    var vocabularySize: Int { configuration.vocabularySize + addedCount }

    /// The adapter's shapes are those of the configuration; its reader has checked them.
    init(configuration: LlamaConfiguration, weights: LlamaWeights, adapter: Adapter?) {
        self.configuration = configuration
        inverseFrequencies = configuration.inverseFrequencies
        embedding = weights.embedding
        finalNorm = weights.finalNorm
        output = weights.output
        layers = weights.layers.enumerated().map { index, layer in
            let updates = adapter.map { index < $0.layers.count ? $0.layers[index] : [:] } ?? [:]
            func group(_ projections: Projection...) -> LinearGroup {
                LinearGroup(projections.map { (layer[$0], updates[$0]) })
            }
            return Layer(
                attentionNorm: layer.attentionNorm, queryKeyValue: group(.query, .key, .value),
                attentionOutput: group(.attentionOutput), feedForwardNorm: layer.feedForwardNorm,
                gateUp: group(.gate, .up), down: group(.down))
        }
        addedInput = adapter?.addedTokens?.inputRows ?? []
        addedOutput = adapter?.addedTokens.flatMap {
            WeightMatrix(rows: $0.texts.count, columns: configuration.hiddenSize, values: $0.outputRows)
        }
    }
}

extension PreparedLlama.LinearGroup {
    fileprivate init(_ members: [(weight: WeightMatrix, update: Adapter.LowRankUpdate?)]) {
        var maps: [Map] = []
        var stacked: [Float] = []
        var ranks = 0
        for (weight, update) in members {
            var up: WeightMatrix?
            if let update {
                // The factor goes into B once, not into every product.
                up = WeightMatrix(rows: weight.rows, columns: update.rank, values: update.b.map { $0 * update.scale })
                stacked.append(contentsOf: update.a)
            }
            maps.append(Map(weight: weight, up: up, firstRank: ranks))
            ranks += update?.rank ?? 0
        }
        self.init(maps: maps, down: ranks == 0 ? nil : WeightMatrix(rows: ranks, columns: members[0].weight.columns, values: stacked))
    }
}
