import Compute
import Foundation
import LanguageModel
import Testing
import Training

/// A model as PyTorch had it: starting values, gradients and whatever else a script of `Tests/Fixtures/training` wrote by name.
struct ReferenceModel {
    struct Tensor: Decodable {
        let shape: [Int]
        let offset: Int
    }

    struct Index: Decodable {
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
        let tensors: [String: Tensor]
        let rank: Int?
        let alpha: Float?
    }

    let index: Index
    private let data: Data

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(
        path: "Fixtures/training")

    /// A part of the name says it: `full-qwen3`.
    let family: DecoderFamily

    init(_ name: String) throws {
        family = [.qwen2, .qwen3].first { name.hasSuffix("-\($0.name)") } ?? .llama
        index = try Self.facts(name)
        data = try Data(contentsOf: Self.folder.appending(path: "\(name).bin"))
    }

    /// What a script wrote beside the tensors.
    static func facts<Facts: Decodable>(_ name: String) throws -> Facts {
        try JSONDecoder().decode(Facts.self, from: Data(contentsOf: folder.appending(path: "\(name).json")))
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
            maximumPositions: sizes.max_position_embeddings, family: family)
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
                down: try map(.down),
                headNorms: family.hasHeadNorms
                    ? LlamaWeights.HeadNorms(
                        query: try values("\(prefix)self_attn.q_norm.weight"), key: try values("\(prefix)self_attn.k_norm.weight")) : nil)
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

    /// Two implementations in single precision add the same terms in different orders. Errors are measured against the largest
    /// element of the tensor: about a hundred roundings of 6e-8 each.
    static let tolerance: Float = 1e-5

    /// Expects the gradients of every parameter, by name.
    func expectGradients(of model: TrainableLlama) throws {
        for entry in model.parameters.entries {
            let expected = try values("gradient.\(entry.name)")
            let found = model.parameters.gradientArray(entry.slice)
            let largest = expected.map(abs).max() ?? 0
            let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
            #expect(largest > 0 && worst <= Self.tolerance * largest, "\(entry.name): error \(worst) of \(largest)")
        }
    }
}
