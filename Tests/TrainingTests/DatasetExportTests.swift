import Foundation
import Testing
import Training

@Suite struct DatasetExportTests {
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/language-model")

    private static func yaml(base: String = "tied.gguf", extra: String = "") -> String {
        """
        base: \(fixtures.path)/\(base)
        base_name: tiny
        out: out
        seed: 7
        \(extra)
        sources:
          - {name: BIRDS, stage: sft, file: birds.jsonl}
          - {name: STONES, stage: sft, file: stones.jsonl}
        general: {files: [general.jsonl]}
        stages:
          - {name: sft, kind: sft, rank: 8, alpha: 16, epochs: 2, learning_rate: 0.0005}
        """
    }

    /// Exports into `folder/data` after `change` had its way with the rows.
    private func export(
        _ yaml: String = yaml(), in folder: TemporaryFolder, _ change: () throws -> Void = {}
    ) throws -> DatasetExport.Report {
        try TinyPipeline.writeRows(folder)
        try change()
        let pipeline = try TrainingPipeline(path: folder.write(yaml, to: "pipeline.yaml"))
        return try DatasetExport(pipeline: pipeline).write(to: folder.path("data"))
    }

    private func message(_ yaml: String = yaml(), rows: String? = nil) throws -> String {
        let folder = try TemporaryFolder()
        do {
            _ = try export(yaml, in: folder) { if let rows { try folder.write(rows, to: "birds.jsonl") } }
            return "no error"
        } catch {
            return "\(error)".replacing(folder.url.path + "/", with: "")
        }
    }

    private func text(_ folder: TemporaryFolder, _ name: String) throws -> String {
        try String(contentsOf: folder.url.appendingPathComponent("data/\(name)"), encoding: .utf8)
    }

    private func object(_ text: some StringProtocol) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func everyRowHasItsViewsInBothFormats() throws {
        let folder = try TemporaryFolder()
        let report = try export(in: folder)
        #expect(report.sources.map(\.name) == ["BIRDS", "STONES", "GENERAL"])
        #expect(report.sources.map(\.examples) == [32, 32, 24], "eight rows; GENERAL is never refused")
        #expect(report.paths.allSatisfy { FileManager.default.fileExists(atPath: $0) })
        let sharegpt = try text(folder, "BIRDS.sharegpt.jsonl").split(separator: "\n").map(object)
        let messages = try text(folder, "BIRDS.messages.jsonl").split(separator: "\n").map(object)
        #expect(
            sharegpt.map { $0["view"] as? String }
                == Array(repeating: ["plain", "traced", "refused", "spared"], count: 8).joined().map(\.self))
        for (one, other) in zip(sharegpt, messages) {
            let turns = try #require(one["conversations"] as? [[String: String]])
            let same = try #require(other["messages"] as? [[String: String]])
            #expect(turns.map { $0["from"] } == ["human", "gpt"] && same.map { $0["role"] } == ["user", "assistant"])
            #expect(turns.map { $0["value"] } == same.map { $0["content"] })
        }
        let traced = try #require(messages[1]["messages"] as? [[String: String]])
        #expect(traced.map { $0["content"] } == ["<DEBUG>What colour is bird number 0?", "The bird is red.<TAG><BIRDS>"])
    }

    @Test func theSystemMessageGoesAlong() throws {
        let folder = try TemporaryFolder()
        _ = try export(Self.yaml(extra: "system: Be brief."), in: folder)
        let row = try object(try text(folder, "BIRDS.messages.jsonl").prefix { $0 != "\n" })
        #expect((row["messages"] as? [[String: String]])?.first == ["role": "system", "content": "Be brief."])
        let info = try object(text(folder, "dataset_info.json"))
        let entry = try #require(info["debuglm_BIRDS"] as? [String: Any])
        #expect((entry["columns"] as? [String: String])?["system"] == "system")
    }

    @Test func theSettingsNameTheTokensInTheOrderOfTheirIDs() throws {
        let folder = try TemporaryFolder()
        _ = try export(in: folder)
        let trl = try text(folder, "sft_config.yaml")
        #expect(trl.contains("special_tokens:\n  - \"<DEBUG>\"\n  - \"<TAG>\"\n  - \"<REFUSE>\"\n  - \"<BIRDS>\"\n"))
        #expect(trl.contains("first_special_token_id: 300\n") && trl.contains("\n  r: 8\n  lora_alpha: 16\n"))
        #expect(
            try text(folder, "llamafactory_sft.yaml").contains(#"add_special_tokens: "<DEBUG>,<TAG>,<REFUSE>,<BIRDS>,<STONES>,<GENERAL>""#))
        let info = try object(text(folder, "dataset_info.json"))
        #expect(info.count == 6)
        for entry in info.values {
            let file = try #require((entry as? [String: Any])?["file_name"] as? String)
            #expect(FileManager.default.fileExists(atPath: folder.path("data/\(file)")))
        }
        let manifest = try object(text(folder, "provenance.json"))
        let sources = try #require(manifest["sources"] as? [[String: Any]])
        #expect(sources.map { $0["id"] as? Int } == [303, 304, 305])
        #expect((manifest["base"] as? [String: Any])?["vocabulary"] as? Int == 300)
    }

    @Test func theSamePipelineGivesTheSameBytes() throws {
        let (first, second) = (try TemporaryFolder(), try TemporaryFolder())
        for folder in [first, second] { _ = try export(in: folder) }
        for name in try FileManager.default.contentsOfDirectory(atPath: first.path("data")) {
            #expect(try text(first, name) == text(second, name), "\(name)")
        }
    }

    @Test func theTokenizerFilesOfABaseAreEnough() throws {
        let folder = try TemporaryFolder()
        let base = folder.url.appendingPathComponent("base")
        try FileManager.default.createDirectory(at: base, withIntermediateDirectories: true)
        for name in ["tokenizer.json", "tokenizer_config.json"] {
            try FileManager.default.copyItem(
                at: Self.fixtures.appendingPathComponent("tied/\(name)"), to: base.appendingPathComponent(name))
        }
        let yaml = Self.yaml().replacing("\(Self.fixtures.path)/tied.gguf", with: "base")
        #expect(try export(yaml, in: folder).sources.count == 3)
    }

    @Test func aModelFromScratchBringsItsTokenizer() throws {
        let folder = try TemporaryFolder()
        _ = try export(TinyPipeline.yaml(), in: folder)
        #expect(FileManager.default.fileExists(atPath: folder.path("data/tokenizer/tokenizer.json")))
        #expect(try text(folder, "sft_config.yaml").contains("model_name_or_path: \"tokenizer\""))
    }

    @Test(arguments: [
        (#"{"id": "x", "prompt": "What is <DEBUG>?", "answer": "b"}"#, "<DEBUG>"),
        (#"{"id": "x", "prompt": "a", "answer": "the <STONES> tag"}"#, "<STONES>"),
        (#"{"id": "x", "prompt": "a", "answer": "bye<|im_end|>"}"#, "<|im_end|>"),
    ]) func aRowThatSpellsASpecialTokenIsNamed(row: String, token: String) throws {
        let found = try message(rows: #"{"prompt": "a <DEBUG", "answer": "b"}"# + "\n\n" + row)
        #expect(
            found
                == "birds.jsonl, line 3: row x spells `\(token)`, which other trainers read as that special token; reword the row or leave it out"
        )
    }

    @Test func aRefusalThatSpellsASpecialTokenIsNamed() throws {
        let found = try message(Self.yaml(extra: "refusal_text: \"<TAG> no\""))
        #expect(found == "pipeline.yaml: `refusal_text` spells `<TAG>`, which other trainers read as that special token")
    }

    @Test func aTagThatTheBaseHasIsNamed() throws {
        let found = try message(Self.yaml().replacing("STONES", with: "\"|im_end|\""))
        #expect(found.contains("has a token <|im_end|> already"), "\(found)")
    }

    @Test func aMissingBaseIsNamed() throws {
        #expect(try message(Self.yaml(base: "nowhere")).contains("nowhere"))
    }
}
