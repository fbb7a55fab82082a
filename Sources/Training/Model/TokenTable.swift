import Compute
import LanguageModel

/// The two matrices that have a row for each token: the embedding and the output head, with added tokens as their last rows.
///
/// `OutputHead` holds the head in the form that a pass multiplies by.
final class TokenTable {
    /// Where gradients of a row go.
    enum Trained {
        /// The last `count` rows; `input` and `output` are the same slice when the base's matrices are tied.
        case added(count: Int, input: ParameterSlice, output: ParameterSlice)
        case all(input: ParameterSlice, output: ParameterSlice)
    }

    /// Tokens, the added ones included.
    let rows: Int
    let columns: Int
    let trained: Trained
    private let store: ParameterStore
    private let frozenEmbedding: WeightMatrix?
    /// The base's rows of the head; nil when all rows are trained.
    let frozenHead: WeightMatrix?

    init(frozen base: LlamaWeights, configuration: LlamaConfiguration, addedTokens: Int, store: ParameterStore) {
        self.store = store
        columns = configuration.hiddenSize
        rows = base.output.rows + addedTokens
        frozenEmbedding = base.embedding
        frozenHead = base.output
        let shape = [addedTokens, columns]
        let input = store.add("added_tokens.input", shape: shape, treatment: .tokenRow)
        let output = configuration.tiedEmbeddings ? input : store.add("added_tokens.output", shape: shape, treatment: .tokenRow)
        trained = .added(count: addedTokens, input: input, output: output)
    }

    init(trained configuration: LlamaConfiguration, store: ParameterStore) {
        self.store = store
        columns = configuration.hiddenSize
        rows = configuration.vocabularySize
        let shape = [rows, columns]
        let input = store.add(LlamaTensorNames.huggingFace.embedding, shape: shape, treatment: .weight)
        let output = configuration.tiedEmbeddings ? input : store.add(LlamaTensorNames.huggingFace.output, shape: shape, treatment: .weight)
        trained = .all(input: input, output: output)
        frozenEmbedding = nil
        frozenHead = nil
    }

    /// The first row that is trained; those before it are the base's.
    var firstTrained: Int {
        if case .added(let count, _, _) = trained { rows - count } else { 0 }
    }

    /// The trained rows of the head, [rows - firstTrained, columns].
    var trainedHead: UnsafePointer<Float> {
        switch trained {
        case .all(_, let output), .added(_, _, let output): UnsafePointer(store.values + output.offset)
        }
    }

    /// Copies the embeddings of `tokens` into `out`, [tokens, columns].
    func embed(_ tokens: UnsafeBufferPointer<Int32>, out: UnsafeMutablePointer<Float>) {
        for (row, token) in tokens.enumerated() {
            let target = out + row * columns
            let id = Int(token)
            if let offset = inputOffset(id) {
                target.update(from: store.values + offset, count: columns)
            } else {
                frozenEmbedding?.dequantise(rows: id..<id + 1, into: target)
            }
        }
    }

    /// Adds the gradient of `embed` to the trained rows.
    func embedBackward(_ tokens: UnsafeBufferPointer<Int32>, outGradient: UnsafePointer<Float>) {
        for (row, token) in tokens.enumerated() {
            guard let offset = inputOffset(Int(token)) else { continue }
            let target = store.gradients + offset
            let source = outGradient + row * columns
            for column in 0..<columns { target[column] += source[column] }
        }
    }

    /// Where the store keeps a token's input row; nil when it is the base's.
    private func inputOffset(_ id: Int) -> Int? {
        guard id >= firstTrained else { return nil }
        switch trained {
        case .all(let input, _), .added(_, let input, _): return input.offset + (id - firstTrained) * columns
        }
    }

    /// Adds `logitsGradient^T x` to the trained rows of the head.
    ///
    /// - Parameters:
    ///   - logitsGradient: [count, rows].
    ///   - x: [count, columns].
    func headBackward(logitsGradient: UnsafePointer<Float>, x: UnsafePointer<Float>, count: Int, pool: ThreadPool) {
        let slice =
            switch trained {
            case .all(_, let output), .added(_, _, let output): output
            }
        MatrixProduct.multiply(
            pool: pool, transposeA: true, m: rows - firstTrained, n: columns, k: count, a: logitsGradient + firstTrained, lda: rows, b: x,
            ldb: columns, beta: 1, c: store.gradients + slice.offset, ldc: columns)
    }
}
