import Foundation
import Testing

/// The built workbench in a real terminal, on the embedded sample with its real model.
@Suite(.serialized)
struct WorkbenchTerminalTests {
    /// A terminal with the workbench open and the first case traced.
    private func opened(columns: Int = 120, rows: Int = 32, environment: [String: String] = [:]) throws -> TerminalSession {
        let terminal = try TerminalSession(columns: columns, rows: rows, environment: environment)
        try terminal.command(
            "stty -a | tr -d '\\n' > \"$HOME_OF_TEST/before\"; \(BuiltPrograms.workbench) --no-session \(BuiltPrograms.embeddedSample); echo ended-$?"
        )
        return terminal
    }

    private func temporaryFolder() throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("terminal-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    /// The terminal is as it was: the shell's modes, the main screen, a visible cursor, no mouse reports.
    private func expectRestored(_ terminal: TerminalSession, folder: String) throws {
        #expect(try terminal.property("alternate_on") == "0")
        #expect(try terminal.property("cursor_flag") == "1")
        #expect(try terminal.property("mouse_any_flag") == "0")
        try terminal.command("stty -a | tr -d '\\n' > \"$HOME_OF_TEST/after\"; echo compared-$?")
        try terminal.wait("compared-0")
        let before = try String(contentsOfFile: folder + "/before", encoding: .utf8)
        let after = try String(contentsOfFile: folder + "/after", encoding: .utf8)
        #expect(before == after)
    }

    @Test func aPersonStepsFlipsASourceAndLeaves() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let terminal = try opened(environment: ["HOME_OF_TEST": folder])

        // Opens: the cases stand there, the first one is traced, bars show its source.
        try terminal.wait("Cases")
        try terminal.wait("token [0-9]+/[0-9]+", seconds: 60)
        try terminal.wait("MYTHS")
        #expect(try terminal.property("alternate_on") == "1")

        // Picks another case and steps through it.
        try terminal.press("Down", "Enter")
        try terminal.wait("Trace · sear-locks-juice")
        try terminal.wait("token [0-9]+/[0-9]+")
        try terminal.press("0")
        try terminal.wait("token 0/|before the first token|token 0")
        try terminal.press("Right")
        try terminal.wait("token 1/")
        try terminal.press("Right")
        try terminal.wait("At token 2")

        // Flips the source: the same prompt is refused, beside the answer without rules.
        let switchKey = try #require(try key(of: "MYTHS", on: terminal.screen))
        try terminal.press(switchKey)
        try terminal.wait("Refused: MYTHS")
        try terminal.wait("Without rules")
        try terminal.wait("I can't answer that")
        try terminal.wait("fixes [1-9][0-9]*", seconds: 90)

        // Flips back: the pane is gone.
        try terminal.press(switchKey)
        try terminal.waitGone("Without rules")

        try terminal.press("q")
        try terminal.wait("ended-0")
        try expectRestored(terminal, folder: folder)
    }

    /// The digit of a source's switch, as the rules pane shows it.
    private func key(of source: String, on screen: String) throws -> String? {
        let line = screen.split(separator: "\n").first { $0.contains("[ ]") && $0.contains(source) }
        guard let line, let end = line.range(of: " [ ]") else { return nil }
        return line[..<end.lowerBound].last.map(String.init)
    }

    @Test(arguments: ["TERM", "HUP", "QUIT"])
    func aSignalRestoresTheTerminal(signal: String) throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let terminal = try opened(environment: ["HOME_OF_TEST": folder])
        try terminal.wait("Cases")
        let pid = try terminal.property("pane_pid")
        let child = try run("/usr/bin/env", ["pgrep", "-P", pid]).output.trimmingCharacters(in: .whitespacesAndNewlines)
        _ = try run("/usr/bin/env", ["kill", "-\(signal)", child])
        try terminal.wait("ended-[0-9]+")
        try expectRestored(terminal, folder: folder)
    }

    @Test func suspendingGivesTheShellBackAndResumingRedraws() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let terminal = try TerminalSession(columns: 100, rows: 30, environment: ["HOME_OF_TEST": folder])
        try terminal.command(
            "stty -a | tr -d '\\n' > \"$HOME_OF_TEST/before\"; set -m; \(BuiltPrograms.workbench) --no-session \(BuiltPrograms.embeddedSample)"
        )
        try terminal.wait("Cases|cases|failing")
        try terminal.press("C-z")
        try terminal.wait("Stopped|suspended")
        #expect(try terminal.property("alternate_on") == "0")
        try terminal.command("fg")
        try terminal.wait("Trace ·")
        #expect(try terminal.property("alternate_on") == "1")
        try terminal.press("q")
        try terminal.waitGone("Trace ·")
        try expectRestored(terminal, folder: folder)
    }

    @Test func aWindowTooSmallSaysSoAndComesBack() throws {
        let terminal = try opened(environment: ["HOME_OF_TEST": NSTemporaryDirectory()])
        try terminal.wait("Trace ·")
        try terminal.resize(columns: 40, rows: 10)
        try terminal.wait("40x10")
        try terminal.resize(columns: 80, rows: 24)
        try terminal.wait("Trace ·")
        try terminal.press("q")
        try terminal.wait("ended-0")
    }

    @Test func aMissingModelIsToldWhileCasesStayBrowsable() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("model: nowhere.gguf\nobtain: fetch-the-model now\n".utf8).write(to: URL(fileURLWithPath: folder + "/workspace.yaml"))
        try Data("{\"id\":\"lonely-case\",\"prompt\":\"why\"}\n".utf8).write(to: URL(fileURLWithPath: folder + "/cases.jsonl"))
        let terminal = try TerminalSession(columns: 120, rows: 32)
        try terminal.command("\(BuiltPrograms.workbench) --no-session \(folder); echo ended-$?")
        try terminal.wait("lonely-case")
        try terminal.wait("fetch-the-model now")
        try terminal.press("q")
        try terminal.wait("ended-0")
    }

    @Test func escapeActsWhileVerdictsComeIn() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // So many short answers that one follows the other for as long as the test takes.
        let workspace = "model: \(BuiltPrograms.embeddedSample)/model\nmaximum_tokens: 1\n"
        try Data(workspace.utf8).write(to: URL(fileURLWithPath: folder + "/workspace.yaml"))
        let cases = (0..<20_000).map { "{\"id\":\"case-\($0)\",\"prompt\":\"why \($0)\"}\n" }
        try Data(cases.joined().utf8).write(to: URL(fileURLWithPath: folder + "/cases.jsonl"))
        let terminal = try TerminalSession(columns: 120, rows: 32)
        try terminal.command("\(BuiltPrograms.workbench) --no-session \(folder); echo ended-$?")
        try terminal.wait("[0-9]/s")
        try terminal.press("?")
        try terminal.wait("Esc close")
        try terminal.press("Escape")
        try terminal.waitGone("Esc close", seconds: 5)
        try terminal.wait("[0-9]/s")
        try terminal.press("Escape")
        try terminal.wait("judging stopped", seconds: 5)
        try terminal.press("q")
        try terminal.wait("ended-0")
    }

    @Test func controlSequencesInACaseAreDrawn() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("model: \(BuiltPrograms.embeddedSample)/model\n".utf8).write(to: URL(fileURLWithPath: folder + "/workspace.yaml"))
        let prompt = "{\"id\":\"evil\",\"prompt\":\"a\\u001b]0;owned\\u0007b\\u001b[2Jc\"}\n"
        try Data(prompt.utf8).write(to: URL(fileURLWithPath: folder + "/cases.jsonl"))
        let terminal = try TerminalSession(columns: 120, rows: 32)
        try terminal.command("\(BuiltPrograms.workbench) --no-session \(folder); echo ended-$?")
        try terminal.wait("Trace · evil")
        try terminal.wait("owned")
        #expect(try terminal.property("pane_title") != "owned")
        try terminal.press("q")
        try terminal.wait("ended-0")
    }

    @Test func aDumbTerminalGetsOneSentence() throws {
        let terminal = try TerminalSession(columns: 100, rows: 10)
        try terminal.command("TERM=dumb \(BuiltPrograms.workbench); echo ended-$?")
        let screen = try terminal.wait("ended-[12]")
        #expect(screen.contains("dumb"))
    }

    @Test func withoutUTF8TheScreenIsASCII() throws {
        let terminal = try TerminalSession(columns: 120, rows: 32)
        try terminal.command("LC_ALL=C LANG=C \(BuiltPrograms.workbench) --no-session \(BuiltPrograms.embeddedSample); echo ended-$?")
        let screen = try terminal.wait("Trace")
        let drawn = screen.split(separator: "\n").drop { !$0.contains("DebugLM") }
        #expect(!drawn.isEmpty && drawn.allSatisfy { $0.allSatisfy(\.isASCII) }, "\(screen)")
        try terminal.press("q")
        try terminal.wait("ended-0")
    }
}
