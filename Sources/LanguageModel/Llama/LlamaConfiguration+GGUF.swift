import ModelFormats

extension LlamaConfiguration {
    /// Reads the metadata of a GGUF file that begin with its architecture's name: `llama.*`.
    ///
    /// - Throws: `FormatError` for missing keys and wrong types, `LanguageModelError.unusableSetting` for sizes that do not fit and for
    ///   rope variants that are not implemented.
    public init(gguf file: GGUFFile, family: DecoderFamily = .llama) throws {
        let prefix = family.ggufName
        func refuse(_ key: String, _ problem: String) -> LanguageModelError {
            .unusableSetting(key: key, problem: problem, path: file.path)
        }
        func optional<Value>(_ key: String, _ read: KeyPath<GGUFValue, Value?>) throws -> Value? {
            file.metadata[key] == nil ? nil : try file.required(key, read)
        }
        let hiddenSize = try file.required("\(prefix).embedding_length", \.int)
        let headCount = try file.required("\(prefix).attention.head_count", \.int)
        guard headCount > 0 else { throw refuse("\(prefix).attention.head_count", "must be positive") }
        let headDimension = try optional("\(prefix).attention.key_length", \.int) ?? hiddenSize / headCount
        if let valueLength = try optional("\(prefix).attention.value_length", \.int), valueLength != headDimension {
            throw refuse("\(prefix).attention.value_length", "is \(valueLength), keys have \(headDimension); they must be equal")
        }
        if let rotated = try optional("\(prefix).rope.dimension_count", \.int), rotated != headDimension {
            throw refuse("\(prefix).rope.dimension_count", "is \(rotated) of \(headDimension); only whole heads can be rotated")
        }
        if let experts = try optional("\(prefix).expert_count", \.int), experts > 0 {
            throw refuse("\(prefix).expert_count", "is \(experts); mixtures of experts are not implemented")
        }
        guard let vocabulary = file.listing.first(where: { $0.name == LlamaTensorNames.gguf.embedding }) else {
            throw LanguageModelError.missingTensors(names: [LlamaTensorNames.gguf.embedding], path: file.path)
        }
        self.init(
            vocabularySize: try optional("\(prefix).vocab_size", \.int) ?? vocabulary.shape.first ?? 0,
            hiddenSize: hiddenSize,
            intermediateSize: try file.required("\(prefix).feed_forward_length", \.int),
            layerCount: try file.required("\(prefix).block_count", \.int),
            headCount: headCount,
            keyValueHeadCount: try optional("\(prefix).attention.head_count_kv", \.int) ?? headCount,
            headDimension: headDimension,
            rmsNormEpsilon: try file.required("\(prefix).attention.layer_norm_rms_epsilon", \.float),
            ropeTheta: try optional("\(prefix).rope.freq_base", \.float) ?? 10_000,
            ropeScaling: try Self.scaling(file, prefix: prefix, headDimension: headDimension),
            tiedEmbeddings: !file.listing.contains { $0.name == LlamaTensorNames.gguf.output },
            maximumPositions: try file.required("\(prefix).context_length", \.int),
            family: family)
        try validate(path: file.path)
    }

    /// Llama 3's rule arrives as divisors (`rope_freqs.weight`); linear scaling by name, or by the factor alone in old files.
    private static func scaling(_ file: GGUFFile, prefix: String, headDimension: Int) throws -> RopeScaling? {
        let divisors = LlamaTensorNames.ropeDivisors
        if file.listing.contains(where: { $0.name == divisors }) {
            let tensor = try file.tensor(divisors)
            guard tensor.shape == [headDimension / 2] else {
                throw LanguageModelError.wrongShape(
                    tensor: divisors, found: tensor.shape, expected: [headDimension / 2], path: file.path)
            }
            return .divisors(try tensor.vector())
        }
        let factor = (file.metadata["\(prefix).rope.scaling.factor"] ?? file.metadata["\(prefix).rope.scale_linear"])?.float
        let type = file.metadata["\(prefix).rope.scaling.type"]?.string ?? (factor == nil ? "none" : "linear")
        switch type {
        case "none": return nil
        case "linear": return factor.flatMap { $0 == 0 ? nil : .linear(factor: $0) }
        default:
            throw LanguageModelError.unusableSetting(
                key: "\(prefix).rope.scaling.type", problem: "is '\(type)'; 'none' and 'linear' are implemented", path: file.path)
        }
    }
}
