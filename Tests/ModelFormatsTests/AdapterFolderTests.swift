import Foundation
import ModelFormats
import Testing

/// Adapters that PEFT wrote.
@Suite struct AdapterFolderTests {
    private typealias Place = AdapterFolder.Place

    @Test(arguments: ["adapter-tied", "adapter-untied"]) func updatesHaveTheReferenceValues(name: String) throws {
        let adapter = try AdapterFolder(path: Fixture.path(name))
        let expected = try Fixture.expected("adapters").object(name)
        #expect(adapter.updates.count == 4)
        for (place, update) in adapter.updates {
            let stem = "base_model.model.model.layers.\(place.layer).\(place.module)"
            #expect(try update.a.floats() == expected.floats("\(stem).lora_A.weight"))
            #expect(try update.b.floats() == expected.floats("\(stem).lora_B.weight"))
        }
        let down = try #require(adapter.updates[Place(layer: 1, module: "mlp.down_proj")])
        #expect(down.rank == 2 && down.inputFeatures == 16 && down.outputFeatures == 8)
    }

    @Test func aTiedHeadHasNoRowsOfItsOwn() throws {
        let adapter = try AdapterFolder(path: Fixture.path("adapter-tied"))
        let expected = try Fixture.expected("adapters").object("adapter-tied")
        #expect(adapter.inputRows?.ids == [12, 13])
        let key = "base_model.model.model.embed_tokens.token_adapter.trainable_tokens_delta"
        #expect(try adapter.inputRows?.rows.floats() == expected.floats(key))
        #expect(adapter.outputRows == nil)
        #expect(adapter.configuration.scale == 3)
    }

    @Test func anUntiedHeadHasItsOwnRows() throws {
        let adapter = try AdapterFolder(path: Fixture.path("adapter-untied"))
        let expected = try Fixture.expected("adapters").object("adapter-untied")
        #expect(adapter.outputRows?.ids == [12, 13])
        let key = "base_model.model.lm_head.token_adapter.trainable_tokens_delta"
        #expect(try adapter.outputRows?.rows.floats() == expected.floats(key))
        #expect(adapter.configuration.usesRankStabilisedScaling)
        #expect(abs(adapter.configuration.scale - 4.2426405) < 1e-6)
    }

    @Test(arguments: [
        (#""peft_type": "LORA""#, #""peft_type": "IA3""#, "key 'peft_type': is 'IA3', only 'LORA' adapters are supported."),
        (
            #""use_dora": false"#, #""use_dora": true"#,
            "key 'use_dora': asks for a kind of adapter that is not supported; use plain LoRA without it."
        ),
        (
            #""rank_pattern": {}"#, #""rank_pattern": {"q_proj": 4}"#,
            "key 'rank_pattern': asks for a kind of adapter that is not supported; use plain LoRA without it."
        ),
        (
            #""modules_to_save": null"#, #""modules_to_save": ["lm_head"]"#,
            "key 'modules_to_save': asks for a kind of adapter that is not supported; use plain LoRA without it."
        ),
        (
            #""fan_in_fan_out": false"#, #""fan_in_fan_out": true"#,
            "key 'fan_in_fan_out': asks for a kind of adapter that is not supported; use plain LoRA without it."
        ),
        (#""bias": "none""#, #""bias": "all""#, "key 'bias': asks for a kind of adapter that is not supported; use plain LoRA without it."),
        (
            #""init_lora_weights": true"#, #""init_lora_weights": "pissa""#,
            "key 'init_lora_weights': is 'pissa', which is not supported; "
                + "convert the adapter to plain LoRA with PEFT's path_initial_model_for_weight_conversion."
        ),
        (#""r": 2"#, #""r": 0"#, "key 'r': is 0, not a positive rank."),
        (#""r": 2"#, #""s": 2"#, "key 'r': is missing."),
    ])
    func unsupportedConfigurationsAreNamed(old: String, new: String, words: String) throws {
        let temporary = try TemporaryFolder()
        let path = try temporary.copy("adapter-tied")
        let text = try String(contentsOfFile: path + "/adapter_config.json", encoding: .utf8)
        #expect(text.contains(old))
        try temporary.put("adapter-tied/adapter_config.json", text.replacingOccurrences(of: old, with: new))
        #expect(temporary.words { _ = try AdapterFolder(path: path) } == "adapter-tied/adapter_config.json, \(words)")
    }

    private func words(replacing tensors: [TensorPayload]) throws -> String {
        let temporary = try TemporaryFolder()
        let path = try temporary.copy("adapter-tied")
        try SafetensorsWriter.write(tensors, to: path + "/adapter_model.safetensors")
        return temporary.words { _ = try AdapterFolder(path: path) }
    }

    private let stem = "base_model.model.model.layers.0.self_attn.q_proj"

    @Test func halfAPairIsNamed() throws {
        let tensor = TensorPayload(name: stem + ".lora_A.weight", shape: [2, 1], values: [1, 2])
        #expect(
            try words(replacing: [tensor])
                == "adapter-tied/adapter_model.safetensors, tensor '\(stem).lora_A.weight': has no lora_B to go with it.")
    }

    @Test func anotherRankThanConfiguredIsNamed() throws {
        let tensors = [
            TensorPayload(name: stem + ".lora_A.weight", shape: [1, 2], values: [1, 2]),
            TensorPayload(name: stem + ".lora_B.weight", shape: [2, 1], values: [1, 2]),
        ]
        #expect(
            try words(replacing: tensors)
                == "adapter-tied/adapter_model.safetensors, tensor '\(stem).lora_A.weight': has shape [1, 2] and its lora_B [2, 1], "
                + "which is not rank 2 as adapter_config.json says.")
    }

    @Test func aWholeEmbeddingIsNamed() throws {
        let tensor = TensorPayload(name: "base_model.model.model.embed_tokens.weight", shape: [1, 2], values: [1, 2])
        #expect(
            try words(replacing: [tensor])
                == "adapter-tied/adapter_model.safetensors, tensor 'base_model.model.model.embed_tokens.weight': "
                + "is not part of a plain LoRA adapter of a decoder's layers; "
                + "train new token rows as trainable_token_indices, not as whole matrices.")
    }

    @Test func missingTokenRowsAreNamed() throws {
        #expect(
            try words(replacing: [])
                == "adapter-tied/adapter_model.safetensors, tensor "
                + "'base_model.model.model.embed_tokens.token_adapter.trainable_tokens_delta': "
                + "is missing, though adapter_config.json lists 2 trainable tokens.")
    }
}
