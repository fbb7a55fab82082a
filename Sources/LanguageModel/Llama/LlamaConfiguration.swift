/// The sizes and constants of a Llama-type decoder.
///
/// Names follow `config.json` of Hugging Face transformers' `LlamaConfig`.
public struct LlamaConfiguration: Sendable, Hashable {
    public var vocabularySize: Int
    public var hiddenSize: Int
    public var intermediateSize: Int
    public var layerCount: Int
    public var headCount: Int
    public var keyValueHeadCount: Int
    public var headDimension: Int
    public var rmsNormEpsilon: Float
    public var ropeTheta: Float
    public var ropeScaling: RopeScaling?
    /// True when the output head is the embedding matrix.
    public var tiedEmbeddings: Bool
    public var maximumPositions: Int
    /// What its layers have beside Llama's.
    public var family: DecoderFamily

    public init(
        vocabularySize: Int, hiddenSize: Int, intermediateSize: Int, layerCount: Int, headCount: Int,
        keyValueHeadCount: Int, headDimension: Int, rmsNormEpsilon: Float, ropeTheta: Float,
        ropeScaling: RopeScaling? = nil, tiedEmbeddings: Bool, maximumPositions: Int, family: DecoderFamily = .llama
    ) {
        self.vocabularySize = vocabularySize
        self.hiddenSize = hiddenSize
        self.intermediateSize = intermediateSize
        self.layerCount = layerCount
        self.headCount = headCount
        self.keyValueHeadCount = keyValueHeadCount
        self.headDimension = headDimension
        self.rmsNormEpsilon = rmsNormEpsilon
        self.ropeTheta = ropeTheta
        self.ropeScaling = ropeScaling
        self.tiedEmbeddings = tiedEmbeddings
        self.maximumPositions = maximumPositions
        self.family = family
    }
}

/// How rotary frequencies are stretched for contexts longer than those first trained on.
public enum RopeScaling: Sendable, Hashable {
    /// Every frequency divided by `factor`.
    case linear(factor: Float)
    /// Llama 3.1's rule: low frequencies divided, high ones kept, a smooth blend between.
    case llama3(factor: Float, lowFrequencyFactor: Float, highFrequencyFactor: Float, originalMaximumPositions: Int)
    /// Per-pair divisors as a GGUF's `rope_freqs.weight` gives them (`headDimension / 2` values).
    case divisors([Float])
}
