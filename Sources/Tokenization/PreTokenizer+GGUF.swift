extension PreTokenizer {
    /// The rule that a GGUF file names in `tokenizer.ggml.pre`, with what goes along with it.
    ///
    /// Names that share a rule are listed as llama.cpp groups them.
    ///
    /// - Returns: nil for a name that is not known.
    static func named(inGGUF name: String) -> (rule: PreTokenizer, ignoresMerges: Bool, normalizesToNFC: Bool)? {
        switch name {
        case "gpt-2", "gpt2", "phi-2", "mpt", "olmo", "jais": (.gpt2, false, false)
        case "smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b": (.smollm, false, false)
        case "llama-bpe", "llama3", "llama-v3": (.llama3, true, false)
        case "qwen2": (.qwen2, false, true)
        // Qwen's vocabulary as DeepSeek's distilled models state it, without a normaliser.
        case "deepseek-r1-qwen": (.qwen2, false, false)
        case "tekken": (.tekken, true, false)
        case "default": (.ggufDefault, false, false)
        default: nil
        }
    }

    /// The name that a GGUF file states this rule by.
    ///
    /// - Throws: `TokenizationError.noNameInGGUF` when the name implies something else than the vocabulary does.
    static func nameInGGUF(for vocabulary: BytePairVocabulary) throws -> String {
        let name =
            switch vocabulary.preTokenizer {
            case .gpt2: "gpt-2"
            case .smollm: "smollm"
            case .llama3: "llama-bpe"
            case .qwen2: vocabulary.normalizesToNFC ? "qwen2" : "deepseek-r1-qwen"
            case .tekken: "tekken"
            case .ggufDefault: "default"
            }
        guard let implied = named(inGGUF: name), implied.ignoresMerges == vocabulary.ignoresMerges,
            implied.normalizesToNFC == vocabulary.normalizesToNFC
        else {
            let merges = vocabulary.ignoresMerges ? "takes whole words before merges" : "always merges"
            let form = vocabulary.normalizesToNFC ? "normalises to NFC" : "does not normalise"
            throw TokenizationError.noNameInGGUF(preTokenizer: "\(name), which \(merges) and \(form)")
        }
        return name
    }
}
