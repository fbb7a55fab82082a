import Foundation
import Testing
import Training

@Suite struct ReinforcementStageTests {
    private func weights(_ folder: TemporaryFolder, _ out: String) throws -> Data {
        try Data(contentsOf: folder.url.appendingPathComponent("\(out)/model.safetensors"))
    }

    private func figures(_ stage: StageReport) -> [String: Double] {
        Dictionary(uniqueKeysWithValues: stage.figures.map { ($0.name, $0.value) })
    }

    @Test func theRewardRises() throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        let yaml = TinyStages.yaml(
            "  - {name: sums, kind: rl, sources: [SUMS], learning_rate: 0.02, steps: 30, max_tokens: 6, kl_weight: 0, debug_share: 0, "
                + "views_per_row: {plain: 1}}")
        var rewards: [Double] = []
        let run = try TrainingRun(pipeline: TrainingPipeline(path: folder.write(yaml, to: "pipeline.yaml")))
        _ = try run.run { event in
            guard case .step(let progress) = event, progress.stageIndex == 1 else { return .proceed }
            rewards += progress.figures.filter { $0.name == "reward" }.map(\.value)
            return .proceed
        }
        #expect(rewards.count == 30)
        let (first, last) = (try #require(rewards.first), try #require(rewards.last))
        // A model this small learns first to say no control token; the figures are slow means.
        #expect(last > first + 0.05, "\(rewards)")
    }

    @Test func progressTellsRewardCorrectnessAndDivergence() throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        let report = try TinyPipeline.run(TinyStages.yaml(TinyStages.reinforcement), in: folder).report
        let found = figures(report.stages[1])
        #expect(Set(found.keys).isSuperset(of: ["reward", "correct", "KL"]))
        #expect(try #require(found["KL"]) > 0)
    }

    @Test func theFirstStepIsAtTheReference() throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        var divergence: Double?
        let yaml = TinyStages.yaml(TinyStages.reinforcement)
        let run = try TrainingRun(pipeline: TrainingPipeline(path: folder.write(yaml, to: "pipeline.yaml")))
        _ = try run.run { event in
            guard case .step(let progress) = event, progress.stageIndex == 1 else { return .proceed }
            divergence = progress.figures.first { $0.name == "KL" }?.value
            return .stop
        }
        #expect(divergence == 0)
    }

    @Test(arguments: [6, 7, 9]) func aStoppedStageEndsWithTheSameBits(stop: Int) throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        let whole = try TinyPipeline.run(TinyStages.yaml(out: "whole", TinyStages.reinforcement), in: folder)
        let yaml = TinyStages.yaml(out: "parts", TinyStages.reinforcement)
        let first = try TinyPipeline.run(yaml, in: folder, stopAfterSteps: stop)
        let rest = try TinyPipeline.run(yaml, in: folder, resume: true)
        #expect(first.losses + rest.losses == whole.losses)
        #expect(try weights(folder, "parts") == weights(folder, "whole"))
    }

    @Test func anAdapterIsTrainedToo() throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        let base = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/language-model/tied.gguf").path
        let yaml = TinyStages.yaml(TinyStages.preference, TinyStages.reinforcement).replacing(#/scratch: .*/#, with: "base: \(base)")
        let report = try TinyPipeline.run(yaml, in: folder).report
        #expect(report.stages.map(\.name) == ["sft", "tone", "sums"])
        for path in ["out/stages/sft/adapter_model.safetensors", "out/stages/tone/provenance.json", "out/adapter_model.safetensors"] {
            #expect(FileManager.default.fileExists(atPath: folder.path(path)), "\(path)")
        }
    }

    @Test func anAnswerLongerThanTheContextIsNamed() throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        let stage = TinyStages.reinforcement.replacing("max_tokens: 8", with: "max_tokens: 4000")
        #expect {
            try TinyPipeline.run(TinyStages.yaml(stage), in: folder)
        } throws: {
            "\($0)".hasPrefix("row sum-0: prompt and answer may take") && "\($0)".hasSuffix("lower `max_tokens`")
        }
    }
}
