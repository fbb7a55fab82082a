import Foundation
import Testing
import Training

/// Prompts asked in other words, and stages that keep a share of the weights they began with.
@Suite struct WordingTests {
    @Test func rewordingChangesWhatIsLearned() throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        let plain = try TinyPipeline.run(TinyPipeline.yaml(out: "a"), in: folder).losses
        let reworded = try TinyPipeline.run(TinyPipeline.yaml(out: "b", stage: "steps: 6, rewording: 1"), in: folder).losses
        #expect(plain != reworded && reworded.allSatisfy(\.isFinite))
    }

    private func weights(_ folder: TemporaryFolder, _ out: String) throws -> Data {
        try Data(contentsOf: folder.url.appendingPathComponent("\(out)/adapter_model.safetensors"))
    }

    private func yaml(_ out: String, share: Double, runs: Int = 1, adapter: String? = nil) -> String {
        TinyPipeline.lowRankYAML(
            out: out, stage: "mode: lora, rank: 4, alpha: 8, steps: 5, start_share: \(share), runs: \(runs)",
            settings: adapter.map { "adapter: \($0)" } ?? "")
    }

    /// The trained parameters that a folder holds.
    private func values(_ out: String, in folder: TemporaryFolder) throws -> [Float] {
        let run = try TrainingRun(pipeline: TrainingPipeline(path: folder.write(yaml("unused", share: 0, adapter: out), to: "p.yaml")))
        let store = run.model.parameters
        return store.entries.flatMap { store.valuesArray($0.slice) }
    }

    @Test func aStageEndsBetweenWhereItBeganAndWhereItCameTo() throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        _ = try TinyPipeline.run(yaml("start", share: 0), in: folder)
        _ = try TinyPipeline.run(yaml("end", share: 0, adapter: "start"), in: folder)
        _ = try TinyPipeline.run(yaml("mean", share: 0.25, adapter: "start"), in: folder)
        let (start, end, mean) = (try values("start", in: folder), try values("end", in: folder), try values("mean", in: folder))
        #expect(start != end)
        for index in start.indices { #expect(abs(mean[index] - (0.25 * start[index] + 0.75 * end[index])) <= 1e-6) }
    }

    @Test func severalRunsBeginAtTheSameWeightsAndEndAtTheirMean() throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        _ = try TinyPipeline.run(yaml("start", share: 0), in: folder)
        let start = try values("start", in: folder)
        // The weights behind the last step of each run, as the stage itself saw them.
        var ends: [[Float]] = []
        let run = try TrainingRun(
            pipeline: TrainingPipeline(path: folder.write(yaml("mean", share: 0.25, runs: 3, adapter: "start"), to: "p.yaml")))
        var rates: [Float] = []
        _ = try run.run { event in
            guard case .step(let progress) = event else { return .proceed }
            rates.append(progress.learningRate)
            let store = run.model.parameters
            if progress.step.isMultiple(of: 5) { ends.append(store.entries.flatMap { store.valuesArray($0.slice) }) }
            return .proceed
        }
        #expect(ends.count == 3 && Set(ends).count == 3)
        #expect(Array(rates[0..<5]) == Array(rates[5..<10]) && Array(rates[0..<5]) == Array(rates[10...]))
        // The first run is what a stage of one run comes to.
        _ = try TinyPipeline.run(yaml("once", share: 0, adapter: "start"), in: folder)
        let (once, mean) = (try values("once", in: folder), try values("mean", in: folder))
        for index in start.indices {
            #expect(once[index] == ends[0][index])
            // Sums of four numbers in single precision.
            let expected = 0.25 * start[index] + 0.25 * (ends[0][index] + ends[1][index] + ends[2][index])
            #expect(abs(mean[index] - expected) <= 1e-6 * max(1, abs(expected)))
        }
    }

    @Test(arguments: [3, 5, 7])
    func aStageOfSeveralRunsIsResumedBitForBit(stop: Int) throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        _ = try TinyPipeline.run(yaml("whole", share: 0, runs: 2), in: folder)
        _ = try TinyPipeline.run(yaml("parts", share: 0, runs: 2), in: folder, stopAfter: stop)
        _ = try TinyPipeline.run(yaml("parts", share: 0, runs: 2), in: folder, resume: true)
        #expect(try weights(folder, "whole") == weights(folder, "parts"))
    }

    @Test func aStoppedStageStillKnowsWhereItBegan() throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        _ = try TinyPipeline.run(yaml("whole", share: 0.5), in: folder)
        _ = try TinyPipeline.run(yaml("parts", share: 0.5), in: folder, stopAfter: 3)
        _ = try TinyPipeline.run(yaml("parts", share: 0.5), in: folder, resume: true)
        #expect(try weights(folder, "whole") == weights(folder, "parts"))
    }

    @Test(arguments: [
        ("form: document, rewording: 0.5", "`rewording` is for prompts; a stage of `form: document` has none"),
        ("rewording: 1.5", "`rewording` is `1.5`"), ("start_share: 1", "`start_share` is 1.0; it must stay below 1"),
        ("kind: preference, start_share: 0.5", "start_share"), ("runs: 0", "`runs` is `0`"),
        ("batch_tokens: 90000, micro_batch_tokens: 256, runs: 64", "too few for `runs: 64`; set `steps`"),
    ])
    func wrongSettingsAreNamed(setting: String, words: String) throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        // A key may stand once.
        var yaml = TinyPipeline.yaml(stage: setting)
        if setting.hasPrefix("kind") { yaml = yaml.replacing("kind: sft, ", with: "") }
        if setting.hasPrefix("batch") { yaml = yaml.replacing("sft, batch_tokens: 256, ", with: "sft, ") }
        do {
            _ = try TinyPipeline.run(yaml, in: folder)
            Issue.record("\(setting) was taken")
        } catch { #expect("\(error)".contains(words), "\(error)") }
    }
}
