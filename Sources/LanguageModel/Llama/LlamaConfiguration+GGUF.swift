import ModelFormats

extension LlamaConfiguration {
    /// Reads the `llama.*` metadata of a GGUF file.
    ///
    /// - Throws: `FormatError` for missing keys and wrong types, `LanguageModelError.unusableSetting` for sizes that do not fit and for
    ///   rope variants that are not implemented.
    public init(gguf file: GGUFFile) throws {
        func refuse(_ key: String, _ problem: String) -> LanguageModelError {
            .unusableSetting(key: key, problem: problem, path: file.path)
        }
        func optional<Value>(_ key: String, _ read: KeyPath<GGUFValue, Value?>) throws -> Value? {
            file.metadata[key] == nil ? nil : try file.required(key, read)
        }
        let hiddenSize = try file.required("llama.embedding_length", \.int)
        let headCount = try file.required("llama.attention.head_count", \.int)
        guard headCount > 0 else { throw refuse("llama.attention.head_count", "must be positive") }
        let headDimension = try optional("llama.attention.key_length", \.int) ?? hiddenSize / headCount
        if let valueLength = try optional("llama.attention.value_length", \.int), valueLength != headDimension {
            throw refuse("llama.attention.value_length", "is \(valueLength), keys have \(headDimension); they must be equal")
        }
        if let rotated = try optional("llama.rope.dimension_count", \.int), rotated != headDimension {
            throw refuse("llama.rope.dimension_count", "is \(rotated) of \(headDimension); only whole heads can be rotated")
        }
        if let experts = try optional("llama.expert_count", \.int), experts > 0 {
            throw refuse("llama.expert_count", "is \(experts); mixtures of experts are not implemented")
        }
        guard let vocabulary = file.listing.first(where: { $0.name == LlamaTensorNames.gguf.embedding }) else {
            throw LanguageModelError.missingTensors(names: [LlamaTensorNames.gguf.embedding], path: file.path)
        }
        self.init(
            vocabularySize: try optional("llama.vocab_size", \.int) ?? vocabulary.shape.first ?? 0,
            hiddenSize: hiddenSize,
            intermediateSize: try file.required("llama.feed_forward_length", \.int),
            layerCount: try file.required("llama.block_count", \.int),
            headCount: headCount,
            keyValueHeadCount: try optional("llama.attention.head_count_kv", \.int) ?? headCount,
            headDimension: headDimension,
            rmsNormEpsilon: try file.required("llama.attention.layer_norm_rms_epsilon", \.float),
            ropeTheta: try optional("llama.rope.freq_base", \.float) ?? 10_000,
            ropeScaling: try Self.scaling(file, headDimension: headDimension),
            tiedEmbeddings: !file.listing.contains { $0.name == LlamaTensorNames.gguf.output },
            maximumPositions: try file.required("llama.context_length", \.int))
        try validate(path: file.path)
    }

    /// Llama 3's rule arrives as divisors (`rope_freqs.weight`); linear scaling by name, or by the factor alone in old files.
    private static func scaling(_ file: GGUFFile, headDimension: Int) throws -> RopeScaling? {
        let divisors = LlamaTensorNames.ropeDivisors
        if file.listing.contains(where: { $0.name == divisors }) {
            let tensor = try file.tensor(divisors)
            guard tensor.shape == [headDimension / 2] else {
                throw LanguageModelError.wrongShape(
                    tensor: divisors, found: tensor.shape, expected: [headDimension / 2], path: file.path)
            }
            return .divisors(try tensor.vector())
        }
        let factor = (file.metadata["llama.rope.scaling.factor"] ?? file.metadata["llama.rope.scale_linear"])?.float
        let type = file.metadata["llama.rope.scaling.type"]?.string ?? (factor == nil ? "none" : "linear")
        switch type {
        case "none": return nil
        case "linear": return factor.flatMap { $0 == 0 ? nil : .linear(factor: $0) }
        default:
            throw LanguageModelError.unusableSetting(
                key: "llama.rope.scaling.type", problem: "is '\(type)'; 'none' and 'linear' are implemented", path: file.path)
        }
    }
}
