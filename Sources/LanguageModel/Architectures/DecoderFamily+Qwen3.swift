extension DecoderFamily {
    /// Qwen 3 (dense): each head's queries and keys are normalised before they are turned.
    ///
    /// Reference: arXiv 2505.09388; `modeling_qwen3.py` of transformers.
    public static let qwen3 = DecoderFamily(
        name: "qwen3", className: "Qwen3ForCausalLM", ggufName: "qwen3", hasHeadNorms: true, usualHeadDimension: 128, window: .switched)
}
