import Foundation

/// A real terminal (tmux) with a shell in it: programs are typed in, keys are pressed, the screen is read.
///
/// Nothing waits a fixed time: every wait is for something on the screen, with a limit that fails the test.
final class TerminalSession {
    struct Failure: Error, CustomStringConvertible {
        var waitedFor: String
        var screen: String
        var description: String { "waited for \(waitedFor); the screen was:\n\(screen)" }
    }

    private let socket = "debuglm-test-\(UUID().uuidString.prefix(8))"
    /// What the shell prints before a command.
    static let prompt = "ready>"

    init(columns: Int, rows: Int, environment: [String: String] = [:]) throws {
        // The test runner asks for backtraces, which would be printed in place of what a user sees.
        var variables = ["LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"]
        variables.merge(environment) { $1 }
        try tmux(
            ["-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)"]
                + variables.sorted { $0.key < $1.key }.flatMap { ["-e", "\($0.key)=\($0.value)"] } + ["sh"])
        try tmux(["set-option", "-g", "status", "off"])
        try tmux(["set-option", "-g", "escape-time", "0"])
        // Root's shell takes no prompt from its environment. In two parts, so that the typed line is not taken for the prompt.
        try command("PS1=read; PS1=\"${PS1}y> \"")
        try wait(Self.prompt)
    }

    deinit { _ = try? tmux(["kill-server"]) }

    /// Types a command line and Enter.
    func command(_ line: String) throws {
        try tmux(["send-keys", "-l", line])
        try tmux(["send-keys", "Enter"])
    }

    /// Presses keys by tmux's names: `Enter`, `Right`, `C-z`, `q`.
    func press(_ keys: String...) throws {
        try tmux(["send-keys"] + keys)
    }

    func type(_ text: String) throws {
        try tmux(["send-keys", "-l", text])
    }

    func resize(columns: Int, rows: Int) throws {
        try tmux(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
    }

    var screen: String {
        get throws { try tmux(["capture-pane", "-p"]) }
    }

    /// The screen with the escape sequences of its colours and attributes.
    var styledScreen: String {
        get throws { try tmux(["capture-pane", "-p", "-e"]) }
    }

    /// Pastes a file's text as terminals do it: in brackets.
    func paste(_ path: String) throws {
        try tmux(["load-buffer", path])
        try tmux(["paste-buffer", "-p"])
    }

    /// A property of the terminal, by tmux's format names: `alternate_on`, `cursor_flag`, `mouse_any_flag`.
    func property(_ name: String) throws -> String {
        try tmux(["display-message", "-p", "#{\(name)}"]).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Waits until the screen has a match.
    @discardableResult
    func wait(_ pattern: String, seconds: Double = 30) throws -> String {
        try wait(pattern, until: true, seconds: seconds)
    }

    /// Waits until the screen has no match.
    @discardableResult
    func waitGone(_ pattern: String, seconds: Double = 30) throws -> String {
        try wait(pattern, until: false, seconds: seconds)
    }

    private func wait(_ pattern: String, until wanted: Bool, seconds: Double) throws -> String {
        let end = Date().addingTimeInterval(seconds)
        while true {
            let text = try screen
            if (text.range(of: pattern, options: .regularExpression) != nil) == wanted { return text }
            guard Date() < end else { throw Failure(waitedFor: "\(wanted ? "" : "the end of ")/\(pattern)/", screen: text) }
            usleep(20_000)
        }
    }

    @discardableResult
    private func tmux(_ arguments: [String]) throws -> String {
        let result = try run("/usr/bin/env", ["tmux", "-L", socket] + arguments)
        guard result.status == 0 else { throw Failure(waitedFor: "tmux \(arguments.joined(separator: " "))", screen: result.errors) }
        return result.output
    }
}
