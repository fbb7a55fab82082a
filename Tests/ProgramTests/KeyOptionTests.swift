import Foundation
import Testing

/// The key bindings on the command line of the workbench.
struct KeyOptionTests {
    @Test func thePrintedFileIsReadAgainAndChanges() throws {
        let printed = try run(BuiltPrograms.workbench, ["--print-keys"])
        #expect(printed.status == 0)
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("keys-\(UUID().uuidString).yaml").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let changed = printed.output.replacing("  zoom: z ", with: "  zoom: Z ")
        #expect(changed != printed.output)
        try changed.write(toFile: path, atomically: true, encoding: .utf8)
        let list = try run(BuiltPrograms.workbench, ["--keys", path, "--key-list"])
        #expect(list.status == 0, "\(list.errors)")
        #expect(list.output.contains("| `Z` | Give the pane the whole screen, or take it back |"))
    }

    @Test func aMistakeIsToldBeforeTheScreenIsEntered() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("keys-\(UUID().uuidString).yaml").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try "trace:\n  step_forwrd: x\n".write(toFile: path, atomically: true, encoding: .utf8)
        let result = try run(BuiltPrograms.workbench, ["--keys", path])
        #expect(result.status == 1)
        #expect(result.errors == "debuglm-tui: \(path):2: unknown action 'step_forwrd'; did you mean 'step_forward'?\n")
    }
}
