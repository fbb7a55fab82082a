import ModelFormats

extension LlamaConfiguration {
    /// The `llama.*` metadata of a GGUF file.
    var ggufMetadata: [(key: String, value: GGUFValue)] {
        func size(_ value: Int) -> GGUFValue { .uint32(UInt32(clamping: value)) }
        var metadata: [(key: String, value: GGUFValue)] = [
            ("llama.vocab_size", size(vocabularySize)),
            ("llama.context_length", size(maximumPositions)),
            ("llama.embedding_length", size(hiddenSize)),
            ("llama.block_count", size(layerCount)),
            ("llama.feed_forward_length", size(intermediateSize)),
            ("llama.attention.head_count", size(headCount)),
            ("llama.attention.head_count_kv", size(keyValueHeadCount)),
            ("llama.attention.key_length", size(headDimension)),
            ("llama.attention.value_length", size(headDimension)),
            ("llama.attention.layer_norm_rms_epsilon", .float32(rmsNormEpsilon)),
            ("llama.rope.dimension_count", size(headDimension)),
            ("llama.rope.freq_base", .float32(ropeTheta)),
        ]
        if case .linear(let factor)? = ropeScaling {
            metadata.append(("llama.rope.scaling.type", .text("linear")))
            metadata.append(("llama.rope.scaling.factor", .float32(factor)))
        }
        return metadata
    }

    /// What `rope_freqs.weight` of a GGUF file holds, [headDimension / 2]; nil when metadata or nothing states the scaling.
    var ropeDivisors: [Float]? {
        switch ropeScaling {
        case nil, .linear?: return nil
        case .divisors(let divisors)?: return divisors
        case .llama3?:
            var plain = self
            plain.ropeScaling = nil
            return zip(plain.inverseFrequencies, inverseFrequencies).map { plain, scaled in
                // Of the neighbours of the rounded quotient, the one that gives exactly the scaled frequency, when there is one.
                let divisor = plain / scaled
                return [divisor, divisor.nextUp, divisor.nextDown].first { plain / $0 == scaled } ?? divisor
            }
        }
    }
}
