import Compute
import Foundation
import LanguageModel
import ModelFormats
import Testing

@Suite struct GGUFExportTests {
    /// Writes a model of the fixtures as GGUF and hands over the file.
    private func export<Result>(
        _ model: LoadedModel, as type: ElementType, _ body: (String) throws -> Result
    ) throws -> Result {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("lm-\(UUID().uuidString).gguf").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try LlamaGGUFWriter.write(model, name: "tiny", to: path, as: type)
        return try body(path)
    }

    private func logits(_ model: LoadedModel, _ tokens: [Int]) throws -> [[Float]] {
        let session = InferenceSession.make(model)
        var rows: [[Float]] = []
        try session.prefill(session.newSequence(), tokens: tokens) { _, logits in rows.append(Array(logits)) }
        return rows
    }

    /// The same model in F32 by the other writer, or as it is when `config.json` cannot state it.
    private func merged(_ model: LoadedModel) throws -> LoadedModel {
        if case .divisors? = model.configuration.ropeScaling { return model }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lm-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try LlamaCheckpointWriter.writeMerged(model, to: folder.path)
        // The mapped weights outlive their file's name.
        return try LoadedModel.load(path: folder.path)
    }

    /// 1e-6 is the rounding of logits that are added up from the same numbers.
    @Test(arguments: ReferenceLogitsTests.cases) func f32KeepsTheLogitsOfTheMergedModel(name: String) throws {
        let model = try Fixture.model(name)
        let (tokens, expected) = try Fixture.expected(name)
        let reference = try logits(merged(model), tokens)
        try export(model, as: .f32) { path in
            let found = try logits(LoadedModel.load(path: path), tokens)
            for position in tokens.indices {
                #expect(relativeError(found[position], reference[position]) <= 1e-6, "position \(position)")
                #expect(relativeError(found[position], expected[position]) < 1e-4, "position \(position)")
            }
        }
    }

    /// Half precision has 11 bits, Q8_0 about 7 of a block's largest. Random weights are the worst case: nothing stands out of the noise,
    /// and two layers add it up. (On SmolLM2-135M the errors are 0.002 and 0.06.)
    @Test(arguments: [(ElementType.f16, Float(5e-3)), (.q8_0, 0.15)]) func roundedTypesStayNear(type: ElementType, tolerance: Float) throws
    {
        let (tokens, expected) = try Fixture.expected("adapter")
        try export(Fixture.model("adapter"), as: type) { path in
            let found = try logits(LoadedModel.load(path: path), tokens)
            for position in tokens.indices {
                #expect(relativeError(found[position], expected[position]) < tolerance, "position \(position)")
            }
        }
    }

    @Test(arguments: ["tied.gguf", "mistral.gguf", "qwen2.gguf", "qwen3.gguf"])
    func aModelOfHalvesIsTheSameFileContentsAgain(name: String) throws {
        let original = try GGUFFile(path: Fixture.path(name))
        try export(Fixture.model(name), as: .f16) { path in
            let copy = try GGUFFile(path: path)
            #expect(Set(copy.listing.map(\.name)) == Set(original.listing.map(\.name)))
            for tensor in original.listing {
                let (a, b) = (try original.tensor(tensor.name), try copy.tensor(tensor.name))
                #expect(a.shape == b.shape && a.type == b.type, "\(tensor.name)")
                #expect(try a.floats() == b.floats(), "\(tensor.name)")
            }
        }
    }

    @Test func addedTokensAreControlTokensWithTheirIDs() throws {
        let model = try Fixture.model("adapter")
        try export(model, as: .f16) { path in
            let file = try GGUFFile(path: path)
            let texts = try #require(file.metadata["tokenizer.ggml.tokens"]?.strings)
            #expect(Array(texts[300...]) == ["<DEBUG>", "<TAG>", "<REFUSE>", "<LORE>"])
            #expect(try #require(file.metadata["tokenizer.ggml.token_type"]?.ints)[300...].allSatisfy { $0 == 3 })
            #expect(file.metadata["llama.vocab_size"]?.int == 304)
            let copy = try LoadedModel.load(path: path)
            #expect(copy.tokenizer.specialToken("<LORE>") == 303)
            #expect(copy.tokenizer.encode("the cat <LORE> sat") == model.tokenizer.encode("the cat <LORE> sat"))
            #expect(copy.chatTemplate == model.chatTemplate)
            #expect(copy.tokenizer.stopTokens == model.tokenizer.stopTokens)
        }
    }

    @Test func theSettingsAreThoseOfTheModel() throws {
        try export(Fixture.model("untied"), as: .q8_0) { path in
            let file = try GGUFFile(path: path)
            #expect(file.metadata["general.architecture"]?.string == "llama")
            #expect(file.metadata["general.file_type"]?.int == 7)
            #expect(file.metadata["llama.rope.dimension_count"]?.int == 32)
            #expect(file.metadata["llama.attention.head_count_kv"]?.int == 2)
            #expect(try file.tensor("rope_freqs.weight").type == .f32)
            #expect(try file.tensor("blk.0.attn_norm.weight").type == .f32)
            #expect(try file.tensor("output.weight").type == .q8_0)
            #expect(!file.listing.contains { $0.name.hasPrefix("model.") })
        }
        let linear = try Fixture.model("linear")
        try export(linear, as: .f32) { path in
            let found = try LoadedModel.load(path: path).configuration
            #expect(found == linear.configuration)
        }
    }

    @Test func anUnwritablePlaceIsNamedAndNothingIsLeft() throws {
        let model = try Fixture.model("tied")
        #expect { try LlamaGGUFWriter.write(model, name: "tiny", to: "/nowhere/tiny.gguf") } throws: {
            "\($0)".contains("/nowhere/tiny.gguf")
        }
    }
}
