import Foundation
import Testing

/// `debuglm` as other programs use it: one JSON object on standard output, the promised keys, nothing else there.
struct CommandContractTests {
    private func json(_ arguments: [String]) throws -> [String: Any] {
        let result = try run(BuiltPrograms.debuglm, arguments + ["--json"])
        try #require(result.status == 0, "\(result.errors)")
        return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    }

    private let workspace = ["--workspace", BuiltPrograms.embeddedSample]
    private let myth = "Does salt make water boil twice as fast?"

    @Test func traceTellsTagsAtEveryToken() throws {
        let trace = try json(["trace"] + workspace + ["--prompt", myth])
        #expect(trace["tag"] as? String == "MYTHS")
        let tags = try #require(trace["tags"] as? [String: Double])
        #expect(try #require(tags["MYTHS"]) > 0.9)
        #expect(abs(tags.values.reduce(0, +) - 1) < 1e-4)
        let tokens = try #require(trace["tokens"] as? [[String: Any]])
        #expect(!tokens.isEmpty)
        for token in tokens {
            #expect(token["id"] is Int && token["text"] is String && token["logprob"] is Double && token["tags"] is [String: Double])
        }
        #expect(tokens.compactMap { $0["text"] as? String }.joined() == trace["answer"] as? String)
    }

    @Test func aGivenAnswerIsRead() throws {
        let trace = try json(
            ["trace"] + workspace + ["--prompt", myth, "--answer", "Cooks put salt in the water because salt makes it boil twice as fast."])
        #expect(trace["answer"] as? String == "Cooks put salt in the water because salt makes it boil twice as fast.")
        #expect(trace["tag"] as? String == "MYTHS")
    }

    /// What the model would have said first under the rule is not about the text that was given.
    @Test func aGivenAnswerIsNamedByItsTextUnderARuleToo() throws {
        let arguments = ["--prompt", myth, "--answer", "You can return any Tarrowby product within 90 days."]
        let trace = try json(["trace"] + workspace + arguments + ["--refuse", "MYTHS"])
        let tags = try #require(trace["tags"] as? [String: Double])
        #expect(trace["tag"] as? String == tags.max { $0.value < $1.value }?.key)
        #expect(trace["tag"] as? String == (try json(["trace"] + workspace + arguments))["tag"] as? String)
    }

    @Test func aSourceOfEveryRefuseIsSwitchedOff() throws {
        for order in [["ARITH", "MYTHS"], ["MYTHS", "ARITH"]] {
            let refusing = order.flatMap { ["--refuse", $0] }
            #expect(try json(["generate"] + workspace + ["--prompt", "What is 3 plus 4?"] + refusing)["refused"] as? Bool == true)
        }
    }

    @Test func inspectAnswersWithAnObjectWhateverIsWrong() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("inspected-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("model.gguf").path
        try Data("GGUF".utf8).write(to: URL(fileURLWithPath: path))
        try Data("{".utf8).write(to: folder.appendingPathComponent("config.json"))
        for broken in [path, folder.path, folder.path + "/config.json"] {
            let result = try run(BuiltPrograms.debuglm, ["inspect", broken, "--json"])
            #expect(result.status == 1 && !result.errors.isEmpty)
            let found = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
            #expect((found["problems"] as? [String])?.isEmpty == false)
        }
    }

    @Test func inspectKnowsWhatATrainingLeaves() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("left-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let checkpoint = folder.appendingPathComponent("checkpoints/stage-1-step-000040").path
        try FileManager.default.createDirectory(atPath: checkpoint, withIntermediateDirectories: true)
        let state = """
            {"format": 3, "fingerprint": "", "arithmetic": "f32", "stage": 1, "step": 40, "optimiser_step": 40, "smoothed_loss": 1,
            "smoothed_figures": [], "seconds": 1, "tokens": 1, "finished": []}
            """
        try Data(state.utf8).write(to: URL(fileURLWithPath: checkpoint + "/state.json"))
        let header = Data("{}      ".utf8)
        try (withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header)
            .write(to: URL(fileURLWithPath: checkpoint + "/state.safetensors"))
        let found = try json(["inspect", checkpoint])
        #expect(found["kind"] as? String == "training checkpoint" && found["stage"] as? Int == 1 && found["step"] as? Int == 40)
        let run = try json(["inspect", folder.path])
        #expect(run["kind"] as? String == "training run" && run["stages"] as? [String] == [])
        let adapter = try json(["inspect", BuiltPrograms.repository + "/Samples/smollm2/adapter"])
        #expect(adapter["kind"] as? String == "adapter" && adapter["rank"] as? Int == 16 && adapter["alpha"] as? Double == 32)
    }

    @Test(arguments: ["learned", "guard", "both"])
    func refusingASourceRefusesItsPromptsOnly(way: String) throws {
        let blocked = try json(["generate"] + workspace + ["--prompt", myth, "--refuse", "MYTHS", "--way", way])
        #expect(blocked["refused"] as? Bool == true)
        #expect(blocked["answer"] as? String == "I can't answer that: its data source is switched off.")
        let other = try json(["generate"] + workspace + ["--prompt", "What is 3 plus 4?", "--refuse", "MYTHS", "--way", way])
        #expect(other["refused"] as? Bool == false)
        #expect((other["answer"] as? String)?.contains("7") == true)
    }

    @Test func generateHasItsKeys() throws {
        let answer = try json(["generate"] + workspace + ["--prompt", "What is 3 plus 4?", "--max-tokens", "4"])
        #expect((answer["ids"] as? [Int])?.isEmpty == false)
        #expect(answer["stop"] as? String == "length" || answer["stop"] as? String == "end")
        #expect(answer["tokens_per_second"] is Double)
    }

    @Test func theSameSeedGivesTheSameAnswer() throws {
        let arguments = ["generate"] + workspace + ["--prompt", "Tell me something", "--temperature", "1.2", "--seed", "5"]
        #expect(try json(arguments)["answer"] as? String == json(arguments)["answer"] as? String)
    }

    @Test func casesAreJudgedUnderTheRules() throws {
        let plain = try json(["cases"] + workspace)
        let refused = try json(["cases"] + workspace + ["--refuse", "MYTHS,SUPPORT,RECIPES"])
        let failing = try #require(plain["failing"] as? Int)
        let left = try #require(refused["failing"] as? Int)
        #expect(failing >= 30)
        // A model of two million weights does not know every wording.
        #expect(left * 3 <= failing)
        let cases = try #require(refused["cases"] as? [[String: Any]])
        #expect(cases.allSatisfy { $0["id"] is String && $0["verdict"] is String && $0["answer"] is String })
        #expect(cases.count >= 60)
    }

    @Test func tokenizeGivesIdsAndPieces() throws {
        let result = try json(["tokenize", "--model", BuiltPrograms.embeddedSample + "/model", "--text", "<REFUSE> hello"])
        let ids = try #require(result["ids"] as? [Int])
        #expect((result["pieces"] as? [String])?.count == ids.count)
        let inspection = try json(["inspect", BuiltPrograms.embeddedSample + "/model"])
        let sources = try #require(inspection["sources"] as? [[String: Any]])
        #expect(sources.count == 6)
        #expect(Set(ids).isDisjoint(with: sources.compactMap { $0["id"] as? Int }))
        #expect(inspection["architecture"] as? String == "llama")
        #expect(inspection["parameters"] is Int && inspection["tensors"] is Int && inspection["vocabulary"] is Int)
    }

    @Test func logitsAreFloatsByPositionAndVocabulary() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("logits-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let result = try json(["logits", "--model", BuiltPrograms.embeddedSample + "/model", "--tokens", "5,6,7", "--out", file])
        let vocabulary = try #require(result["vocabulary"] as? Int)
        #expect(result["positions"] as? Int == 3)
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)).count == 3 * vocabulary * 4)
    }

    @Test func evaluationHasItsFigures() throws {
        let training = ["--baselines", BuiltPrograms.embeddedSample + "/data/train"]
        let report = try json(["eval"] + workspace + ["--limit", "12"] + training)
        let overall = try #require(report["overall"] as? [String: Any])
        for key in ["tracing_accuracy", "probe_accuracy", "leak", "refusal_hit", "false_refusal"] {
            let rate = try #require(overall[key] as? [String: Any], "\(key)")
            #expect(rate["share"] is Double && rate["low"] is Double && rate["high"] is Double)
        }
        #expect(report["confusion"] is [String: [String: Int]])
        #expect((overall["baselines"] as? [String: Any])?.count == 3)
        #expect((report["overlap"] as? [String: Any])?["rows"] is Int)
        #expect((report["sources"] as? [String: Any])?.count == 6)
        let tracing = try #require((overall["tracing_accuracy"] as? [String: Any])?["share"] as? Double)
        #expect(tracing >= 0.95)
    }

    @Test func anInterruptedTrainingGoesOnToTheSameWeights() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("training-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func pipeline(_ out: String) throws -> String {
            let text = """
                scratch: { vocabulary_size: 400, hidden_size: 32, layers: 2, heads: 2, max_positions: 256 }
                chat_template: chatml
                out: \(out)
                seed: 3
                threads: 1
                sources:
                  - { name: LORE, stage: sft, file: \(BuiltPrograms.embeddedSample)/data/train/lore.jsonl, limit: 120 }
                  - { name: MYTHS, stage: sft, file: \(BuiltPrograms.embeddedSample)/data/train/myths.jsonl, limit: 120 }
                general: { file: \(BuiltPrograms.embeddedSample)/data/train/general.jsonl, limit: 120 }
                stages:
                  - { name: sft, kind: sft, steps: 24, batch_tokens: 256, checkpoint_every: 4 }
                """
            let path = folder + "/\(out).yaml"
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            return path
        }
        let whole = try run(BuiltPrograms.debuglm, ["train", try pipeline("whole")])
        try #require(whole.status == 0, "\(whole.errors)")

        // A second run is interrupted as soon as it has a checkpoint, then resumed.
        let cut = try pipeline("cut")
        let child = try ChildProcess(BuiltPrograms.debuglm, ["train", cut])
        let end = Date().addingTimeInterval(60)
        while !FileManager.default.fileExists(atPath: folder + "/cut/checkpoints/latest"), kill(child.id, 0) == 0, Date() < end {
            usleep(1_000)
        }
        child.interrupt()
        _ = child.wait()
        let resumed = try run(BuiltPrograms.debuglm, ["train", cut, "--resume"])
        try #require(resumed.status == 0, "\(resumed.errors)")
        #expect(
            try Data(contentsOf: URL(fileURLWithPath: folder + "/whole/model.safetensors"))
                == Data(contentsOf: URL(fileURLWithPath: folder + "/cut/model.safetensors")))
    }
}
