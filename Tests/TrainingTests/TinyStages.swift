import Foundation

/// Pipelines from scratch of several kinds of stage, that train in about a second.
enum TinyStages {
    /// Writes the rows of `TinyPipeline` and pairs about the manners of answers and sums that can be checked.
    static func writeRows(_ folder: TemporaryFolder) throws {
        try TinyPipeline.writeRows(folder)
        let pairs = TinyPipeline.colours.enumerated().map { index, colour in
            #"{"id": "tone-\#(index)", "prompt": "Say \#(colour)!", "chosen": "Gladly: \#(colour).", "rejected": "No, I will not."}"#
        }
        try folder.write(pairs.joined(separator: "\n") + "\n", to: "tone.jsonl")
        let sums = (0..<8).map { #"{"id": "sum-\#($0)", "prompt": "What is \#($0) and 1?", "answer": "\#($0 + 1)"}"# }
        try folder.write(sums.joined(separator: "\n") + "\n", to: "sums.jsonl")
    }

    /// - Parameters:
    ///   - stages: lines of the list of stages that follow the supervised one.
    ///   - sft: settings of the supervised stage.
    static func yaml(out: String = "out", sft: String = "steps: 6", _ stages: String...) -> String {
        let lines = ["  - {name: sft, kind: sft, batch_tokens: 256, learning_rate: 0.01, checkpoint_every: 2, \(sft)}"] + stages
        return """
            scratch: {vocabulary_size: 300, hidden_size: 16, layers: 2, heads: 2, intermediate_size: 32}
            out: \(out)
            seed: 7
            threads: 2
            precision: f32
            sources:
              - {name: BIRDS, stage: sft, file: birds.jsonl}
              - {name: STONES, stage: sft, file: stones.jsonl}
              - {name: TONE, stage: preference, file: tone.jsonl}
              - {name: SUMS, stage: rl, file: sums.jsonl}
            general: {files: [general.jsonl]}
            stages:
            \(lines.joined(separator: "\n"))
            """
    }

    static let preference =
        "  - {name: tone, kind: preference, batch_tokens: 256, learning_rate: 0.01, checkpoint_every: 2, beta: 0.5, replay: 0.5, steps: 6}"

    static let reinforcement =
        "  - {name: sums, kind: rl, learning_rate: 0.01, checkpoint_every: 2, replay: 0.5, max_tokens: 8, iterations: 2, steps: 6}"
}
