import Compute
import ModelFormats
import Tokenization

extension LlamaConfiguration {
    /// `config.json` as transformers 4 and 5 read it.
    ///
    /// - Throws: `LanguageModelError.unusableSetting` for rope divisors, which only GGUF files can state.
    func huggingFaceJSON(tokenizer: Tokenizer, elementType: ElementType, path: String) throws -> JSONObject {
        func identifier(_ id: Int?) -> JSONValue { id.map(JSONValue.int) ?? .null }
        let members: [JSONObject.Member] = [
            .init("architectures", .array([.string(family.className)])),
            .init("model_type", .string(family.name)),
            .init("vocab_size", .int(vocabularySize)),
            .init("hidden_size", .int(hiddenSize)),
            .init("intermediate_size", .int(intermediateSize)),
            .init("num_hidden_layers", .int(layerCount)),
            .init("num_attention_heads", .int(headCount)),
            .init("num_key_value_heads", .int(keyValueHeadCount)),
            .init("head_dim", .int(headDimension)),
            .init("hidden_act", .string("silu")),
            .init("rms_norm_eps", .number(Self.shortest(rmsNormEpsilon))),
            .init("rope_theta", .number(Self.shortest(ropeTheta))),
            .init("rope_scaling", try ropeScalingJSON(path: path)),
            .init("max_position_embeddings", .int(maximumPositions)),
            .init("tie_word_embeddings", .bool(tiedEmbeddings)),
            .init("bos_token_id", identifier(tokenizer.beginOfText)),
            .init("eos_token_id", identifier(tokenizer.endOfText)),
            .init("pad_token_id", identifier(tokenizer.padding)),
            .init("torch_dtype", .string(elementType == .f16 ? "float16" : elementType == .bf16 ? "bfloat16" : "float32")),
        ]
        return JSONObject(members + familyMembers)
    }

    /// What transformers would otherwise take to be as in the family's first models.
    private var familyMembers: [JSONObject.Member] {
        let biases: [JSONObject.Member] = family.statesAttentionBias ? [.init("attention_bias", .bool(false))] : []
        switch family.window {
        case .none: return biases + [.init("mlp_bias", .bool(false))]
        // `maximumPositions` lie within the window.
        case .stated: return [.init("sliding_window", .null)]
        case .switched: return biases + [.init("use_sliding_window", .bool(false))]
        }
    }

    private func ropeScalingJSON(path: String) throws -> JSONValue {
        switch ropeScaling {
        case nil:
            return .null
        case .linear(let factor):
            return .object(JSONObject([.init("rope_type", .string("linear")), .init("factor", .number(Self.shortest(factor)))]))
        case .llama3(let factor, let low, let high, let original):
            return .object(
                JSONObject([
                    .init("rope_type", .string("llama3")),
                    .init("factor", .number(Self.shortest(factor))),
                    .init("low_freq_factor", .number(Self.shortest(low))),
                    .init("high_freq_factor", .number(Self.shortest(high))),
                    .init("original_max_position_embeddings", .int(original)),
                ]))
        case .divisors:
            throw LanguageModelError.unusableSetting(
                key: "rope_freqs.weight", problem: "cannot be written to config.json; merge from the Hugging Face folder of this model",
                path: path)
        }
    }

    /// The double with the fewest digits that reads back as this float: `1e-05`, not `9.99999974e-06`.
    private static func shortest(_ value: Float) -> Double {
        Double("\(value)") ?? Double(value)
    }
}
