import Foundation

extension LlamaConfiguration {
    /// Reads `config.json` of a Hugging Face checkpoint, as transformers 4 and 5 write it.
    ///
    /// - Parameters:
    ///   - json: the file's bytes.
    ///   - path: the file's name in errors.
    /// - Throws: `LanguageModelError.unusableSetting` naming the key, for sizes that do not fit and for variants of the
    ///   architecture that are not implemented (biases, other activations, other rope types).
    public init(huggingFace json: Data, path: String) throws {
        let settings: HuggingFaceSettings
        do {
            settings = try JSONDecoder().decode(HuggingFaceSettings.self, from: json)
        } catch let DecodingError.keyNotFound(key, _) {
            throw LanguageModelError.unusableSetting(key: key.stringValue, problem: "is missing", path: path)
        } catch let DecodingError.typeMismatch(_, context), let DecodingError.valueNotFound(_, context) {
            let key = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw LanguageModelError.unusableSetting(key: key, problem: "has the wrong type", path: path)
        } catch {
            throw LanguageModelError.unusableSetting(key: "config.json", problem: "is not readable JSON", path: path)
        }
        try self.init(settings, path: path)
    }

    private init(_ settings: HuggingFaceSettings, path: String) throws {
        func refuse(_ key: String, _ problem: String) -> LanguageModelError {
            .unusableSetting(key: key, problem: problem, path: path)
        }
        if settings.attention_bias == true { throw refuse("attention_bias", "is true; biases in attention are not implemented") }
        if settings.mlp_bias == true { throw refuse("mlp_bias", "is true; biases in feed-forward layers are not implemented") }
        if let activation = settings.hidden_act, activation != "silu" {
            throw refuse("hidden_act", "is '\(activation)'; only 'silu' is implemented")
        }
        let rope = settings.rope_parameters ?? settings.rope_scaling
        if let fraction = rope?.partial_rotary_factor ?? settings.partial_rotary_factor, fraction != 1 {
            throw refuse("partial_rotary_factor", "is \(fraction); only whole heads can be rotated")
        }
        guard settings.num_attention_heads > 0 else { throw refuse("num_attention_heads", "must be positive") }
        self.init(
            vocabularySize: settings.vocab_size,
            hiddenSize: settings.hidden_size,
            intermediateSize: settings.intermediate_size,
            layerCount: settings.num_hidden_layers,
            headCount: settings.num_attention_heads,
            keyValueHeadCount: settings.num_key_value_heads ?? settings.num_attention_heads,
            headDimension: settings.head_dim ?? settings.hidden_size / settings.num_attention_heads,
            rmsNormEpsilon: settings.rms_norm_eps ?? 1e-6,
            ropeTheta: rope?.rope_theta ?? settings.rope_theta ?? 10_000,
            ropeScaling: try Self.scaling(rope, maximumPositions: settings.max_position_embeddings, path: path),
            tiedEmbeddings: settings.tie_word_embeddings ?? false,
            maximumPositions: settings.max_position_embeddings ?? 2048)
        try validate(path: path)
    }

    private static func scaling(_ rope: HuggingFaceSettings.Rope?, maximumPositions: Int?, path: String) throws -> RopeScaling? {
        guard let rope else { return nil }
        func required<Value>(_ value: Value?, _ key: String) throws -> Value {
            guard let value else { throw LanguageModelError.unusableSetting(key: "rope_scaling.\(key)", problem: "is missing", path: path) }
            return value
        }
        switch rope.rope_type ?? rope.type ?? "default" {
        case "default":
            return nil
        case "linear":
            return .linear(factor: try required(rope.factor, "factor"))
        case "llama3":
            return .llama3(
                factor: try required(rope.factor, "factor"),
                lowFrequencyFactor: try required(rope.low_freq_factor, "low_freq_factor"),
                highFrequencyFactor: try required(rope.high_freq_factor, "high_freq_factor"),
                originalMaximumPositions: try required(
                    rope.original_max_position_embeddings ?? maximumPositions, "original_max_position_embeddings"))
        case let other:
            throw LanguageModelError.unusableSetting(
                key: "rope_scaling.rope_type", problem: "is '\(other)'; 'default', 'linear' and 'llama3' are implemented", path: path)
        }
    }
}

/// The keys of `config.json` that a Llama-type decoder depends on, under the file's own names.
private struct HuggingFaceSettings: Decodable {
    struct Rope: Decodable {
        var rope_type: String?
        /// The name of `rope_type` before transformers 4.43.
        var type: String?
        var rope_theta: Float?
        var factor: Float?
        var low_freq_factor: Float?
        var high_freq_factor: Float?
        var original_max_position_embeddings: Int?
        var partial_rotary_factor: Float?
    }

    var vocab_size: Int
    var hidden_size: Int
    var intermediate_size: Int
    var num_hidden_layers: Int
    var num_attention_heads: Int
    var num_key_value_heads: Int?
    var head_dim: Int?
    var rms_norm_eps: Float?
    var rope_theta: Float?
    /// Since transformers 5, theta and scaling together.
    var rope_parameters: Rope?
    var rope_scaling: Rope?
    var partial_rotary_factor: Float?
    var max_position_embeddings: Int?
    var tie_word_embeddings: Bool?
    var attention_bias: Bool?
    var mlp_bias: Bool?
    var hidden_act: String?
}
