import PseudoTerminal
import Testing

extension PseudoTerminal {
    /// The built workbench on the embedded sample.
    static func workbench(
        columns: Int = 100, rows: Int = 30, environment: [String: String?] = [:], arguments: [String] = []
    ) throws -> PseudoTerminal {
        let usual: [String: String?] = [
            "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "COLORTERM": nil, "NO_COLOR": nil,
            // The test runner asks for backtraces, which would be printed in place of what a user sees.
            "SWIFT_BACKTRACE": "enable=no",
        ]
        return try PseudoTerminal(
            BuiltPrograms.workbench, ["--no-session", BuiltPrograms.embeddedSample] + arguments, columns: columns, rows: rows,
            environment: usual.merging(environment) { $1 })
    }

    func expect(_ text: String, seconds: Double = 60, sourceLocation: SourceLocation = #_sourceLocation) {
        if !wait(for: text, seconds: seconds) {
            Issue.record("\(text.debugDescription) is not on the screen:\n\(screen.text)", sourceLocation: sourceLocation)
        }
    }

    /// The terminal is as a shell wants it: the main screen, a cursor, no mouse reports, and lines that echo.
    func expectRestored(sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(screen.modes.isSubset(of: [7, 25]) && screen.modes.contains(25), sourceLocation: sourceLocation)
        #expect(isCooked, sourceLocation: sourceLocation)
    }
}
