import PseudoTerminal
import Testing

/// The workbench on terminals of many kinds: what is drawn can be read, and nothing is sent that they do not know.
@Suite(.serialized)
struct TerminalKindTests {
    private static let kinds = ["xterm", "xterm-256color", "screen", "screen-256color", "tmux", "tmux-256color", "linux", "vt220", "ansi"]

    @Test(arguments: kinds)
    func theFirstTraceIsReadThere(kind: String) throws {
        let terminal = try PseudoTerminal.workbench(columns: 120, rows: 32, environment: ["TERM": kind])
        terminal.expect("traced")
        terminal.expect("MYTHS")
        terminal.send("?")
        terminal.expect("Esc close")
        terminal.send("?")
        #expect(terminal.wait(forEndOf: "Esc close"))
        #expect(terminal.screen.unknown.isEmpty)
        terminal.send("q")
        #expect(terminal.end(seconds: 20) == .exit(0))
        terminal.expectRestored()
    }

    /// Its fonts have lines and blocks, but no ticks, arrows and eighths of a block.
    @Test func theLinuxConsoleGetsASCIIAndCanBeToldOtherwise() throws {
        let console = try PseudoTerminal.workbench(columns: 120, rows: 32, environment: ["TERM": "linux"])
        console.expect("traced")
        let isASCII = console.screen.text.allSatisfy { $0.isASCII }
        #expect(isASCII, "\(console.screen.text)")
        let told = try PseudoTerminal.workbench(columns: 120, rows: 32, environment: ["TERM": "linux"], arguments: ["--no-ascii"])
        told.expect("✓")
    }

    @Test func directColoursAreUsedWhereTheTerminalSaysSo() throws {
        let terminal = try PseudoTerminal.workbench(
            columns: 120, rows: 32, environment: ["TERM": "xterm-256color", "COLORTERM": "truecolor"], arguments: ["--theme", "dark"])
        terminal.expect("traced")
        #expect(terminal.screen.unknown.isEmpty)
    }

    /// The wheel moves the help by three rows; several terminals cannot scroll so many at once within a part of the screen.
    @Test func rowsThatMoveAreDrawnAnew() throws {
        let terminal = try PseudoTerminal.workbench(columns: 80, rows: 24)
        terminal.expect("traced")
        terminal.send("?")
        terminal.expect("Esc close")
        let first = terminal.screen.row(8)
        terminal.send("\u{1B}[<65;20;10M")
        #expect(terminal.wait(seconds: 20) { $0.row(5) == first } != nil, "\(terminal.screen.text)")
        terminal.send("\u{1B}[<64;20;10M")
        #expect(terminal.wait(seconds: 20) { $0.row(8) == first } != nil, "\(terminal.screen.text)")
        #expect(terminal.screen.unknown.isEmpty, "\(terminal.screen.unknown)")
        terminal.send("?q")
        #expect(terminal.end(seconds: 20) == .exit(0))
    }
}
