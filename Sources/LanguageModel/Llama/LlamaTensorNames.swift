/// What a Llama-type decoder's tensors are called in a file.
package struct LlamaTensorNames: Sendable {
    package let embedding: String
    package let finalNorm: String
    package let output: String
    package let attentionNorm: @Sendable (Int) -> String
    package let feedForwardNorm: @Sendable (Int) -> String
    package let projection: @Sendable (Int, Projection) -> String
    package let bias: @Sendable (Int, Projection) -> String
    package let queryNorm: @Sendable (Int) -> String
    package let keyNorm: @Sendable (Int) -> String

    /// Names in Hugging Face checkpoints.
    package static let huggingFace = LlamaTensorNames(
        embedding: "model.embed_tokens.weight",
        finalNorm: "model.norm.weight",
        output: "lm_head.weight",
        attentionNorm: { "model.layers.\($0).input_layernorm.weight" },
        feedForwardNorm: { "model.layers.\($0).post_attention_layernorm.weight" },
        projection: { "model.layers.\($0).\($1.rawValue).weight" },
        bias: { "model.layers.\($0).\($1.rawValue).bias" },
        queryNorm: { "model.layers.\($0).self_attn.q_norm.weight" },
        keyNorm: { "model.layers.\($0).self_attn.k_norm.weight" })

    /// Names in GGUF files.
    static let gguf = LlamaTensorNames(
        embedding: "token_embd.weight",
        finalNorm: "output_norm.weight",
        output: "output.weight",
        attentionNorm: { "blk.\($0).attn_norm.weight" },
        feedForwardNorm: { "blk.\($0).ffn_norm.weight" },
        projection: { "blk.\($0).\(ggufName($1)).weight" },
        bias: { "blk.\($0).\(ggufName($1)).bias" },
        queryNorm: { "blk.\($0).attn_q_norm.weight" },
        keyNorm: { "blk.\($0).attn_k_norm.weight" })

    /// Where GGUF files state Llama 3's rope scaling, as divisors of the frequencies.
    static let ropeDivisors = "rope_freqs.weight"

    private static func ggufName(_ projection: Projection) -> String {
        switch projection {
        case .query: "attn_q"
        case .key: "attn_k"
        case .value: "attn_v"
        case .attentionOutput: "attn_output"
        case .gate: "ffn_gate"
        case .up: "ffn_up"
        case .down: "ffn_down"
        }
    }

    /// Every tensor a checkpoint of these sizes has, in the usual order, with its shape (outermost dimension first).
    func shapes(_ configuration: LlamaConfiguration) -> [(name: String, shape: [Int])] {
        let table = [configuration.vocabularySize, configuration.hiddenSize]
        var shapes = [(embedding, table)]
        for layer in 0..<configuration.layerCount {
            shapes.append((attentionNorm(layer), [configuration.hiddenSize]))
            for projection in Projection.allCases {
                let shape = configuration.shape(of: projection)
                shapes.append((self.projection(layer, projection), [shape.rows, shape.columns]))
                if configuration.family.hasBias(projection) { shapes.append((bias(layer, projection), [shape.rows])) }
            }
            if configuration.family.hasHeadNorms {
                shapes.append((queryNorm(layer), [configuration.headDimension]))
                shapes.append((keyNorm(layer), [configuration.headDimension]))
            }
            shapes.append((feedForwardNorm(layer), [configuration.hiddenSize]))
        }
        shapes.append((finalNorm, [configuration.hiddenSize]))
        if !configuration.tiedEmbeddings { shapes.append((output, table)) }
        return shapes
    }
}
