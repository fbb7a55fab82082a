/// What sets one family of Llama-type decoders apart: names in files, and the parts that its layers have beside Llama's.
///
/// All of them are pre-norm decoders with RMSNorm, rotary positions, grouped-query attention and SwiGLU; one implementation runs them.
/// Each family is a value in a file of its own.
public struct DecoderFamily: Sendable, Hashable {
    /// `model_type` of a Hugging Face configuration.
    public let name: String
    /// The class that transformers loads it with, as `architectures` of the configuration states it.
    let className: String
    /// `general.architecture` of a GGUF file, and what the names of its settings begin with.
    let ggufName: String
    /// Whether queries, keys and values have biases.
    var hasQueryKeyValueBias = false
    /// Whether each head's queries and keys go through an RMSNorm before they are turned.
    public var hasHeadNorms = false
    /// Whether GGUF files have the two rows of a rotary pair side by side in query and key.
    var interleavesRotaryPairs = false
    /// Whether the configuration may ask for biases by `attention_bias`, which are then refused.
    var statesAttentionBias = true
    /// The head dimension of configurations without `head_dim`; hidden size over heads when nil.
    var usualHeadDimension: Int?
    /// How the configuration states that attention goes back a limited number of positions.
    var window = Window.none

    /// Whether a map of its layers has a bias.
    public func hasBias(_ projection: Projection) -> Bool {
        hasQueryKeyValueBias && [.query, .key, .value].contains(projection)
    }

    enum Window: Sendable, Hashable {
        case none
        /// By `sliding_window`; null means none.
        case stated
        /// By `sliding_window`, in force when `use_sliding_window` is true.
        case switched
    }
}
