import Foundation
import Provenance
import Testing
import Workspaces

/// The checkpoints that the stages of a training run left, in their order.
struct StageFolderTests {
    /// A run whose stages end in this order, with folders made in another one.
    private func run(_ folder: TemporaryFolder, stages: [String], finished: [String]?, adapter: Bool = false) throws -> String {
        for name in stages {
            if adapter { _ = try folder.write("{}", to: "out/stages/\(name)/adapter_config.json") }
            _ = try folder.write("{}", to: "out/stages/\(name)/provenance.json")
        }
        _ = try folder.write("{}", to: "out/provenance.json")
        if adapter { _ = try folder.write("{}", to: "out/adapter_config.json") }
        if let finished {
            let list = StageList(
                stages: finished.map {
                    StageList.Kept(name: $0, sources: [$0.uppercased()], folder: stages.contains($0) ? "stages/\($0)" : ".")
                })
            _ = try folder.write(String(decoding: JSONEncoder().encode(list), as: UTF8.self), to: "out/stages.json")
        }
        return folder.path + "/out"
    }

    @Test func theRunItselfKnowsTheOrder() throws {
        let folder = try TemporaryFolder()
        let path = try run(folder, stages: ["sft", "docs"], finished: ["docs", "sft", "tone"])
        let found = try StageFolder.checkpoints(in: path)
        #expect(found.map(\.name) == ["docs", "sft", "tone"])
        #expect(found.map(\.path) == ["\(path)/stages/docs", "\(path)/stages/sft", path])
        #expect(found.allSatisfy { $0.kind == .model })
        #expect(found.map(\.taught) == [["DOCS"], ["SFT"], ["TONE"]])
    }

    @Test func withoutItsWordTheDatesCount() throws {
        let folder = try TemporaryFolder()
        let path = try run(folder, stages: ["b", "a"], finished: nil)
        for (name, seconds) in [("b", 100.0), ("a", 200.0)] {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: seconds)], ofItemAtPath: "\(path)/stages/\(name)/provenance.json")
        }
        #expect(try StageFolder.checkpoints(in: path).map(\.name) == ["b", "a", "final"])
    }

    @Test func anAdapterComesAfterItsBase() throws {
        let folder = try TemporaryFolder()
        _ = try run(folder, stages: ["sft"], finished: ["sft", "tone"], adapter: true)
        _ = try folder.write("name: x\nmodel: base.gguf\nadapter: out\n", to: "workspace.yaml")
        let found = try StageFolder.checkpoints(of: Workspace.open(folder.path), run: nil)
        #expect(found.map(\.name) == ["base", "sft", "tone"])
        #expect(found.map(\.kind) == [.base, .adapter, .adapter])
    }

    @Test func aStageWhoseFolderIsGoneIsPassedOver() throws {
        let folder = try TemporaryFolder()
        let path = try run(folder, stages: ["docs"], finished: ["docs", "sft"])
        try FileManager.default.removeItem(atPath: path + "/stages/docs")
        let found = try StageFolder.checkpoints(in: path)
        #expect(found.map(\.name) == ["sft"] && found.map(\.taught) == [["DOCS", "SFT"]])
        _ = try folder.write("{", to: "out/stages.json")
        #expect(throws: WorkspaceError.self) { try StageFolder.checkpoints(in: path) }
    }

    @Test func aSingleCheckpointStandsForItself() throws {
        let folder = try TemporaryFolder()
        let path = try run(folder, stages: [], finished: nil, adapter: true)
        #expect(try StageFolder.checkpoints(in: path).map(\.name) == ["out"])
    }

    @Test func aStageThatIsNotWholeIsLeftOut() throws {
        let folder = try TemporaryFolder()
        let path = try run(folder, stages: ["docs"], finished: nil)
        _ = try folder.write("", to: "out/stages/half/model.safetensors")
        #expect(try StageFolder.checkpoints(in: path).map(\.name) == ["docs", "final"])
    }

    @Test func anyFolderOfCheckpointsWillDo() throws {
        let folder = try TemporaryFolder()
        for name in ["one", "two"] { _ = try folder.write("{}", to: "\(name)/provenance.json") }
        #expect(Set(try StageFolder.checkpoints(in: folder.path).map(\.name)) == ["one", "two"])
    }

    @Test func whatIsNoRunIsNamed() throws {
        let folder = try TemporaryFolder()
        func message(_ path: String) -> String {
            do { return "\(try StageFolder.checkpoints(in: path).count)" } catch { return "\(error)" }
        }
        #expect(message(folder.path + "/nowhere").contains("nowhere: this is no folder of a training run"))
        #expect(message(folder.path).contains("holds no checkpoint with provenance.json"))
    }
}
