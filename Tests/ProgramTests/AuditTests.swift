import Foundation
import Testing

/// `debuglm audit`, and `debuglm eval` over stages and beside other models, on a pipeline that trains in a second.
@Suite(.serialized) struct AuditTests {
    private struct Folder {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("audit-\(UUID().uuidString)").path

        /// Two sources, one stage each, and their rows; the rows to ask are those to learn.
        init() throws {
            try FileManager.default.createDirectory(atPath: path + "/data/dev", withIntermediateDirectories: true)
            let colours = ["red", "blue", "green", "white", "black", "brown"]
            for (name, subject) in [("birds", "bird"), ("stones", "stone"), ("general", "sky")] {
                let rows = colours.enumerated().map {
                    #"{"id": "\#(name)-\#($0)", "prompt": "What colour is \#(subject) \#($0)?", "answer": "It is \#($1).", "source": "X"}"#
                }
                try write(rows.joined(separator: "\n") + "\n", to: "data/dev/\(name).jsonl")
            }
            let usual = "batch_tokens: 256, learning_rate: 0.01, steps: 6"
            try write(
                """
                scratch: {vocabulary_size: 300, hidden_size: 16, layers: 1, heads: 2, intermediate_size: 32}
                out: out
                seed: 11
                threads: 2
                sources:
                  - {name: BIRDS, stage: pretrain, file: data/dev/birds.jsonl}
                  - {name: STONES, stage: sft, file: data/dev/stones.jsonl}
                general: {file: data/dev/general.jsonl}
                stages:
                  - {kind: pretrain, \(usual)}
                  - {kind: sft, replay: {plain: 1, traced: 1}, \(usual)}
                """, to: "pipeline.yaml")
        }

        func write(_ text: String, to name: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
        }

        func remove() { try? FileManager.default.removeItem(atPath: path) }
    }

    private func object(_ result: ProgramResult) throws -> [String: Any] {
        try #require(result.status == 0, "\(result.errors)")
        return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    }

    @Test func everySourceIsLeftOutOnceAndKept() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let arguments = ["audit", folder.path + "/pipeline.yaml", "--max-tokens", "6", "--json"]
        let first = try run(BuiltPrograms.debuglm, arguments)
        let report = try object(first)
        let lines = try #require(report["lines"] as? [[String: Any]])
        #expect(lines.compactMap { $0["source"] as? String } == ["BIRDS", "STONES"] && report["prompts"] as? Int == 18)
        #expect(lines.allSatisfy { $0["changed"] is [String: Any] && $0["kept"] is [String: Any] })
        #expect(first.errors.contains("the whole model is not there yet"))
        for place in ["out", "out/audit/without-BIRDS", "out/audit/without-STONES"] {
            #expect(FileManager.default.fileExists(atPath: "\(folder.path)/\(place)/model.safetensors"), "\(place)")
        }
        // The second time nothing is trained, and the figures are the same.
        let again = try run(BuiltPrograms.debuglm, arguments)
        #expect(again.output == first.output && !again.errors.contains("stage 1"), "\(again.errors)")
    }

    @Test func oneSourceMayBeNamed() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let pipeline = folder.path + "/pipeline.yaml"
        let wrong = try run(BuiltPrograms.debuglm, ["audit", pipeline, "--source", "STONE"])
        #expect(wrong.status == 1 && wrong.errors.contains("did you mean STONES?"), "\(wrong.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/out"))
        let result = try run(BuiltPrograms.debuglm, ["audit", pipeline, "--source", "STONES", "--max-tokens", "6"])
        #expect(result.status == 0 && result.output.contains("without STONES"), "\(result.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/out/audit/without-BIRDS"))
    }

    @Test func everyStageIsMeasured() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let trained = try run(BuiltPrograms.debuglm, ["train", folder.path + "/pipeline.yaml"])
        try #require(trained.status == 0, "\(trained.errors)")
        let (out, page) = (folder.path + "/out", folder.path + "/page.html")
        let arguments = ["eval", "--model", out, "--data", folder.path + "/data/dev", "--max-tokens", "6"]
        let report = try object(
            run(BuiltPrograms.debuglm, arguments + ["--stages", out, "--beside", "first=\(out)/stages/pretrain", "--html", page, "--json"]))
        let checkpoints = try #require((report["retention"] as? [String: Any])?["checkpoints"] as? [[String: Any]])
        #expect(checkpoints.compactMap { $0["name"] as? String } == ["pretrain", "sft"])
        #expect(
            checkpoints.compactMap { ($0["sources"] as? [String: Any])?.keys.sorted() } == [
                ["BIRDS", "GENERAL"], ["BIRDS", "GENERAL", "STONES"],
            ])
        let beside = try #require(report["beside"] as? [[String: Any]])
        #expect(beside.compactMap { $0["name"] as? String } == ["this model", "first"])
        #expect(try String(contentsOfFile: page, encoding: .utf8).contains("What each stage left of the tags"))
    }

    @Test func whatCannotBeOpenedIsToldBeforeTheMeasurement() throws {
        let model = BuiltPrograms.embeddedSample + "/model"
        let arguments = ["eval", "--workspace", BuiltPrograms.embeddedSample, "--limit", "1"]
        let unnamed = try run(BuiltPrograms.debuglm, arguments + ["--beside", model])
        #expect(unnamed.status == 2 && unnamed.errors.contains("--beside takes NAME=PATH"), "\(unnamed.errors)")
        let missing = try run(BuiltPrograms.debuglm, arguments + ["--beside", "a=/nowhere"])
        #expect(missing.status == 1 && missing.errors.contains("/nowhere: there is no such file or folder"), "\(missing.errors)")
        let stages = try run(BuiltPrograms.debuglm, arguments + ["--stages", "/nowhere"])
        #expect(stages.status == 1 && stages.errors.contains("/nowhere: this is no folder of a training run"), "\(stages.errors)")
    }
}
