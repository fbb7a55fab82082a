import Compute
import Foundation
import LanguageModel
import Testing

@Suite struct CheckpointWriterTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lm-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    private func floats(_ matrix: WeightMatrix) -> [Float] {
        var values = [Float](repeating: 0, count: matrix.rows * matrix.columns)
        values.withUnsafeMutableBufferPointer { values in
            if let start = values.baseAddress { matrix.dequantise(rows: 0..<matrix.rows, into: start) }
        }
        return values
    }

    @Test func aWrittenCheckpointReadsBackAlike() throws {
        let model = try Fixture.model("untied")
        var values = ["model.embed_tokens.weight": floats(model.weights.embedding), "lm_head.weight": floats(model.weights.output)]
        values["model.norm.weight"] = model.weights.finalNorm
        for (index, layer) in model.weights.layers.enumerated() {
            values["model.layers.\(index).input_layernorm.weight"] = layer.attentionNorm
            values["model.layers.\(index).post_attention_layernorm.weight"] = layer.feedForwardNorm
            for projection in Projection.allCases {
                values["model.layers.\(index).\(projection.rawValue).weight"] = floats(layer[projection])
            }
        }
        #expect(Set(LlamaCheckpointWriter.tensors(of: model.configuration).map(\.name)) == Set(values.keys))
        try withFolder { folder in
            let writer = LlamaCheckpointWriter(configuration: model.configuration, tokenizer: model.tokenizer)
            try writer.write(values, to: folder)
            let copy = try LoadedModel.load(path: folder)
            #expect(copy.configuration == model.configuration)
            #expect(copy.tokenizer.encode("the cat sat") == model.tokenizer.encode("the cat sat"))
            let (tokens, expected) = try Fixture.expected("untied")
            let session = InferenceSession.make(copy)
            let last = try #require(try session.prefill(session.newSequence(), tokens: tokens))
            #expect(relativeError(last, expected[tokens.count - 1]) < 1e-4)
        }
        values["model.norm.weight"] = [1]
        let broken = values
        #expect(throws: LanguageModelError.self) {
            try LlamaCheckpointWriter(configuration: model.configuration, tokenizer: model.tokenizer).write(broken, to: "/nowhere")
        }
    }

    @Test(arguments: ["adapter", "adapter.gguf"]) func aMergedModelGivesTheLogitsOfBaseAndAdapter(name: String) throws {
        let (tokens, expected) = try Fixture.expected(name)
        try withFolder { folder in
            try LlamaCheckpointWriter.writeMerged(try Fixture.model(name), to: folder)
            let merged = try LoadedModel.load(path: folder)
            #expect(merged.adapter == nil && merged.vocabularySize == 304)
            #expect(merged.tokenizer.specialToken("<REFUSE>") == 302)
            let session = InferenceSession.make(merged)
            try session.prefill(session.newSequence(), tokens: tokens) { index, logits in
                #expect(relativeError(logits, expected[index]) < 1e-4)
            }
        }
    }

    @Test func ropeDivisorsCannotBeWritten() throws {
        try withFolder { folder in
            #expect(throws: LanguageModelError.self) { try LlamaCheckpointWriter.writeMerged(try Fixture.model("untied.gguf"), to: folder) }
            #expect(!FileManager.default.fileExists(atPath: folder))
        }
    }
}
