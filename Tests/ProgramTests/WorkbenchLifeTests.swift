import Foundation
import Testing

/// What a workbench in a real terminal goes through: huge pastes, sudden death, an editor, saved traces.
@Suite(.serialized)
struct WorkbenchLifeTests {
    /// A folder of its own with the embedded sample; its model is shared.
    private func withWorkspace(_ body: (_ folder: String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("workspace-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["workspace.yaml", "cases.jsonl", "rules.yaml"] {
            try FileManager.default.copyItem(atPath: "\(BuiltPrograms.embeddedSample)/\(name)", toPath: "\(folder)/\(name)")
        }
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/model", withDestinationPath: BuiltPrograms.embeddedSample + "/model")
        try body(folder)
    }

    private func opened(_ arguments: String, environment: [String: String] = [:]) throws -> TerminalSession {
        let terminal = try TerminalSession(columns: 120, rows: 32, environment: environment)
        try terminal.command("\(BuiltPrograms.workbench) \(arguments); echo ended-$?")
        return terminal
    }

    /// Types a command of the workbench.
    private func command(_ terminal: TerminalSession, _ words: String) throws {
        try terminal.press(":")
        try terminal.type(words)
        try terminal.press("Enter")
    }

    /// Waits until a file holds a text.
    private func wait(_ path: String, _ text: String) throws {
        let end = Date().addingTimeInterval(20)
        while Date() < end {
            if let found = try? String(contentsOfFile: path, encoding: .utf8), found.contains(text) { return }
            usleep(20_000)
        }
        Issue.record("\(path) does not hold \(text): \((try? String(contentsOfFile: path, encoding: .utf8)) ?? "no file")")
    }

    @Test func aPasteOfAMegabyteIsTakenIn() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("paste-\(UUID().uuidString)").path
        defer { unlink(path) }
        try Data(String(repeating: "water boils, says who? ", count: 1 << 20 / 23).utf8).write(to: URL(fileURLWithPath: path))
        let terminal = try opened("--no-session \(BuiltPrograms.embeddedSample)")
        try terminal.wait("token [0-9]+/[0-9]+", seconds: 60)
        try terminal.paste(path)
        try terminal.wait("A new case")
        try terminal.wait("longer than 20,000 characters")
        try terminal.press("Escape")
        try terminal.waitGone("A new case")
        try terminal.press("q")
        try terminal.wait("ended-0")
    }

    @Test func aSessionSurvivesSuddenDeath() throws {
        try withWorkspace { folder in
            let first = try opened(folder)
            try first.wait("token [0-9]+/[0-9]+", seconds: 60)
            try first.press("Down", "Enter")
            try first.wait("Trace · sear-locks-juice")
            try first.wait("token [1-9][0-9]*/")
            try first.press("0")
            try first.press("Right")
            try wait(folder + "/.session.json", "\"cursor\":1,")
            let pid = try first.property("pane_pid")
            let child = try run("/usr/bin/env", ["pgrep", "-P", pid]).output.trimmingCharacters(in: .whitespacesAndNewlines)
            _ = try run("/usr/bin/env", ["kill", "-9", child])
            try first.wait("ended-137")

            let second = try opened(folder)
            try second.wait("Trace · sear-locks-juice", seconds: 60)
            try second.wait("token 1/")
            try second.press("q")
            try second.wait("ended-0")
        }
    }

    @Test func aCaseIsEditedInTheEditorOfOnesChoice() throws {
        try withWorkspace { folder in
            let terminal = try opened("--no-session \(folder)", environment: ["EDITOR": "sed -i s/salt.in/pepper.in/", "VISUAL": ""])
            try terminal.wait("token [0-9]+/[0-9]+", seconds: 60)
            try terminal.press("E")
            try terminal.wait("when I put pepper.in")
            try wait(folder + "/cases.jsonl", "when I put pepper.in")
            #expect(try terminal.property("alternate_on") == "1")
            try terminal.press("q")
            try terminal.wait("ended-0")
        }
    }

    @Test func aSavedTraceReplaysAndOpensAlone() throws {
        try withWorkspace { folder in
            let terminal = try opened("--no-session \(folder)")
            try terminal.wait("token 1[0-9]/1[0-9] ", seconds: 60)
            try command(terminal, "save mine")
            try terminal.wait("saved as .*mine.json")
            try command(terminal, "open trace mine")
            try terminal.wait("Saved trace · mine")
            try command(terminal, "replay")
            try terminal.wait("reproduced: all [0-9]+ tokens are the same, and every figure")
            try terminal.press("q")
            try terminal.wait("ended-0")

            let file = folder + "/traces/mine.json"
            for format in ["md", "json", "html", "svg"] {
                let out = "\(folder)/mine.\(format)"
                let result = try run(BuiltPrograms.debuglm, ["export", "trace", file, "--format", format, "--out", out])
                #expect(result.status == 0, "\(result.errors)")
                #expect(FileManager.default.fileExists(atPath: out))
                // What stands there is not replaced.
                #expect(try run(BuiltPrograms.debuglm, ["export", "trace", file, "--format", format, "--out", out]).status != 0)
            }

            let alone = try opened("--trace \(file)")
            try alone.wait("Saved trace · mine")
            try alone.wait("saved trace")
            try alone.press("0")
            try alone.wait("token 0/")
            try alone.press("q")
            try alone.wait("ended-0")
        }
    }

    @Test func theLayersOfTheRealModelAreRead() throws {
        let terminal = try opened("--no-session \(BuiltPrograms.embeddedSample)")
        try terminal.wait("token 1[0-9]/1[0-9] ", seconds: 60)
        try terminal.press("L")
        try terminal.wait("all name MYTHS")
        try terminal.press("Left")
        try terminal.wait("Layers · token")
        // One after the other: the two at once are Alt-q.
        try terminal.press("Escape")
        try terminal.waitGone("Layers · token")
        try terminal.press("q")
        try terminal.wait("ended-0")
    }

    @Test func withNO_COLORTheScreenHasNone() throws {
        let terminal = try opened("--no-session \(BuiltPrograms.embeddedSample)", environment: ["NO_COLOR": "1"])
        try terminal.wait("token [0-9]+/[0-9]+", seconds: 60)
        let styled = try terminal.styledScreen
        #expect(styled.contains("\u{1B}["), "bold and reverse stay")
        #expect(styled.range(of: "\u{1B}\\[[0-9;]*(3[0-7]|4[0-7]|38|48|9[0-7])[;m]", options: .regularExpression) == nil)
        try terminal.press("q")
        try terminal.wait("ended-0")
    }
}
