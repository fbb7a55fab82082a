import Foundation
import Provenance
import Testing
import Workspaces

/// `debuglm export` from the tiny model, and what comes back.
struct ExportTests {
    private static let fixtures = BuiltPrograms.repository + "/Tests/Fixtures/language-model"

    /// A folder with a copy of the tiny adapter, its manifest beside it.
    private func withAdapter(_ body: (_ folder: String, _ model: [String]) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("export-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.copyItem(atPath: Self.fixtures + "/adapter", toPath: folder + "/adapter")
        let manifest = try JSONEncoder().encode(Manifest.numbered(from: 300, sources: [("LORE", .pretrain, nil)]))
        try manifest.write(to: URL(fileURLWithPath: folder + "/adapter/provenance.json"))
        try body(folder, ["--model", Self.fixtures + "/tied", "--adapter", folder + "/adapter"])
    }

    private func json(_ arguments: [String]) throws -> [String: Any] {
        let result = try run(BuiltPrograms.debuglm, arguments + ["--json"])
        try #require(result.status == 0, "\(result.errors)")
        return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    }

    private func trace(_ model: [String]) throws -> [String: Any] {
        try json(["trace"] + model + ["--prompt", "the cat", "--max-tokens", "6"])
    }

    @Test func aMergedFolderIsAModelWithTags() throws {
        try withAdapter { folder, model in
            let out = folder + "/merged"
            #expect(try json(["export", "merged"] + model + ["--out", out, "--type", "f32"])["paths"] as? [String] == [out])
            let found = try json(["inspect", out])
            #expect((found["sources"] as? [[String: Any]])?.first?["id"] as? Int == 303)
            #expect((found["problems"] as? [String])?.isEmpty == true)
            #expect(try trace(["--model", out])["answer"] as? String == trace(model)["answer"] as? String)
            // A workspace that names the folder needs nothing else.
            try Data("model: merged\n".utf8).write(to: URL(fileURLWithPath: folder + "/workspace.yaml"))
            #expect(try trace(["--workspace", folder])["tag"] as? String == "LORE")
        }
    }

    @Test(arguments: ["f32", "f16", "q8_0"]) func aFileIsAModelWithTags(type: String) throws {
        try withAdapter { folder, model in
            let out = folder + "/tiny.gguf"
            let written = try json(["export", "gguf"] + model + ["--out", out, "--type", type])
            #expect(written["paths"] as? [String] == [out, folder + "/tiny.provenance.json"])
            #expect((try json(["inspect", out])["sources"] as? [[String: Any]])?.count == 1)
            #expect(try trace(["--model", out])["tag"] as? String == "LORE")
        }
    }

    @Test func aDataSetNamesWhatItWrote() throws {
        let out = FileManager.default.temporaryDirectory.appendingPathComponent("export-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: out) }
        let written = try json(["export", "dataset", BuiltPrograms.embeddedSample + "/pipeline.yaml", "--out", out])
        let paths = try #require(written["paths"] as? [String])
        #expect(paths.allSatisfy { FileManager.default.fileExists(atPath: $0) })
        let names = paths.map { URL(fileURLWithPath: $0).lastPathComponent }
        #expect(
            Set(names).isSuperset(of: [
                "MYTHS.sharegpt.jsonl", "MYTHS.messages.jsonl", "dataset_info.json", "sft_config.yaml", "provenance.json",
            ]))
        #expect(try Workspace.readManifest(out + "/provenance.json").sources.count == 6)
    }

    @Test func wrongUsageIsExitTwo() throws {
        for arguments in [
            ["merged", "--model", "x"], ["gguf", "--model", "x", "--out", "x.bin"], ["gguf", "--out", "x.gguf"], ["dataset"],
        ] {
            let result = try run(BuiltPrograms.debuglm, ["export"] + arguments)
            #expect(result.exited && result.status == 2, "\(arguments): \(result.status)")
        }
    }
}
