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

    /// One dialog in place of another moves rows that look alike; several terminals cannot scroll them there.
    @Test func rowsThatMoveAreDrawnAnew() throws {
        let terminal = try PseudoTerminal.workbench(columns: 120, rows: 40)
        terminal.expect("traced")
        for _ in 0..<3 {
            terminal.send("L")
            terminal.expect("likeliest")
            terminal.send("\u{1B}m")
            terminal.expect("What if")
            #expect(terminal.wait(forEndOf: "other tokens"), "\(terminal.screen.text)")
            terminal.send("\u{1B}")
            #expect(terminal.wait(forEndOf: "What if"))
        }
        #expect(terminal.screen.unknown.isEmpty)
        terminal.send("q")
        #expect(terminal.end(seconds: 20) == .exit(0))
    }
}
