import Compute
import LanguageModel

/// The two matrices that have a row for each token: the embedding and the output head, with added tokens as their last rows.
///
/// A frozen base keeps its head as floats for the whole run, because every step multiplies by all of it, twice.
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
    /// [rows, columns] when the base is frozen; its last rows are copies of the added output rows.
    private let frozenHead: FloatRegion?
    private let isTied: Bool

    init(frozen base: LlamaWeights, configuration: LlamaConfiguration, addedTokens: Int, store: ParameterStore, pool: ThreadPool) {
        self.store = store
        columns = configuration.hiddenSize
        rows = base.output.rows + addedTokens
        isTied = configuration.tiedEmbeddings
        frozenEmbedding = base.embedding
        let shape = [addedTokens, columns]
        let input = store.add("added_tokens.input", shape: shape, treatment: .tokenRow)
        let output = isTied ? input : store.add("added_tokens.output", shape: shape, treatment: .tokenRow)
        trained = .added(count: addedTokens, input: input, output: output)
        let head = FloatRegion(rows * columns)
        FrozenMatrix(matrix: base.output).unpack(to: head.pointer, pool: pool)
        frozenHead = head
    }

    init(trained configuration: LlamaConfiguration, store: ParameterStore) {
        self.store = store
        columns = configuration.hiddenSize
        rows = configuration.vocabularySize
        isTied = configuration.tiedEmbeddings
        let shape = [rows, columns]
        let input = store.add("model.embed_tokens.weight", shape: shape, treatment: .weight)
        let output = isTied ? input : store.add("lm_head.weight", shape: shape, treatment: .weight)
        trained = .all(input: input, output: output)
        frozenEmbedding = nil
        frozenHead = nil
    }

    private var firstAdded: Int {
        if case .added(let count, _, _) = trained { rows - count } else { rows }
    }

    /// Takes over the added rows as the optimiser left them. Once a step, before the forward pass.
    func refresh() {
        guard case .added(let count, _, let output) = trained, let frozenHead else { return }
        (frozenHead.pointer + firstAdded * columns).update(from: store.values + output.offset, count: count * columns)
    }

    /// The output head, [rows, columns].
    var head: UnsafePointer<Float> {
        switch trained {
        case .all(_, let output): UnsafePointer(store.values + output.offset)
        case .added: UnsafePointer(frozenHead?.pointer ?? store.values)
        }
    }

    /// Copies the embeddings of `tokens` into `out`, [tokens, columns].
    func embed(_ tokens: UnsafeBufferPointer<Int32>, out: UnsafeMutablePointer<Float>) {
        for (row, token) in tokens.enumerated() {
            let target = out + row * columns
            let id = Int(token)
            switch trained {
            case .all(let input, _):
                target.update(from: store.values + input.offset + id * columns, count: columns)
            case .added(_, let input, _) where id >= firstAdded:
                target.update(from: store.values + input.offset + (id - firstAdded) * columns, count: columns)
            case .added:
                if isTied {
                    target.update(from: head + id * columns, count: columns)
                } else {
                    frozenEmbedding?.dequantise(rows: id..<id + 1, into: target)
                }
            }
        }
    }

    /// Adds the gradient of `embed` to the trained rows.
    func embedBackward(_ tokens: UnsafeBufferPointer<Int32>, outGradient: UnsafePointer<Float>) {
        for (row, token) in tokens.enumerated() {
            let id = Int(token)
            let offset: Int
            switch trained {
            case .all(let input, _): offset = input.offset + id * columns
            case .added(_, let input, _):
                guard id >= firstAdded else { continue }
                offset = input.offset + (id - firstAdded) * columns
            }
            let target = store.gradients + offset
            let source = outGradient + row * columns
            for column in 0..<columns { target[column] += source[column] }
        }
    }

    /// Adds `logitsGradient^T x` to the trained rows of the head.
    ///
    /// - Parameters:
    ///   - logitsGradient: [count, rows].
    ///   - x: [count, columns].
    func headBackward(logitsGradient: UnsafePointer<Float>, x: UnsafePointer<Float>, count: Int, pool: ThreadPool) {
        let first: Int
        let slice: ParameterSlice
        switch trained {
        case .all(_, let output): (first, slice) = (0, output)
        case .added(_, _, let output): (first, slice) = (firstAdded, output)
        }
        MatrixProduct.multiply(
            pool: pool, transposeA: true, m: rows - first, n: columns, k: count, a: logitsGradient + first, lda: rows, b: x,
            ldb: columns, beta: 1, c: store.gradients + slice.offset, ldc: columns)
    }
}
