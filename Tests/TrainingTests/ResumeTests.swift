import Foundation
import Testing
import Training

@Suite struct ResumeTests {
    private func weights(_ folder: TemporaryFolder, _ out: String) throws -> Data {
        try Data(contentsOf: folder.url.appendingPathComponent("\(out)/model.safetensors"))
    }

    @Test func aStoppedRunEndsWithTheSameBits() throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        let whole = try TinyPipeline.run(TinyPipeline.yaml(out: "whole"), in: folder)
        let yaml = TinyPipeline.yaml(out: "parts")
        let first = try TinyPipeline.run(yaml, in: folder, stopAfter: 3)
        #expect(first.report.wasStopped && first.losses.count == 3)
        let rest = try TinyPipeline.run(yaml, in: folder, resume: true)
        #expect(!rest.report.wasStopped)
        #expect(first.losses + rest.losses == whole.losses)
        #expect(try weights(folder, "parts") == weights(folder, "whole"))
    }

    @Test func aProjectFolderMayMoveBetweenTheTwoHalves() throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        let whole = try TinyPipeline.run(TinyPipeline.yaml(out: "whole"), in: folder)
        let first = try TinyPipeline.run(TinyPipeline.yaml(out: "parts"), in: folder, stopAfter: 3)
        let moved = try TemporaryFolder()
        try FileManager.default.removeItem(at: moved.url)
        try FileManager.default.copyItem(at: folder.url, to: moved.url)
        let rest = try TinyPipeline.run(TinyPipeline.yaml(out: "parts"), in: moved, resume: true)
        #expect(first.losses + rest.losses == whole.losses)
    }

    @Test func anotherBaseAtTheSamePathIsRefused() throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        let bases = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/language-model")
        let base = folder.url.appendingPathComponent("base")
        let yaml = TinyPipeline.yaml(stage: "steps: 6, rank: 4").replacing(#/scratch: .*/#, with: "base: base")
        try FileManager.default.copyItem(at: bases.appendingPathComponent("tied"), to: base)
        _ = try TinyPipeline.run(yaml, in: folder, stopAfter: 2)
        try FileManager.default.removeItem(at: base)
        try FileManager.default.copyItem(at: bases.appendingPathComponent("untied"), to: base)
        #expect {
            try TinyPipeline.run(yaml, in: folder, resume: true)
        } throws: { "\($0)".contains("belongs to other settings or rows, or another base") }
    }

    @Test(arguments: Arithmetic.allCases.filter(\.isSupported))
    func aStoppedLowRankRunEndsWithTheSameBits(arithmetic: Arithmetic) throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        func yaml(_ out: String) -> String {
            TinyPipeline.lowRankYAML(
                out: out, stage: "mode: lora, rank: 4, alpha: 8, steps: 5", settings: "compute: \(arithmetic.rawValue)")
        }
        func adapter(_ out: String) throws -> Data {
            try Data(contentsOf: folder.url.appendingPathComponent("\(out)/adapter_model.safetensors"))
        }
        let whole = try TinyPipeline.run(yaml("whole"), in: folder)
        let first = try TinyPipeline.run(yaml("parts"), in: folder, stopAfter: 3)
        let rest = try TinyPipeline.run(yaml("parts"), in: folder, resume: true)
        #expect(first.losses + rest.losses == whole.losses)
        #expect(try adapter("parts") == adapter("whole"))
    }

    @Test func aResumedRunKeepsItsArithmetic() throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        func yaml(_ compute: String, out: String) -> String {
            TinyPipeline.lowRankYAML(
                out: out, stage: "mode: lora, rank: 4, alpha: 8, steps: 4", settings: "compute: \(compute)")
        }
        let whole = try TinyPipeline.run(yaml("f32", out: "whole"), in: folder)
        let first = try TinyPipeline.run(yaml("f32", out: "parts"), in: folder, stopAfter: 2)
        #expect {
            try TinyPipeline.run(yaml("bf16", out: "parts"), in: folder, resume: true)
        } throws: {
            let text = "\($0)"
            return text.contains("was computed in f32, the pipeline asks for bf16") || text.contains("needs a processor with bfloat16")
        }
        let rest = try TinyPipeline.run(yaml("auto", out: "parts"), in: folder, resume: true)
        #expect(first.losses + rest.losses == whole.losses, "`auto` goes on as the checkpoint was made")
    }

    @Test func theSameSeedGivesTheSameBitsAndAnotherDoesNot() throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        _ = try TinyPipeline.run(TinyPipeline.yaml(out: "a"), in: folder)
        _ = try TinyPipeline.run(TinyPipeline.yaml(out: "b"), in: folder)
        _ = try TinyPipeline.run(TinyPipeline.yaml(out: "c", seed: 8), in: folder)
        #expect(try weights(folder, "a") == weights(folder, "b"))
        #expect(try weights(folder, "a") != weights(folder, "c"))
    }

    @Test func aCheckpointOfOtherSettingsIsRefused() throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        _ = try TinyPipeline.run(TinyPipeline.yaml(), in: folder, stopAfter: 2)
        #expect {
            try TinyPipeline.run(TinyPipeline.yaml(stage: "steps: 7"), in: folder, resume: true)
        } throws: { "\($0)".contains("belongs to other settings or rows, or another base") }
    }

    @Test func stagesGoOnWithTheSameWeights() throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        let second = "\n  - {name: more, kind: sft, batch_tokens: 256, learning_rate: 0.01, steps: 4, sources: [BIRDS], replay: 1}"
        let yaml = TinyPipeline.yaml(stage: "steps: 4") + second
        let result = try TinyPipeline.run(yaml, in: folder)
        #expect(result.report.stages.map(\.name) == ["sft", "more"])
        #expect(result.losses[4] < result.losses[0], "the second stage starts from what the first one learned")
        for path in ["out/model.safetensors", "out/provenance.json", "out/stages/sft/model.safetensors"] {
            #expect(FileManager.default.fileExists(atPath: folder.path(path)), "\(path)")
        }
    }

    @Test func trainingLowersTheLoss() throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        let losses = try TinyPipeline.run(TinyPipeline.yaml(stage: "steps: 60"), in: folder).losses
        #expect(losses.suffix(5).reduce(0, +) / 5 < 0.5 * losses[0])
    }
}
