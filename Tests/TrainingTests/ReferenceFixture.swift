import Compute
import Foundation
import LanguageModel
import Training

/// A training step as PyTorch computed it; see `Tests/Fixtures/training/make_fixtures.py`.
struct ReferenceFixture {
    struct Tensor: Decodable {
        let shape: [Int]
        let offset: Int
    }

    struct Index: Decodable {
        struct Row: Decodable {
            let tokens: [Int32]
            let first: Int
            let weights: Float
            let probes: [[Float]]
        }

        struct Schedule: Decodable {
            let steps: Int
            let warm_up: Int
            let peak: Float
            let floor: Float
            let clip: Double
            let decay: Float
            let token_row_rate: Float
        }

        struct Sizes: Decodable {
            let hidden_size: Int
            let intermediate_size: Int
            let num_hidden_layers: Int
            let num_attention_heads: Int
            let num_key_value_heads: Int
            let head_dim: Int
            let rms_norm_eps: Float
            let rope_theta: Float
            let max_position_embeddings: Int
        }

        let sizes: Sizes
        let base_vocabulary: Int
        let added: Int
        let trunk: [Int32]
        let rows: [Row]
        let schedule: Schedule
        let tensors: [String: Tensor]
        let rank: Int?
        let alpha: Float?
        let loss: Double
        let losses: [Double]
    }

    let index: Index
    private let data: Data

    init(_ name: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(
            path: "Fixtures/training")
        index = try JSONDecoder().decode(Index.self, from: Data(contentsOf: folder.appending(path: "\(name).json")))
        data = try Data(contentsOf: folder.appending(path: "\(name).bin"))
    }

    struct Missing: Error {
        let name: String
    }

    func values(_ name: String) throws -> [Float] {
        guard let tensor = index.tensors[name] else { throw Missing(name: name) }
        let count = tensor.shape.reduce(1, *)
        return data.withUnsafeBytes { bytes in
            (0..<count).map { bytes.loadUnaligned(fromByteOffset: tensor.offset + $0 * 4, as: Float.self) }
        }
    }

    func matrix(_ name: String) throws -> WeightMatrix {
        guard let shape = index.tensors[name]?.shape, shape.count == 2,
            let matrix = WeightMatrix(rows: shape[0], columns: shape[1], values: try values(name))
        else { throw Missing(name: name) }
        return matrix
    }

    func configuration(vocabulary: Int, tied: Bool) -> LlamaConfiguration {
        let sizes = index.sizes
        return LlamaConfiguration(
            vocabularySize: vocabulary, hiddenSize: sizes.hidden_size, intermediateSize: sizes.intermediate_size,
            layerCount: sizes.num_hidden_layers, headCount: sizes.num_attention_heads, keyValueHeadCount: sizes.num_key_value_heads,
            headDimension: sizes.head_dim, rmsNormEpsilon: sizes.rms_norm_eps, ropeTheta: sizes.rope_theta, tiedEmbeddings: tied,
            maximumPositions: sizes.max_position_embeddings)
    }

    /// The low-rank model with the reference's initial values.
    func lowRankModel() throws -> TrainableLlama {
        let layers = try (0..<index.sizes.num_hidden_layers).map { layer in
            let prefix = "base.model.layers.\(layer)."
            func map(_ projection: Projection) throws -> WeightMatrix { try matrix("\(prefix)\(projection.rawValue).weight") }
            return LlamaWeights.Layer(
                attentionNorm: try values("\(prefix)input_layernorm.weight"), query: try map(.query), key: try map(.key),
                value: try map(.value), attentionOutput: try map(.attentionOutput),
                feedForwardNorm: try values("\(prefix)post_attention_layernorm.weight"), gate: try map(.gate), up: try map(.up),
                down: try map(.down))
        }
        let embedding = try matrix("base.model.embed_tokens.weight")
        let base = LlamaWeights(
            embedding: embedding, layers: layers, finalNorm: try values("base.model.norm.weight"), output: embedding)
        let rank = index.rank ?? 1
        let model = TrainableLlama(
            base: base, configuration: configuration(vocabulary: index.base_vocabulary, tied: true), rank: rank,
            scale: (index.alpha ?? 1) / Float(rank), addedTokens: index.added)
        try setInitialValues(of: model)
        return model
    }

    /// The fully trained model with the reference's initial values.
    func fullModel() throws -> TrainableLlama {
        let model = TrainableLlama(configuration: configuration(vocabulary: index.base_vocabulary + index.added, tied: false))
        try setInitialValues(of: model)
        return model
    }

    private func setInitialValues(of model: TrainableLlama) throws {
        for entry in model.parameters.entries {
            guard model.parameters.set(entry.slice, to: try values("initial.\(entry.name)")) else { throw Missing(name: entry.name) }
        }
    }

    /// The reference's rows as one packed batch.
    func batch() -> PackedBatch {
        var batch = PackedBatch()
        let trunk = batch.append(
            tokens: index.trunk, targets: index.trunk.map { _ in PackedBatch.noTarget }, weights: index.trunk.map { _ in 0 })
        for row in index.rows {
            let targets = row.tokens.indices.map { position in
                position >= row.first - 1 && position + 1 < row.tokens.count ? row.tokens[position + 1] : PackedBatch.noTarget
            }
            let segment = batch.append(
                tokens: row.tokens, targets: targets, weights: row.tokens.map { _ in row.weights }, parent: trunk)
            batch.appendProbes(
                parent: segment, token: 31,
                probes: row.probes.map { (visible: Int($0[0]), target: Int32($0[2]), weight: $0[3]) })
        }
        return batch
    }
}
