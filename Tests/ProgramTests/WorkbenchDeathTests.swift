import Foundation
import PseudoTerminal
import Testing

/// However the workbench ends, the terminal is put back.
@Suite(.serialized)
struct WorkbenchDeathTests {
    @Test(arguments: [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE])
    func aCrashPutsTheTerminalBack(signal: Int32) throws {
        let terminal = try PseudoTerminal.workbench()
        terminal.expect("Trace ·")
        #expect(terminal.screen.modes.contains(1049) && !terminal.isCooked)
        terminal.signal(signal)
        #expect(terminal.end(seconds: 20) == .signal(signal))
        terminal.expectRestored()
    }

    @Test func anEndOfTheTerminalEndsTheProgram() throws {
        let terminal = try PseudoTerminal.workbench()
        terminal.expect("Trace ·")
        terminal.signal(SIGHUP)
        #expect(terminal.end(seconds: 20) == .exit(129))
        terminal.expectRestored()
    }

    @Test func stoppedFromOutsideItIsDrawnAgain() throws {
        let terminal = try PseudoTerminal.workbench()
        terminal.expect("Trace ·")
        terminal.signal(SIGSTOP)
        terminal.resize(columns: 90, rows: 24)
        terminal.signal(SIGCONT)
        terminal.expect("Trace ·")
        terminal.send("?")
        terminal.expect("Esc close")
        terminal.send("?q")
        #expect(terminal.end(seconds: 20) == .exit(0))
        terminal.expectRestored()
    }
}
