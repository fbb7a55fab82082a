import Foundation
import Testing
import Training

@Suite struct CheckpointPlaceTests {
    @Test func aFolderThatCannotBeMadeStopsTheRunBeforeItsFirstStep() throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        // Permissions do not hold for root; a file where a folder should be holds for all.
        try folder.write("", to: "file")
        var steps = 0
        #expect {
            let run = try TrainingRun(pipeline: TrainingPipeline(path: folder.write(TinyPipeline.yaml(out: "file/out"), to: "p.yaml")))
            _ = try run.run { event in
                if case .step = event { steps += 1 }
                return .proceed
            }
        } throws: { error in
            "\(error)".contains("file/out: the folder cannot be made") && "\(error)".contains("give another `out`")
        }
        #expect(steps == 0)
    }

    @Test func aPlaceThatIsGoneStopsTheRunWithAMessage() throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        let run = try TrainingRun(pipeline: TrainingPipeline(path: folder.write(TinyPipeline.yaml(), to: "p.yaml")))
        #expect {
            _ = try run.run { event in
                guard case .step(let progress) = event, progress.step == 3 else { return .proceed }
                // The checkpoint of step 2 is whole; from here on nothing can be written.
                try? FileManager.default.moveItem(atPath: folder.path("out"), toPath: folder.path("kept"))
                try? "".write(toFile: folder.path("out"), atomically: true, encoding: .utf8)
                return .proceed
            }
        } throws: { "\($0)".contains("out/checkpoints/stage-0-step-000004") }
        try FileManager.default.removeItem(atPath: folder.path("out"))
        try FileManager.default.moveItem(atPath: folder.path("kept"), toPath: folder.path("out"))
        let rest = try TinyPipeline.run(TinyPipeline.yaml(), in: folder, resume: true)
        #expect(rest.losses.count == 4)
    }

    @Test func aLaterStageMayChangeWithoutLosingTheEarlierOnes() throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        _ = try TinyPipeline.run(TinyStages.yaml(TinyStages.preference), in: folder, stopAfterSteps: 6)
        let changed = TinyStages.preference.replacing("beta: 0.5", with: "beta: 0.1")
        let rest = try TinyPipeline.run(TinyStages.yaml(changed), in: folder, resume: true)
        #expect(rest.losses.count == 6, "the first stage is not run again")
    }

    @Test func aStageInItsMiddleMayNotChange() throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        _ = try TinyPipeline.run(TinyStages.yaml(TinyStages.preference), in: folder, stopAfterSteps: 8)
        let changed = TinyStages.preference.replacing("beta: 0.5", with: "beta: 0.1")
        #expect {
            try TinyPipeline.run(TinyStages.yaml(changed), in: folder, resume: true)
        } throws: { "\($0)".contains("belongs to other settings or rows") }
    }

    @Test func aStageCannotBeRunWithoutTheOneBefore() throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        let run = try TrainingRun(
            pipeline: TrainingPipeline(path: folder.write(TinyStages.yaml(TinyStages.preference), to: "p.yaml")))
        #expect {
            try run.run(stage: "tone") { _ in .proceed }
        } throws: { "\($0)".contains("has no checkpoint of the stage before; run the pipeline up to it first") }
    }
}
