/// What training adds to a frozen base: low-rank updates of its linear maps, and rows for new tokens.
///
/// Reference: LoRA, arXiv 2106.09685; file form as in PEFT.
public struct Adapter: Sendable {
    /// `y += scale * B(A x)`.
    public struct LowRankUpdate: Sendable {
        public var rank: Int
        /// `alpha / rank`.
        public var scale: Float
        /// [rank, input features], row-major.
        public var a: [Float]
        /// [output features, rank], row-major.
        public var b: [Float]

        public init(rank: Int, scale: Float, a: [Float], b: [Float]) {
            self.rank = rank
            self.scale = scale
            self.a = a
            self.b = b
        }
    }

    /// Rows for tokens that the base vocabulary does not have; ids follow the base vocabulary without a gap.
    public struct AddedTokens: Sendable {
        /// The first new id: the base's vocabulary size.
        public var firstID: Int
        /// The new tokens' text, in id order (`<DEBUG>`, `<TAG>`, ...).
        public var texts: [String]
        /// [texts.count, hidden], row-major.
        public var inputRows: [Float]
        /// [texts.count, hidden]; equal to `inputRows` when the base's embeddings are tied.
        public var outputRows: [Float]

        public init(firstID: Int, texts: [String], inputRows: [Float], outputRows: [Float]) {
            self.firstID = firstID
            self.texts = texts
            self.inputRows = inputRows
            self.outputRows = outputRows
        }
    }

    /// One dictionary a layer.
    public var layers: [[Projection: LowRankUpdate]]
    public var addedTokens: AddedTokens?

    public init(layers: [[Projection: LowRankUpdate]], addedTokens: AddedTokens? = nil) {
        self.layers = layers
        self.addedTokens = addedTokens
    }
}
