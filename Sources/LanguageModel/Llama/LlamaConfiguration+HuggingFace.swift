import ModelFormats

extension LlamaConfiguration {
    /// Reads `config.json` of a Hugging Face checkpoint, as transformers 4 and 5 write it.
    ///
    /// - Throws: `FormatError` for missing keys and wrong types, `LanguageModelError.unusableSetting` for sizes that do not fit and for
    ///   variants of the architecture that are not implemented (biases, other activations, other rope types).
    public init(huggingFace settings: JSONObject, family: DecoderFamily = .llama) throws {
        func refuse(_ key: String, _ problem: String) -> LanguageModelError {
            .unusableSetting(key: key, problem: problem, path: settings.file)
        }
        for key in (family.statesAttentionBias ? ["attention_bias"] : []) + ["mlp_bias"] where try settings.boolIfPresent(key) == true {
            throw refuse(key, "is true; biases are not implemented")
        }
        if let activation = try settings.stringIfPresent("hidden_act"), activation != "silu" {
            throw refuse("hidden_act", "is '\(activation)'; only 'silu' is implemented")
        }
        // Since transformers 5, theta and scaling stand together in `rope_parameters`.
        let rope = try settings.objectIfPresent("rope_parameters") ?? settings.objectIfPresent("rope_scaling")
        let rotated = try rope?.doubleIfPresent("partial_rotary_factor") ?? settings.doubleIfPresent("partial_rotary_factor") ?? 1
        guard rotated == 1 else { throw refuse("partial_rotary_factor", "is \(rotated); only whole heads can be rotated") }
        let hiddenSize = try settings.int("hidden_size")
        let headCount = try settings.int("num_attention_heads")
        guard headCount > 0 else { throw refuse("num_attention_heads", "must be positive") }
        let statedPositions = try settings.intIfPresent("max_position_embeddings") ?? 2048
        // Within its window a model with one sees what a model without would.
        let maximumPositions = min(statedPositions, try Self.window(settings, family: family) ?? statedPositions)
        self.init(
            vocabularySize: try settings.int("vocab_size"),
            hiddenSize: hiddenSize,
            intermediateSize: try settings.int("intermediate_size"),
            layerCount: try settings.int("num_hidden_layers"),
            headCount: headCount,
            keyValueHeadCount: try settings.intIfPresent("num_key_value_heads") ?? headCount,
            headDimension: try settings.intIfPresent("head_dim") ?? family.usualHeadDimension ?? hiddenSize / headCount,
            rmsNormEpsilon: Float(try settings.doubleIfPresent("rms_norm_eps") ?? 1e-6),
            ropeTheta: Float(try rope?.doubleIfPresent("rope_theta") ?? settings.doubleIfPresent("rope_theta") ?? 10_000),
            ropeScaling: try rope.flatMap { try Self.scaling($0, maximumPositions: statedPositions) },
            tiedEmbeddings: try settings.boolIfPresent("tie_word_embeddings") ?? false,
            maximumPositions: maximumPositions,
            family: family)
        try validate(path: settings.file)
    }

    /// The positions that attention goes back, when they are limited.
    private static func window(_ settings: JSONObject, family: DecoderFamily) throws -> Int? {
        switch family.window {
        case .none: nil
        case .stated: try settings.intIfPresent("sliding_window")
        case .switched: try settings.boolIfPresent("use_sliding_window") == true ? settings.intIfPresent("sliding_window") : nil
        }
    }

    private static func scaling(_ rope: JSONObject, maximumPositions: Int) throws -> RopeScaling? {
        // `type` is the key's name before transformers 4.43.
        switch try rope.stringIfPresent("rope_type") ?? rope.stringIfPresent("type") ?? "default" {
        case "default":
            return nil
        case "linear":
            return .linear(factor: Float(try rope.double("factor")))
        case "llama3":
            return .llama3(
                factor: Float(try rope.double("factor")),
                lowFrequencyFactor: Float(try rope.double("low_freq_factor")),
                highFrequencyFactor: Float(try rope.double("high_freq_factor")),
                originalMaximumPositions: try rope.intIfPresent("original_max_position_embeddings") ?? maximumPositions)
        case let other:
            throw LanguageModelError.unusableSetting(
                key: "rope_type", problem: "is '\(other)'; 'default', 'linear' and 'llama3' are implemented", path: rope.file)
        }
    }
}
