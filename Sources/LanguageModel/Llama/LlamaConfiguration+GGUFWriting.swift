import ModelFormats

extension LlamaConfiguration {
    /// The metadata of a GGUF file that begin with its architecture's name: `llama.*`.
    var ggufMetadata: [(key: String, value: GGUFValue)] {
        func size(_ value: Int) -> GGUFValue { .uint32(UInt32(clamping: value)) }
        let prefix = family.ggufName
        var metadata: [(key: String, value: GGUFValue)] = [
            ("\(prefix).vocab_size", size(vocabularySize)),
            ("\(prefix).context_length", size(maximumPositions)),
            ("\(prefix).embedding_length", size(hiddenSize)),
            ("\(prefix).block_count", size(layerCount)),
            ("\(prefix).feed_forward_length", size(intermediateSize)),
            ("\(prefix).attention.head_count", size(headCount)),
            ("\(prefix).attention.head_count_kv", size(keyValueHeadCount)),
            ("\(prefix).attention.key_length", size(headDimension)),
            ("\(prefix).attention.value_length", size(headDimension)),
            ("\(prefix).attention.layer_norm_rms_epsilon", .float32(rmsNormEpsilon)),
            ("\(prefix).rope.dimension_count", size(headDimension)),
            ("\(prefix).rope.freq_base", .float32(ropeTheta)),
        ]
        if case .linear(let factor)? = ropeScaling {
            metadata.append(("\(prefix).rope.scaling.type", .text("linear")))
            metadata.append(("\(prefix).rope.scaling.factor", .float32(factor)))
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
