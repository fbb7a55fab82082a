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

    private func yaml(_ out: String, share: Double, adapter: String? = nil) -> String {
        TinyPipeline.lowRankYAML(
            out: out, stage: "mode: lora, rank: 4, alpha: 8, steps: 5, start_share: \(share)",
            settings: adapter.map { "adapter: \($0)" } ?? "")
    }

    @Test func aStageEndsBetweenWhereItBeganAndWhereItCameTo() throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        _ = try TinyPipeline.run(yaml("start", share: 0), in: folder)
        func values(_ out: String) throws -> [Float] {
            let run = try TrainingRun(pipeline: TrainingPipeline(path: folder.write(yaml("unused", share: 0, adapter: out), to: "p.yaml")))
            let store = run.model.parameters
            return store.entries.flatMap { store.valuesArray($0.slice) }
        }
        _ = try TinyPipeline.run(yaml("end", share: 0, adapter: "start"), in: folder)
        _ = try TinyPipeline.run(yaml("mean", share: 0.25, adapter: "start"), in: folder)
        let (start, end, mean) = (try values("start"), try values("end"), try values("mean"))
        #expect(start != end)
        for index in start.indices { #expect(abs(mean[index] - (0.25 * start[index] + 0.75 * end[index])) <= 1e-6) }
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
        ("kind: preference, start_share: 0.5", "start_share"),
    ])
    func wrongSettingsAreNamed(setting: String, words: String) throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        let yaml = TinyPipeline.yaml(stage: setting).replacing(
            setting.hasPrefix("kind") ? "kind: sft, " : "never", with: "")
        do {
            _ = try TinyPipeline.run(yaml, in: folder)
            Issue.record("\(setting) was taken")
        } catch { #expect("\(error)".contains(words), "\(error)") }
    }
}
