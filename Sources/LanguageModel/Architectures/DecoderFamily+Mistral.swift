extension DecoderFamily {
    /// Mistral: Llama's layers; the first models see a window of positions.
    ///
    /// GGUF files call it `llama`. Reference: Jiang et al., arXiv 2310.06825; `modeling_mistral.py` of transformers.
    public static let mistral = DecoderFamily(
        name: "mistral", className: "MistralForCausalLM", ggufName: "llama", interleavesRotaryPairs: true, window: .stated)
}
