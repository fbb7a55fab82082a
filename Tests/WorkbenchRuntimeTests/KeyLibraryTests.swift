import Foundation
import TerminalUI
import Testing
import Workbench
import WorkbenchRuntime
import Workspaces

@Suite struct KeyLibraryTests {
    @Test func withoutAFileTheKeysAreTheStandardOnes() throws {
        #expect(try KeyLibrary.load(nil) == .standard)
    }

    @Test func aFileIsRead() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("keys-\(UUID().uuidString).yaml").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try TextFile.write(Data(KeyMap.standard.yaml.utf8), to: path)
        #expect(try KeyLibrary.load(path) == .standard)
        try TextFile.write(Data("everywhere:\n  zom: Z\n".utf8), to: path)
        #expect(throws: SettingsError(file: path, line: 2, problem: .unknownKey("zom", of: "action", nearest: "zoom"))) {
            try KeyLibrary.load(path)
        }
    }

    @Test func aFileThatIsNotThereIsNamed() {
        #expect(throws: WorkspaceError.self) { try KeyLibrary.load("/nowhere/keys.yaml") }
    }
}
