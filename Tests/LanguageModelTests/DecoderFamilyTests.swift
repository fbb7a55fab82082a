import Foundation
import LanguageModel
import ModelFormats
import Testing

/// What the relatives of Llama have beside its layers; their logits are among those of `ReferenceLogitsTests`.
@Suite struct DecoderFamilyTests {
    @Test(arguments: Fixture.families) func aModelKnowsItsFamily(name: String) throws {
        let folder = try Fixture.model(name)
        #expect(folder.description.architecture == name)
        #expect(folder.configuration.family.name == name)
        // GGUF files call Mistral a Llama.
        #expect(try Fixture.model("\(name).gguf").configuration.family.name == (name == "mistral" ? "llama" : name))
    }

    @Test func aWindowLimitsThePositions() throws {
        let model = try Fixture.model("mistral")
        #expect(model.configuration.maximumPositions == 24)
        let session = InferenceSession.make(model)
        #expect(throws: LanguageModelError.contextFull(needed: 25, limit: 24)) {
            _ = try session.prefill(session.newSequence(), tokens: [Int](repeating: 7, count: 25))
        }
        #expect(try changed("mistral", "\"sliding_window\": 24", "\"sliding_window\": null").configuration.maximumPositions == 256)
        let off = ("\"sliding_window\": null", "\"sliding_window\": 16")
        #expect(try changed("qwen2", off.0, off.1).configuration.maximumPositions == 256)
        let on = try changed(
            "qwen2", "\"sliding_window\": null", "\"sliding_window\": 16", "\"use_sliding_window\": false", "\"use_sliding_window\": true")
        #expect(on.configuration.maximumPositions == 16)
    }

    /// Qwen 3 states `attention_bias`, which no published model sets; Qwen 2 has its biases without stating them.
    @Test func biasesThatAreNotImplementedAreRefused() {
        #expect { try changed("qwen3", "\"attention_bias\": false", "\"attention_bias\": true") } throws: {
            "\($0)".contains("attention_bias")
        }
    }

    @Test(arguments: [
        ("qwen2", "model.layers.1.self_attn.k_proj.bias"), ("qwen3", "model.layers.0.self_attn.q_norm.weight"),
    ]) func aPartThatIsMissingIsNamed(name: String, tensor: String) throws {
        let copy = try Fixture.copy(name)
        defer { try? FileManager.default.removeItem(at: copy) }
        let path = copy.appendingPathComponent("model.safetensors").path
        let file = try SafetensorsFile(path: path)
        let kept = try file.tensorNames.filter { $0 != tensor }.map { TensorPayload(try file.tensor($0)) }
        try SafetensorsWriter.write(kept, to: path)
        #expect(throws: LanguageModelError.missingTensors(names: [tensor], path: copy.path)) { _ = try LoadedModel.load(path: copy.path) }
    }

    @Test(arguments: Fixture.families) func aMergedFolderStaysInItsFamily(name: String) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lm-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = try Fixture.model(name)
        try LlamaCheckpointWriter.writeMerged(model, to: folder.path)
        #expect(try LoadedModel.load(path: folder.path).configuration == model.configuration)
    }

    /// A copy of a fixture with changes to its `config.json`, loaded.
    private func changed(_ name: String, _ texts: String...) throws -> LoadedModel {
        let copy = try Fixture.copy(name)
        defer { try? FileManager.default.removeItem(at: copy) }
        let file = copy.appendingPathComponent("config.json")
        var json = try String(contentsOf: file, encoding: .utf8)
        for pair in stride(from: 0, to: texts.count, by: 2) {
            try #require(json.contains(texts[pair]))
            json = json.replacing(texts[pair], with: texts[pair + 1])
        }
        try json.write(to: file, atomically: true, encoding: .utf8)
        return try LoadedModel.load(path: copy.path)
    }
}
