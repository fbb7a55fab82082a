import Foundation
import Testing
import Training

/// Where a run begins, as it tells before its first step: nothing that took hours is gone because of a forgotten word.
@Suite struct BeginningTests {
    private func beginning(
        _ folder: TemporaryFolder, resume: Bool = false, threads: Int = 2, stopAfter: Int? = nil
    ) throws -> TrainingEvent.Beginning? {
        let yaml = TinyPipeline.yaml().replacing("threads: 2", with: "threads: \(threads)")
        let run = try TrainingRun(pipeline: TrainingPipeline(path: folder.write(yaml, to: "pipeline.yaml")))
        var found: TrainingEvent.Beginning?
        _ = try run.run(resume: resume) { event in
            switch event {
            case .prepared(let preparation): found = preparation.beginning
            case .step(let progress): return progress.step == stopAfter ? .stop : .proceed
            default: break
            }
            return .proceed
        }
        return found
    }

    private func prepared() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        return folder
    }

    @Test func aRunThatWasStoppedIsPutAsideWhenItIsBegunAnew() throws {
        let folder = try prepared()
        #expect(try beginning(folder, stopAfter: 3) == .anew)
        let out = folder.url.appendingPathComponent("out")
        let kept = out.appendingPathComponent("checkpoints.before")
        #expect(try beginning(folder, stopAfter: 1) == .inPlaceOf(stage: "sft", step: 3, kept: kept.path))
        // Put back, it goes on from where it stood.
        let checkpoints = out.appendingPathComponent("checkpoints")
        try FileManager.default.removeItem(at: checkpoints)
        try FileManager.default.moveItem(at: kept, to: checkpoints)
        #expect(try beginning(folder, resume: true) == .goingOn(otherThreads: nil))
        // One that has ended needs no keeping.
        #expect(try beginning(folder, resume: true) == .atTheEnd)
        #expect(try beginning(folder, stopAfter: 1) == .anew)
        #expect(!FileManager.default.fileExists(atPath: kept.path))
    }

    @Test func aResumeWithoutACheckpointSaysSo() throws {
        let folder = try prepared()
        #expect(try beginning(folder, resume: true, stopAfter: 3) == .withoutCheckpoint)
        try FileManager.default.removeItem(at: folder.url.appendingPathComponent("out/checkpoints/latest"))
        #expect {
            try beginning(folder, resume: true)
        } throws: { "\($0)".contains("not the file `latest`") }
    }

    @Test(arguments: ["stage", "step", "optimiser_step"])
    func aCheckpointThatCountsFurtherThanAnyRunIsRefused(key: String) throws {
        let folder = try prepared()
        _ = try beginning(folder, stopAfter: 3)
        let checkpoints = folder.url.appendingPathComponent("out/checkpoints")
        let name = try String(contentsOf: checkpoints.appendingPathComponent("latest"), encoding: .utf8)
        let file = checkpoints.appendingPathComponent(name.trimmingCharacters(in: .newlines)).appendingPathComponent("state.json")
        let state = try String(contentsOf: file, encoding: .utf8)
        let number = try #require(state.range(of: "\"\(key)\" : [0-9]+", options: .regularExpression))
        try state.replacingCharacters(in: number, with: "\"\(key)\" : \(Int.max)").write(to: file, atomically: true, encoding: .utf8)
        #expect {
            try beginning(folder, resume: true)
        } throws: { "\($0)".contains("state.json: cannot be read") }
    }

    @Test func anotherNumberOfThreadsIsTold() throws {
        let folder = try prepared()
        _ = try beginning(folder, threads: 1, stopAfter: 3)
        #expect(try beginning(folder, resume: true, threads: 2) == .goingOn(otherThreads: 1))
    }

    @Test func aStopAtACheckpointSavesItOnce() throws {
        let folder = try prepared()
        _ = try beginning(folder, stopAfter: 4)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.appendingPathComponent("out/checkpoints").path)
        #expect(names.filter { $0.hasSuffix("000004") }.count == 1 && !names.contains { $0.hasSuffix("-again") })
    }
}
