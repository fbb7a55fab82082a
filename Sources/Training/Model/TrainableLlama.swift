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
        let attentionNorm: NormWeight
        let feedForwardNorm: NormWeight
    }

    /// A norm's weight, frozen or trained.
    enum NormWeight {
        case frozen(FloatRegion)
        case trained(ParameterSlice)

        func pointer(_ store: ParameterStore) -> UnsafePointer<Float> {
            switch self {
            case .frozen(let region): UnsafePointer(region.pointer)
            case .trained(let slice): UnsafePointer(store.values + slice.offset)
            }
        }

        func gradient(_ store: ParameterStore) -> UnsafeMutablePointer<Float>? {
            switch self {
            case .frozen: nil
            case .trained(let slice): store.gradients + slice.offset
            }
        }
    }

    public let configuration: LlamaConfiguration
    public let mode: Mode
    public let parameters: ParameterStore
    let layers: [Layer]
    let finalNorm: NormWeight
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
                    inputs: matrix.columns, outputs: matrix.rows, base: .frozen(FrozenMatrix(matrix: matrix)), lowRank: lowRank)
            }
            return Layer(
                maps: maps, attentionNorm: .frozen(FloatRegion(layer.attentionNorm)),
                feedForwardNorm: .frozen(FloatRegion(layer.feedForwardNorm)))
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
        tokenTable = TokenTable(trained: configuration, store: store)
        layers = (0..<c.layerCount).map { index in
            var maps: [Projection: LinearMap] = [:]
            for projection in Projection.allCases {
                let (outputs, inputs) = c.shape(of: projection)
                let slice = store.add(
                    "model.layers.\(index).\(projection.rawValue).weight", shape: [outputs, inputs], treatment: .weight)
                maps[projection] = LinearMap(inputs: inputs, outputs: outputs, base: .trained(slice), lowRank: nil)
            }
            return Layer(
                maps: maps,
                attentionNorm: .trained(
                    store.add("model.layers.\(index).input_layernorm.weight", shape: [c.hiddenSize], treatment: .undecayed)),
                feedForwardNorm: .trained(
                    store.add("model.layers.\(index).post_attention_layernorm.weight", shape: [c.hiddenSize], treatment: .undecayed)))
        }
        finalNorm = .trained(store.add("model.norm.weight", shape: [c.hiddenSize], treatment: .undecayed))
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

extension FloatRegion {
    convenience init(_ values: [Float]) {
        self.init(values.count)
        values.withUnsafeBufferPointer { buffer in
            if let base = buffer.baseAddress { pointer.update(from: base, count: values.count) }
        }
    }
}
