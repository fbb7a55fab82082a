import Provenance
import TerminalUI
import Testing
import Workbench

/// Two answers below the trace, longer than their room.
@Suite struct ComparisonTests {
    private func opened() -> Driver {
        var contents = Driver.contents
        contents.cases.insert(Case(id: "night", prompt: "Tell me a story."), at: 0)
        var driver = Driver.ready(contents: contents)
        driver.press("2", "Tab")
        driver.answerAll()
        return driver
    }

    private func shows(_ driver: Driver, _ text: String) -> Bool {
        // Below the line that divides the trace from the comparison.
        let lines = driver.screen.split(separator: "\n")
        let start = lines.firstIndex { $0.contains("Without rules") } ?? lines.endIndex
        return lines[start...].contains { $0.contains(text) }
    }

    @Test func keysScrollToTheEndAndBack() {
        var driver = opened()
        #expect(driver.state.focus == .trace)
        #expect(shows(driver, "Night 1:"), "\(driver.screen)")
        let last = driver.state.shownRun?.text.split(separator: "\n").last.map(String.init) ?? ""
        #expect(!shows(driver, last), "\(driver.screen)")
        for _ in 0..<30 { driver.press("PgDn") }
        #expect(shows(driver, last) && !shows(driver, "Night 1:"), "\(driver.screen)")
        driver.press("PgUp")
        #expect(!shows(driver, last), "\(driver.screen)")
        for _ in 0..<30 { driver.press("PgUp") }
        #expect(shows(driver, "Night 1:"))
    }

    @Test func theWheelScrollsWhatItIsOver() {
        var driver = opened()
        let cursor = driver.state.document?.cursor
        let lines = driver.screen.split(separator: "\n", omittingEmptySubsequences: false)
        guard let y = lines.firstIndex(where: { $0.contains("Without rules") }) else { return driver.expect("Without rules") }
        driver.send(.input(.mouse(MouseEvent(x: 50, y: y + 1, kind: .wheelDown))))
        #expect(!shows(driver, "Night 1:"), "\(driver.screen)")
        #expect(driver.state.document?.cursor == cursor)
    }

    @Test func answersThatAreThereAsAWholeSaySo() {
        var driver = Driver.ready()
        driver.press("Tab", "1")
        driver.answerAll()
        driver.press("PgDn")
        driver.expect("both answers are on the screen as a whole")
    }

    @Test func whyAnAnswerFailsStandsBelowIt() {
        var driver = Driver.ready()
        driver.expect("✗  the answer contains \"grow\"")
        driver.press("1", "v")
        driver.answerAll()
        driver.expectNot("the answer contains")
        driver.press("]", "]", "1")
        driver.answerAll()
        driver.expectNot("the answer")
    }
}
