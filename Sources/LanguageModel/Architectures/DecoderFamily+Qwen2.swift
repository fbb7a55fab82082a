extension DecoderFamily {
    /// Qwen 1.5, 2 and 2.5: biases on queries, keys and values.
    ///
    /// Reference: arXiv 2407.10671; `modeling_qwen2.py` of transformers.
    public static let qwen2 = DecoderFamily(
        name: "qwen2", className: "Qwen2ForCausalLM", ggufName: "qwen2", hasQueryKeyValueBias: true, statesAttentionBias: false,
        window: .switched)
}
