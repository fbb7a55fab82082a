import Foundation
import TerminalUI
import Testing
import WorkbenchRuntime

@Suite struct ThemeLibraryTests {
    /// A folder with a good theme and a broken one.
    private func folder() throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("themes-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in [("night", "name: night\n"), ("broken", "nmae: broken\n")] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/\(name).yaml"))
        }
        return path
    }

    @Test func aBrokenThemeIsLeftOutAndNamed() throws {
        let path = try folder()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let shelf = ThemeLibrary.load(folder: path)
        #expect(shelf.themes.map(\.name) == [Theme.builtIn.name, "night"])
        #expect(shelf.failures["broken"]?.description.contains("broken.yaml") == true)
        #expect(throws: ThemeLibrary.Failure.self) { try ThemeLibrary.choose("broken", from: shelf) }
    }

    @Test func aFileStandsInForTheThemeOfItsName() throws {
        let path = try folder()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let chosen = try ThemeLibrary.choose(path + "/night.yaml", from: ThemeLibrary.load(folder: path))
        #expect(chosen.map(\.name) == ["night", Theme.builtIn.name])
    }
}
