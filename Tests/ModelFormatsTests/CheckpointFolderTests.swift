import Foundation
import ModelFormats
import Testing

/// Hugging Face folders, whole and in shards.
@Suite struct CheckpointFolderTests {
    @Test(arguments: ["checkpoint", "checkpoint-sharded"]) func everyTensorHasTheReferenceValues(name: String) throws {
        let folder = try CheckpointFolder(path: Fixture.path(name))
        let expected = try Fixture.expected("checkpoint")
        #expect(Set(folder.tensorNames) == Set(expected.keys))
        for key in expected.keys {
            let sum = try folder.tensor(key).floats().reduce(0.0) { $0 + Double($1) }
            #expect(abs(sum - (try expected.double(key))) < 1e-9)
        }
    }

    @Test func theConfigurationIsRead() throws {
        let configuration = try CheckpointFolder(path: Fixture.path("checkpoint")).configuration
        #expect(try configuration.string("model_type") == "llama")
        #expect(try configuration.int("hidden_size") == 8)
        #expect(try configuration.bool("tie_word_embeddings"))
        #expect(try configuration.double("rms_norm_eps") == 1e-6)
    }

    @Test func optionalFilesMayBeThereOrNot() throws {
        let temporary = try TemporaryFolder()
        let path = try temporary.copy("checkpoint")
        let bare = try CheckpointFolder(path: path)
        #expect(bare.tokenizerPath == nil)
        try temporary.put("checkpoint/tokenizer.json", "{}")
        // What no reader needs may be damaged.
        try temporary.put("checkpoint/generation_config.json", "{")
        let full = try CheckpointFolder(path: path)
        #expect(full.tokenizerPath == path + "/tokenizer.json")
    }

    @Test func aMissingFolderIsNamed() throws {
        let temporary = try TemporaryFolder()
        #expect(
            temporary.words { _ = try CheckpointFolder(path: temporary.file("none")) }
                == "none: cannot be opened: No such file or directory; check the path.")
    }

    @Test func aFolderWithoutConfigurationIsNamed() throws {
        let temporary = try TemporaryFolder()
        let path = try temporary.copy("checkpoint")
        try FileManager.default.removeItem(atPath: path + "/config.json")
        #expect(
            temporary.words { _ = try CheckpointFolder(path: path) }
                == "checkpoint/config.json: is missing; give a Hugging Face model folder or a .gguf file.")
    }

    @Test func pickledWeightsAreNamed() throws {
        let temporary = try TemporaryFolder()
        let path = try temporary.copy("checkpoint")
        try FileManager.default.moveItem(atPath: path + "/model.safetensors", toPath: path + "/pytorch_model.bin")
        #expect(
            temporary.words { _ = try CheckpointFolder(path: path) }
                == "checkpoint/model.safetensors: is missing; convert pytorch_model.bin to safetensors first.")
    }

    @Test func aMissingShardIsNamed() throws {
        let temporary = try TemporaryFolder()
        let path = try temporary.copy("checkpoint-sharded")
        try FileManager.default.removeItem(atPath: path + "/model-00002-of-00003.safetensors")
        #expect(
            temporary.words { _ = try CheckpointFolder(path: path) }
                == "checkpoint-sharded/model-00002-of-00003.safetensors: is missing; it is a shard named by "
                + "checkpoint-sharded/model.safetensors.index.json; download it too.")
    }

    @Test func aShardWithoutItsTensorIsNamed() throws {
        let temporary = try TemporaryFolder()
        let path = try temporary.copy("checkpoint-sharded")
        try temporary.put(
            "checkpoint-sharded/model.safetensors.index.json",
            #"{"weight_map": {"model.norm.weight": "model-00001-of-00003.safetensors"}}"#)
        #expect(
            temporary.words { _ = try CheckpointFolder(path: path) }
                == "checkpoint-sharded/model.safetensors.index.json, key 'weight_map.model.norm.weight': "
                + "is said to be in 'model-00001-of-00003.safetensors', which does not hold it.")
    }

    @Test(arguments: ["../model.safetensors", "/etc/passwd", "", ".."]) func aShardOutsideTheFolderIsRefused(shard: String) throws {
        let temporary = try TemporaryFolder()
        let path = try temporary.copy("checkpoint-sharded")
        try temporary.put("checkpoint-sharded/model.safetensors.index.json", #"{"weight_map": {"a": "\#(shard)"}}"#)
        #expect(
            temporary.words { _ = try CheckpointFolder(path: path) }
                == "checkpoint-sharded/model.safetensors.index.json, key 'weight_map.a': "
                + "names a shard '\(shard)', which is not a plain file name.")
    }

    @Test func aMissingTensorIsNamed() throws {
        let folder = try CheckpointFolder(path: Fixture.path("checkpoint"))
        let error = #expect(throws: FormatError.self) { try folder.tensor("lm_head.weight") }
        #expect(error?.place == "tensor 'lm_head.weight'")
        #expect(error?.problem == "is in none of the folder's safetensors files")
    }
}
