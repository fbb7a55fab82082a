import Foundation
import Testing
import Training

/// What a person reads who wrote a pipeline or a row file wrongly.
@Suite struct PipelineErrorTests {
    /// What a row without any of the shapes is told.
    private static let shapes =
        "; a row is a JSON object with the texts `prompt` and `answer` (or `chosen` and `rejected`), "
        + "or has `instruction` and `output`, `messages`, or `conversations`"

    private func message(_ yaml: String, rows: String? = nil) throws -> String {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        if let rows { try folder.write(rows, to: "birds.jsonl") }
        do {
            _ = try TinyPipeline.run(yaml, in: folder)
            return "no error"
        } catch {
            return "\(error)".replacing(folder.url.path + "/", with: "")
        }
    }

    @Test func anUnknownKeyNamesTheNearestKnownOne() throws {
        let found = try message(TinyPipeline.yaml(stage: "step: 6"))
        #expect(found == "pipeline.yaml, line 11: stages[0] has the unknown key `step`; did you mean `steps`?")
    }

    @Test func anUnknownSourceNamesTheNearestKnownOne() throws {
        let found = try message(TinyPipeline.yaml(stage: "sources: [BIRD]"))
        #expect(found == "pipeline.yaml, line 11: stages[0]: `sources` names the unknown source BIRD; did you mean BIRDS?")
    }

    @Test func anUnknownChatTemplateIsToldWhichAreKnown() throws {
        let found = try message(TinyPipeline.yaml().replacing("seed: 7", with: "seed: 7\nchat_template: mistrel"))
        #expect(found.contains("`chat_template` is `mistrel`, not one of auto, chatml, llama3, llama2, mistral, zephyr, gemma, plain"))
        #expect(found.hasSuffix("did you mean `mistral`?"))
    }

    @Test(arguments: ["llama3", "llama2", "mistral", "zephyr", "gemma"])
    func aModelFromScratchHasNoTurnsOfOthers(template: String) throws {
        let found = try message(TinyPipeline.yaml().replacing("seed: 7", with: "seed: 7\nchat_template: \(template)"))
        #expect(found.contains("a model from scratch has the chat template chatml or plain, not \(template)"))
    }

    @Test func aTemplateThatTheBaseCannotWriteNamesTheTokenItLacks() throws {
        let found = try message(TinyPipeline.lowRankYAML(out: "out", settings: "chat_template: gemma"))
        #expect(found.contains("the base has no <start_of_turn>, which the chat template gemma needs; set another `chat_template`"))
    }

    @Test func aWrongNumberIsNamed() throws {
        let found = try message(TinyPipeline.yaml(stage: "steps: many"))
        #expect(found == "pipeline.yaml, line 11: stages[0]: `steps` is `many`, not a whole number of at least 1")
    }

    @Test func aRowLongerThanTheContextIsNamed() throws {
        let yaml = TinyPipeline.yaml().replacing("intermediate_size: 32", with: "intermediate_size: 32, max_positions: 16")
        let found = try message(yaml)
        #expect(found.hasPrefix("row "))
        #expect(found.hasSuffix("and the model's context holds 16; shorten the row or leave it out"))
    }

    @Test func aStageIsNamedLikeAFolderOfItsRun() throws {
        for name in ["..", "../evil", ".hidden", "a/b"] {
            let found = try message(TinyPipeline.yaml().replacing("name: sft", with: "name: \"\(name)\""))
            #expect(found.hasSuffix("`name` is `\(name)`, which cannot be the name of a folder of the run"))
        }
    }

    @Test func aModelThatNoMachineHoldsIsRefused() throws {
        let yaml = TinyPipeline.yaml().replacing("hidden_size: 16", with: "hidden_size: 32768").replacing("layers: 2", with: "layers: 512")
        #expect(try message(yaml).contains("training them takes"))
    }

    @Test func sourcesThatNoStageLearnsAreKnown() throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        func unlearned(_ yaml: String) throws -> [String] {
            try TrainingPipeline(path: folder.write(yaml, to: "p.yaml")).unlearned.map(\.name)
        }
        #expect(try unlearned(TinyPipeline.yaml()).isEmpty)
        #expect(try unlearned(TinyPipeline.yaml().replacing("STONES, stage: sft", with: "STONES, stage: rl")) == ["STONES"])
    }

    @Test func replayIsAShareOfTracedViewsOrASectionOfViews() throws {
        let folder = try TemporaryFolder()
        try TinyStages.writeRows(folder)
        func replay(_ value: String) throws -> [View: Double] {
            let yaml = TinyStages.yaml(TinyStages.preference.replacing("replay: 0.5", with: "replay: \(value)"))
            return try TrainingPipeline(path: folder.write(yaml, to: "p.yaml")).stages[1].replay
        }
        #expect(try replay("0.5") == [.traced: 0.5])
        #expect(try replay("0").isEmpty)
        #expect(try replay("{traced: 0.2, refused: 0.1}") == [.traced: 0.2, .refused: 0.1, .plain: 0, .spared: 0])
        #expect(throws: TrainingError.self) { try replay("{trace: 0.2}") }
    }

    @Test func aSettingOfAnotherKindOfStageIsNamed() throws {
        #expect(try message(TinyPipeline.yaml(stage: "beta: 1")).contains("stages[0] has the unknown key `beta`"))
    }

    @Test func aKindThatIsNotKnownNamesTheKnownOnes() throws {
        let yaml = TinyPipeline.yaml().replacing("kind: sft", with: "kind: preferences")
        #expect(try message(yaml).hasSuffix("is `preferences`, not one of pretrain, sft, preference, rl; did you mean `preference`?"))
    }

    @Test func bfloat16NeedsAFrozenBase() throws {
        let found = try message(TinyPipeline.yaml().replacing("threads: 2", with: "compute: bf16"))
        #expect(
            found
                == "pipeline.yaml, line 4: the pipeline: `compute` is bf16, which is for frozen weights: it goes with stages of `mode: lora`"
        )
    }

    @Test func brokenYAMLIsNoTrap() throws {
        #expect(try message("stages: [").contains("is not valid YAML"))
        #expect(try message("- 1").contains("the pipeline must be a mapping"))
        #expect(try message("").contains("the file is empty"))
    }

    @Test(arguments: [
        (#"{"prompt": "a", "answer": "b"}"# + "\n{", "line 2: is not a JSON object" + shapes),
        (#"{"prompt": "a"}"#, "line 1: has no `answer`" + shapes),
        (#"{"prompt": 4, "answer": "b"}"#, "line 1: `prompt` is not a text"),
        (#"{"prompt": "a", "answer": " "}"#, "line 1: `answer` is empty"),
    ]) func aBadRowIsNamedByFileLineAndReason(rows: String, reason: String) throws {
        let found = try message(TinyPipeline.yaml(), rows: rows)
        #expect(found == "birds.jsonl, \(reason)")
    }

    @Test func anEmptySourceIsAnError() throws {
        #expect(try message(TinyPipeline.yaml(), rows: "\n\n") == "birds.jsonl: holds no rows for the source BIRDS")
    }

    @Test(arguments: [
        ("preference", #"{"prompt": "a", "chosen": "b", "rejected": "b"}"#, "line 1: prefers an answer to itself"),
        ("rl", #"{"prompt": "a", "answer": "7", "choices": ["1", "2"]}"#, "line 1: can never be answered right"),
    ]) func aRowThatTeachesNothingIsNamed(stage: String, row: String, reason: String) throws {
        let yaml = TinyPipeline.yaml().replacing("name: BIRDS, stage: sft", with: "name: BIRDS, stage: \(stage)")
        #expect(try message(yaml, rows: row).contains(reason))
    }

    @Test(arguments: ["rank: 1099511627776", "epochs: 1099511627776", "batch_tokens: 1099511627776", "threads: 1099511627776"])
    func numbersThatNoMachineHasRoomForAreRefused(setting: String) throws {
        let key = setting.prefix { $0 != ":" }
        let yaml =
            key == "threads"
            ? TinyPipeline.yaml().replacing("threads: 2", with: setting)
            : TinyPipeline.yaml(stage: "steps: 2, \(setting)").replacing(key == "batch_tokens" ? "batch_tokens: 256, " : "never", with: "")
        #expect(try message(yaml).contains("`\(key)` is `1099511627776`, not a whole number of at least"))
    }

    @Test func aNameWithACommaCouldNotBeRefused() throws {
        let yaml = TinyPipeline.yaml().replacing("name: BIRDS", with: "name: \"A,B\"")
        #expect(try message(yaml, rows: "").contains("without spaces, commas and angle brackets"))
    }

    @Test func anUnusableManifestNamesThePipeline() throws {
        #expect(try message(TinyPipeline.yaml().replacing("name: STONES", with: "name: BIRDS")).contains("pipeline.yaml"))
    }

    @Test func aRowLongerThanABatchIsNamed() throws {
        let long = String(repeating: "word ", count: 400)
        let found = try message(TinyPipeline.yaml(), rows: #"{"id": "x", "prompt": "a", "answer": "\#(long)"}"#)
        #expect(found.hasPrefix("row x (") && found.contains("shorten the row, or raise `micro_batch_tokens`"))
    }

    @Test func aMissingFileIsNamed() throws {
        let yaml = TinyPipeline.yaml().replacing("birds.jsonl", with: "gone.jsonl")
        #expect(try message(yaml) == "gone.jsonl: cannot be read: no such file, or no permission to read it")
    }
}
