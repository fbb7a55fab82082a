extension DecoderFamily {
    /// Llama 2 and 3, and the many models that share their layers: SmolLM, TinyLlama.
    ///
    /// Reference: Touvron et al., arXiv 2302.13971; `modeling_llama.py` of transformers.
    public static let llama = DecoderFamily(
        name: "llama", className: "LlamaForCausalLM", ggufName: "llama", interleavesRotaryPairs: true)
}
