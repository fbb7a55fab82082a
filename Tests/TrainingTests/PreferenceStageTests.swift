import Foundation
import Testing
import Training

@Suite struct PreferenceStageTests {
    private func weights(_ folder: TemporaryFolder, _ out: String) throws -> Data {
        try Data(contentsOf: folder.url.appendingPathComponent("\(out)/model.safetensors"))
    }

    @Test func pairsAreLearned() throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        // The running mean begins with the first step's zero, and only steps with pairs move it: 40 are too few to leave that behind.
        let stage = TinyStages.preference.replacing("steps: 6", with: "steps: 80")
        let report = try TinyPipeline.run(TinyStages.yaml(stage), in: folder).report
        let figures = Dictionary(uniqueKeysWithValues: report.stages[1].figures.map { ($0.name, $0.value) })
        #expect(report.stages[0].figures.isEmpty)
        #expect(try #require(figures["preferred"]) > 0.8, "\(figures)")
        #expect(try #require(figures["margin"]) > 0.5, "\(figures)")
    }

    @Test(arguments: [5, 7, 9]) func aStoppedStageEndsWithTheSameBits(stop: Int) throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        let whole = try TinyPipeline.run(TinyStages.yaml(out: "whole", TinyStages.preference), in: folder)
        let yaml = TinyStages.yaml(out: "parts", TinyStages.preference)
        // Counted over both stages: at 7 and 9 the reference comes from the checkpoint.
        let first = try TinyPipeline.run(yaml, in: folder, stopAfterSteps: stop)
        #expect(first.report.wasStopped && first.losses.count == stop)
        let rest = try TinyPipeline.run(yaml, in: folder, resume: true)
        #expect(first.losses + rest.losses == whole.losses)
        #expect(try weights(folder, "parts") == weights(folder, "whole"))
    }

    @Test func theFirstStepIsAtTheReference() throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        let stage = TinyStages.preference.replacing("replay: 0.5", with: "tag_weight: 0, sources: [TONE]")
        let losses = try TinyPipeline.run(TinyStages.yaml(stage), in: folder).losses
        #expect(abs(losses[6] - log(2)) < 1e-5, "\(losses)")
    }

    /// Only pairs that the plan has seen to fit are measured at the beginning.
    @Test func aPairThatNoStepComesToMayBeTooLong() throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        let tone = try String(contentsOfFile: folder.path("tone.jsonl"), encoding: .utf8)
        let words = String(repeating: "gladly and at once, ", count: 60)
        try folder.write(
            tone + #"{"id": "tone-long", "prompt": "Say it!", "chosen": "\#(words)", "rejected": "No."}"# + "\n", to: "tone.jsonl")
        func run(steps: Int) throws -> TrainingReport {
            try TinyPipeline.run(TinyStages.yaml(TinyStages.preference.replacing("steps: 6", with: "steps: \(steps)")), in: folder).report
        }
        #expect(try run(steps: 1).stages.count == 2)
        #expect {
            _ = try run(steps: 80)
        } throws: { "\($0)".contains("row tone-long") }
    }

    @Test func everyStageIsKept() throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        _ = try TinyPipeline.run(TinyStages.yaml(TinyStages.preference), in: folder)
        for path in ["out/stages/sft/model.safetensors", "out/stages/sft/provenance.json", "out/model.safetensors"] {
            #expect(FileManager.default.fileExists(atPath: folder.path(path)), "\(path)")
        }
    }

    @Test func aRowWithoutARejectedAnswerIsNamed() throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        try folder.write(#"{"prompt": "a", "answer": "b"}"#, to: "tone.jsonl")
        #expect {
            try TinyPipeline.run(TinyStages.yaml(TinyStages.preference), in: folder)
        } throws: {
            "\($0)".contains("tone.jsonl, line 1: has no `rejected`, but TONE is a source of a preference stage")
        }
    }

    @Test func aStageWithoutPairsIsNamed() throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        let stage = TinyStages.preference.replacing("steps: 6", with: "steps: 6, sources: [BIRDS]")
        #expect {
            try TinyPipeline.run(TinyStages.yaml(stage), in: folder)
        } throws: {
            "\($0)".contains("`sources` names no source of the stage `preference`")
        }
    }
}
