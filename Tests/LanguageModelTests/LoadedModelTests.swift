import LanguageModel
import ModelFormats
import Testing

@Suite struct LoadedModelTests {
    @Test func aModelSaysWhatItIs() throws {
        let model = try Fixture.model("tied.gguf")
        #expect(model.description.architecture == "llama")
        #expect(model.description.weightType == "F16")
        #expect(model.description.parameterCount == 80_960)
        #expect(model.vocabularySize == 300)
        #expect(model.configuration.maximumPositions == 256)
    }

    /// The two forms of a checkpoint agree in everything but how llama3 scaling is stated.
    @Test(arguments: ["tied", "untied"]) func bothFormsOfACheckpointHaveTheSameSettings(name: String) throws {
        var folder = try Fixture.model(name).configuration
        var file = try Fixture.model("\(name).gguf").configuration
        for (a, b) in zip(folder.inverseFrequencies, file.inverseFrequencies) { #expect(abs(a - b) <= 4e-7 * abs(a)) }
        folder.ropeScaling = nil
        file.ropeScaling = nil
        #expect(folder == file)
    }

    @Test func addedTokensAreSpecialTokensAfterTheVocabulary() throws {
        let model = try Fixture.model("adapter")
        #expect(model.vocabularySize == 304)
        #expect(["<DEBUG>", "<TAG>", "<REFUSE>", "<LORE>"].map(model.tokenizer.specialToken) == [300, 301, 302, 303])
        #expect(model.tokenizer.encode("<DEBUG>").allSatisfy { $0 < 300 })
        #expect(model.description.adapterParameterCount == model.adapter?.parameterCount)
    }

    /// transformers 4 wrote `rope_theta` beside a `rope_scaling`; 5 writes both into `rope_parameters`.
    @Test func bothFormsOfRopeSettingsAreRead() throws {
        func settings(_ rope: [JSONObject.Member]) throws -> LlamaConfiguration {
            let sizes = [
                "vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads",
            ].map { JSONObject.Member($0, .int(8)) }
            return try LlamaConfiguration(huggingFace: JSONObject(sizes + [.init("head_dim", .int(4))] + rope))
        }
        let scaling: [JSONObject.Member] = [.init("type", .string("linear")), .init("factor", .int(2))]
        let old = try settings([.init("rope_theta", .number(500)), .init("rope_scaling", .object(JSONObject(scaling)))])
        let new = try settings([.init("rope_parameters", .object(JSONObject(scaling + [.init("rope_theta", .number(500))])))])
        #expect(old == new)
        #expect(old.ropeScaling == .linear(factor: 2) && old.ropeTheta == 500)
        #expect(try settings([.init("rope_scaling", .null)]).ropeTheta == 10_000)
    }
}
