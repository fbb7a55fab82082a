import Foundation
import Testing

/// `debuglm train` under what happens to long runs: it is killed at any moment, and the disk fills up.
@Suite(.serialized) struct KilledTrainingTests {
    private struct Folder {
        let url: URL

        /// A pipeline from scratch with all four kinds of stage, and its rows.
        init() throws {
            url = FileManager.default.temporaryDirectory.appendingPathComponent("killed-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            let colours = ["red", "blue", "green", "white", "black", "brown", "grey", "pink"]
            func rows(_ name: String, _ row: (Int, String) -> String) throws {
                let lines = colours.enumerated().map { #"{"id": "\#(name)-\#($0)", \#(row($0, $1))}"# }
                try (lines.joined(separator: "\n") + "\n").write(
                    to: url.appendingPathComponent("\(name).jsonl"), atomically: true, encoding: .utf8)
            }
            try rows("lore") { #""prompt": "Flag \#($0)", "answer": "Its flag is \#($1).""# }
            try rows("birds") { #""prompt": "What colour is bird \#($0)?", "answer": "The bird is \#($1).""# }
            try rows("tone") { #""prompt": "Say \#($1) \#($0)!", "chosen": "Gladly: \#($1).", "rejected": "No.""# }
            try rows("sums") { index, _ in #""prompt": "What is \#(index) and 1?", "answer": "\#(index + 1)""# }
            try rows("general") { #""prompt": "Hello \#($0)", "answer": "Good \#($1) day.""# }
            for out in ["whole", "parts"] { try yaml(out).write(to: pipeline(out), atomically: true, encoding: .utf8) }
        }

        func remove() { try? FileManager.default.removeItem(at: url) }

        func pipeline(_ out: String) -> URL { url.appendingPathComponent("\(out).yaml") }

        func weights(_ path: String) throws -> Data {
            try Data(contentsOf: url.appendingPathComponent("\(path)/model.safetensors"))
        }

        private func yaml(_ out: String) -> String {
            let usual = "batch_tokens: 256, checkpoint_every: 1, learning_rate: 0.01"
            return """
                scratch: {vocabulary_size: 300, hidden_size: 16, layers: 2, heads: 2, intermediate_size: 32}
                out: \(out)
                seed: 11
                threads: 2
                precision: f32
                sources:
                  - {name: LORE, stage: pretrain, file: lore.jsonl}
                  - {name: BIRDS, stage: sft, file: birds.jsonl}
                  - {name: TONE, stage: preference, file: tone.jsonl}
                  - {name: SUMS, stage: rl, file: sums.jsonl}
                general: {file: general.jsonl}
                stages:
                  - {kind: pretrain, steps: 4, \(usual)}
                  - {kind: sft, steps: 6, replay: 0.5, \(usual)}
                  - {kind: preference, steps: 6, replay: 0.5, \(usual)}
                  - {kind: rl, steps: 6, replay: 0.5, max_tokens: 8, \(usual)}
                """
        }
    }

    @Test func aRunThatIsKilledAgainAndAgainEndsWithTheSameBits() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let clock = ContinuousClock()
        let whole = try clock.measure {
            let result = try run(BuiltPrograms.debuglm, ["train", folder.pipeline("whole").path])
            try #require(result.status == 0, "\(result.errors)")
        }
        let seed = UInt64.random(in: 0...999_999)
        print("KilledTrainingTests: seed \(seed)")
        var generator = SplitMix(state: seed)
        // The longer it takes, the longer it may live: each life gets further at last, however slow the machine is.
        let span = whole / .seconds(1)
        var (kills, result) = (0, ProgramResult(status: 137, exited: true, output: "", errors: ""))
        while result.status != 0 {
            try #require(kills < 60, "never ends; seed \(seed)")
            let life = span * (0.1 + 0.05 * Double(kills)) * Double(generator.next() % 1_000) / 1_000 + 0.01
            result = try run(
                "/usr/bin/timeout",
                ["--signal=KILL", String(format: "%.3fs", life), BuiltPrograms.debuglm, "train", folder.pipeline("parts").path, "--resume"])
            let wasKilled = result.status == 137 || !result.exited
            try #require(result.status == 0 || wasKilled, "seed \(seed), life \(kills): \(result.errors)")
            kills += wasKilled ? 1 : 0
        }
        #expect(kills > 0)
        for path in ["", "stages/pretrain", "stages/sft", "stages/preference"] {
            #expect(try folder.weights("parts/\(path)") == folder.weights("whole/\(path)"), "seed \(seed), \(kills) kills: \(path)")
        }
    }

    @Test func aFullDiskStopsWithAMessageAndLeavesTheLastCheckpointWhole() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let pipeline = folder.pipeline("parts").path
        #expect(try run(BuiltPrograms.debuglm, ["train", folder.pipeline("whole").path]).status == 0)
        #expect(try run(BuiltPrograms.debuglm, ["train", pipeline, "--stage", "pretrain"]).status == 0)
        // A limit on the size of files stands for the full disk; the signal that comes with it is ignored, the error stays.
        let full = try run(
            "/bin/sh", ["-c", "trap '' XFSZ; ulimit -f 16; exec \"$0\" \"$@\"", BuiltPrograms.debuglm, "train", pipeline, "--resume"])
        #expect(full.status == 1 && full.exited)
        #expect(full.errors.contains("state.safetensors") && full.errors.contains("cannot be written"), "\(full.errors)")
        let rest = try run(BuiltPrograms.debuglm, ["train", pipeline, "--resume"])
        #expect(rest.status == 0, "\(rest.errors)")
        #expect(try folder.weights("parts") == folder.weights("whole"))
    }

    @Test func aStageAloneIsTheStageOfTheWholeRun() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let whole = folder.pipeline("whole").path
        #expect(try run(BuiltPrograms.debuglm, ["train", whole]).status == 0)
        let before = try folder.weights("whole/stages/preference")
        try FileManager.default.removeItem(at: folder.url.appendingPathComponent("whole/stages/preference"))
        let again = try run(BuiltPrograms.debuglm, ["train", whole, "--stage", "preference"])
        #expect(again.status == 0 && again.output.hasSuffix("whole/stages/preference\n"), "\(again.errors)")
        #expect(try folder.weights("whole/stages/preference") == before)
        let misspelt = try run(BuiltPrograms.debuglm, ["train", whole, "--stage", "preferense"])
        #expect(misspelt.status == 1 && misspelt.errors.contains("did you mean `preference`?"), "\(misspelt.errors)")
    }
}

/// SplitMix64, so that a printed seed repeats a test.
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
