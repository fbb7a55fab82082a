import Compute
import LanguageModel

/// A Llama-type decoder whose parameters can be trained: the linear maps, norms and embeddings as maps over one store.
///
/// Two modes share every line of the forward and backward passes. In `lora` mode the base is frozen and low-rank updates and the
/// rows of added tokens are trained; in `full` mode all weights are.
public final class TrainableLlama {
    /// What is trained.
    public enum Mode: Sendable, Hashable {
        /// `scale` is `alpha / rank`.
        case lora(rank: Int, scale: Float, addedTokens: Int)
        case full
    }

    struct Layer {
        let maps: [Projection: LinearMap]
        let attentionNorm: VectorWeight
        let feedForwardNorm: VectorWeight
        /// Of each head's queries and keys; nil in families without.
        let headNorms: (query: VectorWeight, key: VectorWeight)?
    }

    public let configuration: LlamaConfiguration
    public let mode: Mode
    public let parameters: ParameterStore
    let layers: [Layer]
    let finalNorm: VectorWeight
    let tokenTable: TokenTable
    let inverseFrequencies: [Float]
    /// Floats of the largest frozen matrix.
    let largestFrozenMatrix: Int

    /// Adds low-rank updates and token rows to a frozen base. All values start at zero; see `initialise(seed:)`.
    ///
    /// - Parameters:
    ///   - addedTokens: rows for tokens that follow the base vocabulary.
    public init(base: LlamaWeights, configuration: LlamaConfiguration, rank: Int, scale: Float, addedTokens: Int) {
        self.configuration = configuration
        mode = .lora(rank: rank, scale: scale, addedTokens: addedTokens)
        let store = ParameterStore()
        parameters = store
        var largest = 0
        layers = base.layers.enumerated().map { index, layer in
            var maps: [Projection: LinearMap] = [:]
            for projection in Projection.allCases {
                let matrix = layer[projection]
                largest = max(largest, matrix.rows * matrix.columns)
                let prefix = "layers.\(index).\(projection.rawValue)"
                let lowRank = LinearMap.LowRank(
                    rank: rank, scale: scale,
                    a: store.add("\(prefix).lora_A", shape: [rank, matrix.columns], treatment: .weight),
                    b: store.add("\(prefix).lora_B", shape: [matrix.rows, rank], treatment: .weight))
                maps[projection] = LinearMap(
                    inputs: matrix.columns, outputs: matrix.rows, base: .frozen(FrozenMatrix(matrix: matrix)), lowRank: lowRank,
                    bias: layer.biases[projection].map { .frozen(FloatRegion($0)) })
            }
            return Layer(
                maps: maps, attentionNorm: .frozen(FloatRegion(layer.attentionNorm)),
                feedForwardNorm: .frozen(FloatRegion(layer.feedForwardNorm)),
                headNorms: layer.headNorms.map { (.frozen(FloatRegion($0.query)), .frozen(FloatRegion($0.key))) })
        }
        largestFrozenMatrix = largest
        finalNorm = .frozen(FloatRegion(base.finalNorm))
        tokenTable = TokenTable(frozen: base, configuration: configuration, addedTokens: addedTokens, store: store)
        inverseFrequencies = configuration.inverseFrequencies
        store.allocate()
    }

    /// A model whose every weight is trained. All values start at zero; see `initialise(seed:)` and `load(_:)`.
    public init(configuration: LlamaConfiguration) {
        self.configuration = configuration
        mode = .full
        let store = ParameterStore()
        parameters = store
        let c = configuration
        let names = LlamaTensorNames.huggingFace
        func vector(_ name: String, _ count: Int) -> VectorWeight {
            .trained(store.add(name, shape: [count], treatment: .undecayed))
        }
        tokenTable = TokenTable(trained: configuration, store: store)
        layers = (0..<c.layerCount).map { index in
            var maps: [Projection: LinearMap] = [:]
            for projection in Projection.allCases {
                let (outputs, inputs) = c.shape(of: projection)
                let slice = store.add(names.projection(index, projection), shape: [outputs, inputs], treatment: .weight)
                let bias = c.family.hasBias(projection) ? vector(names.bias(index, projection), outputs) : nil
                maps[projection] = LinearMap(inputs: inputs, outputs: outputs, base: .trained(slice), lowRank: nil, bias: bias)
            }
            return Layer(
                maps: maps, attentionNorm: vector(names.attentionNorm(index), c.hiddenSize),
                feedForwardNorm: vector(names.feedForwardNorm(index), c.hiddenSize),
                headNorms: c.family.hasHeadNorms
                    ? (vector(names.queryNorm(index), c.headDimension), vector(names.keyNorm(index), c.headDimension)) : nil)
        }
        finalNorm = vector(names.finalNorm, c.hiddenSize)
        largestFrozenMatrix = 0
        inverseFrequencies = configuration.inverseFrequencies
        store.allocate()
    }

    /// Input ids run over `0 ..< vocabularySize`: the base's tokens, then the added ones.
    public var vocabularySize: Int { tokenTable.rows }

    var rank: Int {
        switch mode {
        case .lora(let rank, _, _): rank
        case .full: 0
        }
    }
}
