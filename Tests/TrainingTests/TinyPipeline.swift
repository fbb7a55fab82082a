import Foundation
import Training

/// A pipeline from scratch that trains in well under a second.
enum TinyPipeline {
    static let colours = ["red", "blue", "green", "white", "black", "brown", "grey", "pink"]

    /// Writes two sources and GENERAL into `folder`.
    static func writeRows(_ folder: TemporaryFolder) throws {
        for (name, subject) in [("birds", "bird"), ("stones", "stone"), ("general", "sky")] {
            let rows = colours.enumerated().map { index, colour in
                #"{"id": "\#(name)-\#(index)", "prompt": "What colour is \#(subject) number \#(index)?", "answer": "The \#(subject) is \#(colour)."}"#
            }
            try folder.write(rows.joined(separator: "\n") + "\n", to: "\(name).jsonl")
        }
    }

    static func yaml(out: String = "out", stage: String = "steps: 6", seed: Int = 7) -> String {
        """
        scratch: {vocabulary_size: 300, hidden_size: 16, layers: 2, heads: 2, intermediate_size: 32}
        out: \(out)
        seed: \(seed)
        threads: 2
        precision: f32
        sources:
          - {name: BIRDS, stage: sft, file: birds.jsonl}
          - {name: STONES, stage: sft, file: stones.jsonl}
        general: {files: [general.jsonl]}
        stages:
          - {name: sft, kind: sft, batch_tokens: 256, learning_rate: 0.01, checkpoint_every: 2, \(stage)}
        """
    }

    /// The same on a frozen base.
    ///
    /// - Parameter settings: lines of the top level.
    static func lowRankYAML(out: String, stage: String = "mode: lora, rank: 4, alpha: 8, steps: 2", settings: String = "") -> String {
        let base = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/language-model/tied").path
        return yaml(out: out, stage: stage).replacing(#/scratch: .*/#, with: "base: \(base)\n\(settings)")
    }

    /// Reads the pipeline and runs it to its end, or until step `stopAfter` of a stage, or until `stopAfterSteps` steps of all stages.
    static func run(
        _ yaml: String, in folder: TemporaryFolder, resume: Bool = false, stopAfter: Int? = nil, stopAfterSteps: Int? = nil
    ) throws -> (report: TrainingReport, losses: [Double]) {
        let run = try TrainingRun(pipeline: TrainingPipeline(path: folder.write(yaml, to: "pipeline.yaml")))
        var losses: [Double] = []
        let report = try run.run(resume: resume) { event in
            // A wish to stop at a stage's last step is heard when the next stage starts.
            guard case .step(let progress) = event else { return losses.count == stopAfterSteps ? .stop : .proceed }
            losses.append(progress.loss)
            return progress.step == stopAfter || losses.count == stopAfterSteps ? .stop : .proceed
        }
        return (report, losses)
    }
}
