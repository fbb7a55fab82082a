import TerminalUI
import Testing

/// The terminal that tests use.
@Suite struct ScriptedTerminalTests {
    @Test func itPlaysEventsAndKeepsFrames() {
        let terminal = ScriptedTerminal(size: Size(columns: 10, rows: 2))
        let known = terminal.press("a", "C-x", "Enter")
        #expect(known)
        terminal.send(.resize(Size(columns: 4, rows: 1)), .paste("x"))
        #expect(terminal.nextEvent(timeoutMilliseconds: 5) == .key(.character("a")))
        #expect(terminal.nextEvent(timeoutMilliseconds: 5) == .key(.control("x")))
        #expect(terminal.nextEvent(timeoutMilliseconds: 5) == .key(.enter))
        #expect(terminal.nextEvent(timeoutMilliseconds: 5) == .resize(Size(columns: 4, rows: 1)))
        #expect(terminal.size == Size(columns: 4, rows: 1))
        #expect(terminal.nextEvent(timeoutMilliseconds: 5) == .paste("x"))
        #expect(terminal.nextEvent(timeoutMilliseconds: 5) == nil)
        var frame = Frame(terminal.size)
        frame.put("hi", at: Point(0, 0))
        terminal.present(frame, cursor: Point(1, 0))
        #expect(terminal.screen == "hi" && terminal.cursor == Point(1, 0))
    }

    @Test func aMisspeltKeyIsReported() {
        let known = ScriptedTerminal(size: Size(columns: 1, rows: 1)).press("Entre")
        #expect(!known)
    }
}
