import Foundation
import LanguageModel
import ModelFormats
import Testing

/// Files that are damaged or not what they claim get an error that names what is wrong.
@Suite struct LoadingErrorTests {
    /// Loads a copy of a fixture after a change to it.
    private func load(_ fixture: String = "tied", adapter: String? = nil, _ change: (URL) throws -> Void) throws -> LoadedModel {
        let copy = try Fixture.copy(adapter ?? fixture)
        defer { try? FileManager.default.removeItem(at: copy) }
        try change(copy)
        return adapter == nil
            ? try LoadedModel.load(path: copy.path) : try LoadedModel.load(path: Fixture.path(fixture), adapter: copy.path)
    }

    /// Loads the tied fixture with a change to its `config.json`.
    private func load(replacing text: String, with replacement: String) throws -> LoadedModel {
        try load { folder in
            let file = folder.appendingPathComponent("config.json")
            let json = try String(contentsOf: file, encoding: .utf8)
            try #require(json.contains(text))
            try json.replacing(text, with: replacement).write(to: file, atomically: true, encoding: .utf8)
        }
    }

    /// Rewrites the folder's safetensors file.
    private func rewrite(_ folder: URL, file name: String = "model.safetensors", _ change: (StoredTensor) throws -> TensorPayload?) throws {
        let path = folder.appendingPathComponent(name).path
        let file = try SafetensorsFile(path: path)
        try SafetensorsWriter.write(try file.tensorNames.compactMap { try change(file.tensor($0)) }, to: path)
    }

    private func description(of body: () throws -> Void) -> String {
        do {
            try body()
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    /// A shape of an unknown type is tied to no bytes; the numbers of such tensors must not add up to a trap.
    @Test func impossiblyManyParametersOfUnknownTypesAreNoTrap() throws {
        let model = try load { folder in
            let path = folder.appendingPathComponent("model.safetensors")
            let data = try Data(contentsOf: path)
            let length = data.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
            var header = try #require(
                try JSONSerialization.jsonObject(with: data[8..<8 + length]) as? [String: Any])
            let end = data.count - 8 - length
            for layer in 0..<2 {
                header["model.layers.\(layer).self_attn.rotary_emb.inv_freq"] = [
                    "dtype": "FOO", "shape": [1 << 62], "data_offsets": [end, end],
                ]
            }
            let changed = try JSONSerialization.data(withJSONObject: header)
            let size = withUnsafeBytes(of: UInt64(changed.count).littleEndian) { Data($0) }
            try (size + changed + data[(8 + length)...]).write(to: path)
        }
        #expect(model.description.parameterCount == .max)
    }

    @Test func anUnknownArchitectureIsNamedWithThoseKnown() {
        let text = description { _ = try load(replacing: "\"llama\"", with: "\"mamba\"") }
        #expect(text.contains("'mamba'") && text.contains("llama"))
        #expect(ModelRegistry.supports("llama") && !ModelRegistry.supports("mamba"))
        #expect(ModelRegistry.known == ["llama", "mistral", "qwen2", "qwen3"])
    }

    @Test(arguments: [
        ("\"attention_bias\": false", "\"attention_bias\": true", "attention_bias"),
        ("\"mlp_bias\": false", "\"mlp_bias\": true", "mlp_bias"),
        ("\"silu\"", "\"gelu\"", "hidden_act"),
        ("\"rope_type\": \"default\"", "\"rope_type\": \"yarn\"", "yarn"),
        ("\"rope_type\": \"default\"", "\"rope_type\": \"llama3\"", "factor"),
        ("\"rope_type\": \"default\"", "\"partial_rotary_factor\": 0.5", "partial_rotary_factor"),
        ("\"num_attention_heads\": 4", "\"num_attention_heads\": 0", "num_attention_heads"),
        ("\"num_key_value_heads\": 2", "\"num_key_value_heads\": 3", "key/value head count"),
        ("\"head_dim\": 16", "\"head_dim\": 15", "head dimension"),
        ("\"hidden_size\": 64", "\"hidden_size\": 9223372036854775807", "hidden size"),
        ("\"hidden_size\": 64", "\"hidden_size\": \"64\"", "hidden_size"),
        ("\"vocab_size\": 300", "\"vocab_size\": 299", "model.embed_tokens.weight"),
        ("\"rope_theta\": 10000.0", "\"rope_theta\": -1", "rope theta"),
        ("\"use_cache\": true,\n  \"vocab_size\": 300", "\"use_cache\": true", "vocab_size"),
    ]) func settingsThatDoNotFitAreNamed(text: String, replacement: String, named: String) {
        let found = description { _ = try load(replacing: text, with: replacement) }
        #expect(found.contains(named), "\(found)")
    }

    @Test func aMissingTensorIsNamed() {
        let text = description {
            _ = try load { try rewrite($0) { $0.name == "model.layers.1.mlp.up_proj.weight" ? nil : TensorPayload($0) } }
        }
        #expect(text.contains("'model.layers.1.mlp.up_proj.weight' is missing"), "\(text)")
    }

    @Test func aTensorWithoutAPlaceIsNamed() {
        let text = description {
            _ = try load { folder in
                try rewrite(folder) { tensor in
                    tensor.name == "model.norm.weight" ? TensorPayload(tensor, name: "model.other.weight") : TensorPayload(tensor)
                }
            }
        }
        #expect(text.contains("'model.norm.weight' is missing"), "\(text)")
        let layers = description { _ = try load(replacing: "\"num_hidden_layers\": 2", with: "\"num_hidden_layers\": 1") }
        #expect(layers.contains("'model.layers.1.input_layernorm.weight'") && layers.contains("not part"), "\(layers)")
    }

    /// Some checkpoints store a tied head a second time.
    @Test func aCopyOfATiedHeadIsAllowed() throws {
        _ = try load("untied") { folder in
            let file = folder.appendingPathComponent("config.json")
            let json = try String(contentsOf: file, encoding: .utf8)
            try json.replacing("\"tie_word_embeddings\": false", with: "\"tie_word_embeddings\": true")
                .write(to: file, atomically: true, encoding: .utf8)
        }
    }

    @Test func aWrongShapeIsNamed() {
        let text = description {
            _ = try load { folder in
                try rewrite(folder) { tensor in
                    tensor.name.hasSuffix("1.mlp.up_proj.weight")
                        ? TensorPayload(name: tensor.name, shape: [64, 96], values: try tensor.floats()) : TensorPayload(tensor)
                }
            }
        }
        #expect(text.contains("model.layers.1.mlp.up_proj.weight") && text.contains("[64, 96]") && text.contains("[96, 64]"), "\(text)")
    }

    @Test(arguments: ["tied.gguf", "untied.gguf"], [10, 200, 5_000, 20_000, 100_000]) func aCutFileIsRefused(name: String, length: Int) {
        #expect(throws: (any Error).self) {
            _ = try load(name) { file in
                let handle = try FileHandle(forWritingTo: file)
                try handle.truncate(atOffset: UInt64(length))
                try handle.close()
            }
        }
    }

    @Test func aFileThatIsNoModelIsRefused() {
        let text = description { _ = try LoadedModel.load(path: Fixture.path("make_fixtures.py")) }
        #expect(text.contains("make_fixtures.py"), "\(text)")
        let absent = description { _ = try LoadedModel.load(path: Fixture.path("nowhere")) }
        #expect(absent.contains("nowhere"), "\(absent)")
    }

    @Test func anAdapterForAnotherBaseIsRefused() {
        let text = description { _ = try LoadedModel.load(path: Fixture.path("untied"), adapter: Fixture.path("adapter")) }
        #expect(text.contains("lora_A") || text.contains("lora_B"), "\(text)")
    }

    @Test func anAdapterThatReplacesBaseTokensIsRefused() {
        let text = description {
            _ = try load(adapter: "adapter") { folder in
                let file = folder.appendingPathComponent("adapter_config.json")
                let json = try String(contentsOf: file, encoding: .utf8)
                try json.replacing("303", with: "7").write(to: file, atomically: true, encoding: .utf8)
            }
        }
        #expect(text.contains("rows of base tokens cannot be replaced"), "\(text)")
    }

    @Test func anAddedTokenWithoutTextIsNamed() {
        let text = description {
            _ = try load(adapter: "adapter") { folder in
                try "{\"<DEBUG>\": 300, \"<TAG>\": 301}".write(
                    to: folder.appendingPathComponent("added_tokens.json"), atomically: true, encoding: .utf8)
            }
        }
        #expect(text.contains("token 302"), "\(text)")
    }
}
