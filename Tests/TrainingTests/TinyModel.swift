import Compute
import LanguageModel
import Training

/// A small low-rank model with values from a seed, for tests that need one but no reference.
enum TinyModel {
    static let vocabulary = 40
    static let configuration = LlamaConfiguration(
        vocabularySize: vocabulary, hiddenSize: 32, intermediateSize: 64, layerCount: 2, headCount: 4, keyValueHeadCount: 2,
        headDimension: 8, rmsNormEpsilon: 1e-5, ropeTheta: 10_000, tiedEmbeddings: true, maximumPositions: 256)

    static func make(seed: UInt64 = 1) -> TrainableLlama {
        var generator = SeededGenerator(seed: seed)
        func values(_ count: Int) -> [Float] { (0..<count).map { _ in Float(generator.uniform() - 0.5) * 0.4 } }
        func matrix(_ shape: (rows: Int, columns: Int)) -> WeightMatrix {
            WeightMatrix(rows: shape.rows, columns: shape.columns, values: values(shape.rows * shape.columns))
                ?? empty
        }
        let c = configuration
        let ones = [Float](repeating: 1, count: c.hiddenSize)
        let embedding = matrix((c.vocabularySize, c.hiddenSize))
        let layers = (0..<c.layerCount).map { _ in
            LlamaWeights.Layer(
                attentionNorm: ones, query: matrix(c.shape(of: .query)), key: matrix(c.shape(of: .key)), value: matrix(c.shape(of: .value)),
                attentionOutput: matrix(c.shape(of: .attentionOutput)), feedForwardNorm: ones, gate: matrix(c.shape(of: .gate)),
                up: matrix(c.shape(of: .up)), down: matrix(c.shape(of: .down)))
        }
        let model = TrainableLlama(
            base: LlamaWeights(embedding: embedding, layers: layers, finalNorm: ones, output: embedding), configuration: c, rank: 4,
            scale: 2, addedTokens: 6)
        for entry in model.parameters.entries { model.parameters.set(entry.slice, to: values(entry.slice.count)) }
        return model
    }

    /// Of the right type when sizes and values do not go together; never used.
    private static var empty: WeightMatrix {
        guard let matrix = WeightMatrix(rows: 0, columns: 0, values: []) else { preconditionFailure("a matrix of nothing is valid") }
        return matrix
    }
}
