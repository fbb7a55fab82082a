import Compute
import Foundation
import LanguageModel
import ModelFormats
import Provenance

/// Writes what was trained: a PEFT adapter folder or a Hugging Face folder, with manifest and tokenizer beside it.
struct TrainedOutput {
    let setup: TrainingSetup

    /// The manifest is written last: a folder that has it is whole.
    func write(to folder: String) throws {
        let url = URL(fileURLWithPath: folder, isDirectory: true)
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw TrainingError.unreadable(file: folder, reason: "the folder cannot be made")
        }
        switch setup.model.mode {
        case .lora(let rank, let scale, _): try writeAdapter(to: folder, rank: rank, scale: scale)
        case .full: try writeModel(to: url)
        }
        if setup.pipeline.writesTokenizer { try setup.tokenizer.write(toFolder: folder) }
        try AtomicFile.write(setup.manifest.fileBytes(), to: url.appendingPathComponent("provenance.json").path)
    }

    private var precision: ElementType {
        switch setup.pipeline.precision {
        case .f32: .f32
        case .f16: .f16
        }
    }

    private func writeAdapter(to folder: String, rank: Int, scale: Float) throws {
        let store = setup.model.parameters
        var updates: [AdapterFolder.Place: AdapterWriter.LowRankUpdate] = [:]
        for (index, layer) in setup.model.layers.enumerated() {
            for (projection, map) in layer.maps {
                guard let lowRank = map.lowRank else { continue }
                updates[AdapterFolder.Place(layer: index, module: projection.rawValue)] = AdapterWriter.LowRankUpdate(
                    inputFeatures: map.inputs, outputFeatures: map.outputs, a: store.valuesArray(lowRank.a), b: store.valuesArray(lowRank.b)
                )
            }
        }
        guard case .added(_, let input, let output) = setup.model.tokenTable.trained else { return }
        let ids = setup.manifest.addedTokens.map(\.id)
        let isTied = setup.model.configuration.tiedEmbeddings
        let writer = AdapterWriter(
            configuration: AdapterConfiguration(
                rank: rank, alpha: Double(scale) * Double(rank), inputTokenIDs: ids, outputTokenIDs: isTied ? [] : ids,
                baseModel: setup.manifest.base?.name),
            updates: updates, inputRows: store.valuesArray(input), outputRows: isTied ? [] : store.valuesArray(output))
        try writer.write(to: folder, as: precision)
        let ordered = JSONObject(setup.manifest.addedTokens.map { JSONObject.Member($0.text, .int($0.id)) })
        try AtomicFile.write(JSONWriter.text(.object(ordered), indented: true) + "\n", to: "\(folder)/added_tokens.json")
    }

    private func writeModel(to folder: URL) throws {
        let store = setup.model.parameters
        let tensors = store.entries.map {
            TensorPayload(name: $0.name, shape: $0.shape, values: store.valuesArray($0.slice), as: precision)
        }
        try SafetensorsWriter.write(tensors, to: folder.appendingPathComponent("model.safetensors").path)
        let settings = try setup.model.configuration.huggingFaceSettings(
            precision: precision, beginOfText: setup.tokenizer.beginOfText, endOfText: setup.tokenizer.endOfText)
        try AtomicFile.write(
            JSONWriter.text(.object(settings), indented: true) + "\n", to: folder.appendingPathComponent("config.json").path)
    }
}

extension LlamaConfiguration {
    /// `config.json` of a `LlamaForCausalLM`.
    ///
    /// - Throws: `TrainingError.unsupported` for rotary divisors, which only GGUF files can state.
    func huggingFaceSettings(precision: ElementType, beginOfText: Int?, endOfText: Int?) throws -> JSONObject {
        typealias Member = JSONObject.Member
        let scaling: ModelFormats.JSONValue
        switch ropeScaling {
        case nil: scaling = .null
        case .linear(let factor):
            scaling = .object(JSONObject([Member("rope_type", .string("linear")), Member("factor", .number(Double(factor)))]))
        case .llama3(let factor, let low, let high, let original):
            scaling = .object(
                JSONObject([
                    Member("rope_type", .string("llama3")), Member("factor", .number(Double(factor))),
                    Member("low_freq_factor", .number(Double(low))), Member("high_freq_factor", .number(Double(high))),
                    Member("original_max_position_embeddings", .int(original)),
                ]))
        case .divisors:
            throw TrainingError.unsupported(
                reason: "the base's rotary divisors have no place in a Hugging Face folder; train an adapter (`mode: lora`) instead")
        }
        return JSONObject([
            Member("architectures", .array([.string("LlamaForCausalLM")])),
            Member("model_type", .string("llama")),
            Member("vocab_size", .int(vocabularySize)),
            Member("hidden_size", .int(hiddenSize)),
            Member("intermediate_size", .int(intermediateSize)),
            Member("num_hidden_layers", .int(layerCount)),
            Member("num_attention_heads", .int(headCount)),
            Member("num_key_value_heads", .int(keyValueHeadCount)),
            Member("head_dim", .int(headDimension)),
            Member("rms_norm_eps", .number(Double("\(rmsNormEpsilon)") ?? Double(rmsNormEpsilon))),
            Member("rope_theta", .number(Double(ropeTheta))),
            Member("rope_scaling", scaling),
            Member("max_position_embeddings", .int(maximumPositions)),
            Member("tie_word_embeddings", .bool(tiedEmbeddings)),
            Member("hidden_act", .string("silu")),
            Member("attention_bias", .bool(false)),
            Member("mlp_bias", .bool(false)),
            Member("bos_token_id", beginOfText.map(ModelFormats.JSONValue.int) ?? .null),
            Member("eos_token_id", endOfText.map(ModelFormats.JSONValue.int) ?? .null),
            Member("torch_dtype", .string(precision == .f16 ? "float16" : "float32")),
        ])
    }
}
