import Foundation
import LanguageModel
import LocalEngine
import Provenance
import Testing

@Suite struct ModelExportTests {
    private let bytes = Array("{\"its\": \"own bytes\"}".utf8)

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("export-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    private func export() throws -> ModelExport {
        try ModelExport(model: TinyEngine.model(), manifest: (TinyEngine.manifest, bytes))
    }

    private func read(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

    /// A merged copy answers as the original; text and sampled tokens are the same, bit for bit is not promised.
    private func expectTheSameAnswers(_ path: String) throws {
        let copy = try LocalEngine.open(modelPath: path, adapterPath: nil, manifest: TinyEngine.manifest, threads: 2)
        let request = TinyEngine.request(temperature: 0)
        #expect(try copy.trace(request).ids == TinyEngine.engine().trace(request).ids)
    }

    @Test func aFolderHasTheManifestAndOpensAgain() throws {
        try withFolder { folder in
            let out = folder + "/merged"
            #expect(try export().writeFolder(out, as: .f32) == [out])
            #expect(try read(out + "/provenance.json") == bytes)
            try expectTheSameAnswers(out)
            _ = try export().writeFolder(out, as: .f32)
        }
    }

    @Test func aFileHasTheManifestBesideItAndOpensAgain() throws {
        try withFolder { folder in
            let (out, manifest) = (folder + "/a.gguf", folder + "/a.provenance.json")
            #expect(try export().writeGGUF(out, manifestPath: manifest, as: .f32) == [out, manifest])
            #expect(try read(manifest) == bytes)
            try expectTheSameAnswers(out)
        }
    }

    @Test func aModelWithoutManifestLeavesNoStaleOne() throws {
        try withFolder { folder in
            let (out, manifest) = (folder + "/a.gguf", folder + "/a.provenance.json")
            _ = try export().writeGGUF(out, manifestPath: manifest, as: .f32)
            let bare = try ModelExport(model: TinyEngine.model(), manifest: nil)
            #expect(try bare.writeGGUF(out, manifestPath: manifest, as: .f32) == [out])
            #expect(!FileManager.default.fileExists(atPath: manifest))
        }
    }

    @Test func aManifestOfAnotherModelIsRefused() throws {
        var manifest = TinyEngine.manifest
        manifest.sources[0].id = 999
        #expect(throws: EngineError.self) { try ModelExport(model: TinyEngine.model(), manifest: (manifest, [])) }
    }

    @Test func theSourceIsNeverOverwritten() throws {
        #expect { try export().writeFolder(TinyEngine.folder + "/../tied", as: .f32) } throws: { "\($0)".contains("is read from there") }
    }

    @Test func aFolderWithOtherFilesIsLeftAlone() throws {
        try withFolder { folder in
            try Data("mine".utf8).write(to: URL(fileURLWithPath: folder + "/notes.txt"))
            #expect { try export().writeFolder(folder, as: .f32) } throws: { "\($0)".contains("notes.txt") }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["notes.txt"])
        }
    }
}
