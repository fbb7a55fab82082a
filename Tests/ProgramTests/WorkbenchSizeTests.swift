import PseudoTerminal
import Testing

/// Sizes that no one works at, and sizes that change faster than anyone looks.
@Suite(.serialized)
struct WorkbenchSizeTests {
    @Test func twoHundredSizesInTwoSecondsAreWeathered() throws {
        let terminal = try PseudoTerminal.workbench()
        terminal.expect("traced")
        for step in 0..<200 {
            terminal.resize(columns: 1 + step * 37 % 220, rows: 1 + step * 23 % 70)
            // Reads along for a hundredth of a second, as a terminal would.
            _ = terminal.wait(seconds: 0.01) { _ in false }
        }
        terminal.resize(columns: 120, rows: 32)
        terminal.expect("traced")
        // What the old sizes left behind is gone once all is drawn anew.
        terminal.send("?")
        terminal.expect("Esc close")
        terminal.send("?")
        #expect(terminal.wait(forEndOf: "Esc close"))
        let isWhole = terminal.wait(seconds: 20) { screen in
            screen.row(31).hasSuffix("? help  q quit") && (1..<31).allSatisfy { "│╯╮┤┃".contains(screen.row($0).last ?? " ") }
        }
        #expect(isWhole != nil, "\(terminal.screen.text)")
        terminal.send("q")
        #expect(terminal.end(seconds: 20) == .exit(0))
    }

    @Test func onePlaceIsEnoughToStart() throws {
        let terminal = try PseudoTerminal.workbench(columns: 1, rows: 1)
        #expect(terminal.wait(seconds: 60) { !$0.row(0).isEmpty } != nil)
        terminal.send("?\u{1B}[Cz")
        terminal.resize(columns: 80, rows: 24)
        terminal.expect("Esc close")
        terminal.send("?")
        terminal.expect("Trace ·")
        terminal.resize(columns: 1, rows: 1)
        #expect(terminal.wait(seconds: 20) { !$0.row(0).isEmpty } != nil)
        terminal.send("q")
        #expect(terminal.end(seconds: 20) == .exit(0))
        terminal.expectRestored()
    }
}
