import Compute

/// The weights of a Llama-type decoder, as stored.
///
/// Query and key rows are in Hugging Face order (rotary pairs are element `i` and `i + headDimension / 2`); readers of
/// files that store them otherwise (GGUF) reorder rows while loading. So adapters fit whatever file the base came from.
public struct LlamaWeights: Sendable {
    /// One decoder layer; matrices are [output features, input features].
    public struct Layer: Sendable {
        public var attentionNorm: [Float]
        public var query: WeightMatrix
        public var key: WeightMatrix
        public var value: WeightMatrix
        public var attentionOutput: WeightMatrix
        public var feedForwardNorm: [Float]
        public var gate: WeightMatrix
        public var up: WeightMatrix
        public var down: WeightMatrix
        /// [output features] of each map that has a bias.
        public var biases: [Projection: [Float]]
        /// The weights of the norms of each head's queries and keys, [headDimension]; nil in families without.
        public var headNorms: HeadNorms?

        public init(
            attentionNorm: [Float], query: WeightMatrix, key: WeightMatrix, value: WeightMatrix,
            attentionOutput: WeightMatrix, feedForwardNorm: [Float], gate: WeightMatrix, up: WeightMatrix, down: WeightMatrix,
            biases: [Projection: [Float]] = [:], headNorms: HeadNorms? = nil
        ) {
            self.attentionNorm = attentionNorm
            self.query = query
            self.key = key
            self.value = value
            self.attentionOutput = attentionOutput
            self.feedForwardNorm = feedForwardNorm
            self.gate = gate
            self.up = up
            self.down = down
            self.biases = biases
            self.headNorms = headNorms
        }

        public subscript(projection: Projection) -> WeightMatrix {
            switch projection {
            case .query: query
            case .key: key
            case .value: value
            case .attentionOutput: attentionOutput
            case .gate: gate
            case .up: up
            case .down: down
            }
        }
    }

    /// The weights of the norms of queries and keys, [headDimension] each: all heads of a layer share them.
    public struct HeadNorms: Sendable {
        public var query: [Float]
        public var key: [Float]

        public init(query: [Float], key: [Float]) {
            self.query = query
            self.key = key
        }
    }

    /// [vocabulary, hidden].
    public var embedding: WeightMatrix
    public var layers: [Layer]
    public var finalNorm: [Float]
    /// [vocabulary, hidden]; the same matrix as `embedding` when tied.
    public var output: WeightMatrix

    public init(embedding: WeightMatrix, layers: [Layer], finalNorm: [Float], output: WeightMatrix) {
        self.embedding = embedding
        self.layers = layers
        self.finalNorm = finalNorm
        self.output = output
    }
}

/// The seven linear maps of a decoder layer; raw values are their names in Hugging Face checkpoints and PEFT adapters.
public enum Projection: String, Sendable, Hashable, CaseIterable {
    case query = "self_attn.q_proj"
    case key = "self_attn.k_proj"
    case value = "self_attn.v_proj"
    case attentionOutput = "self_attn.o_proj"
    case gate = "mlp.gate_proj"
    case up = "mlp.up_proj"
    case down = "mlp.down_proj"
}
