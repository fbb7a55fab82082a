import Provenance
import TerminalUI
import Testing
import Workbench

/// Judging that a person stopped: what starts it again, and what does not.
@Suite struct StoppedJudgingTests {
    /// A workbench whose judging was stopped before any case was judged.
    private func stopped() -> Driver {
        var driver = Driver()
        driver.load()
        driver.press("Esc")
        driver.expect("judging stopped; J goes on")
        return driver
    }

    private func judges(_ driver: Driver) -> Bool {
        driver.pending.contains { if case .judge = $0 { true } else { false } }
    }

    @Test func aChangeOfTheFileDoesNotStartIt() {
        var driver = stopped()
        var contents = Driver.contents
        contents.cases.removeLast()
        driver.send(.filesChanged(contents))
        #expect(driver.state.cases.cases.count == 4)
        #expect(!judges(driver))
        driver.expect("judging stopped; J goes on")
    }

    @Test func aNewCaseAndALabelDoNotStartIt() {
        var driver = stopped()
        driver.press("n")
        driver.type("Why?")
        driver.press("Enter", ":")
        driver.type("label urgent")
        driver.press("Enter")
        #expect(!judges(driver))
        #expect(driver.state.judging.isStopped)
    }

    @Test func aFlipAndTheCommandStartIt() {
        for key in ["1", "J"] {
            var driver = stopped()
            driver.press(key)
            #expect(judges(driver), "\(key)")
            #expect(!driver.state.judging.isStopped)
        }
    }
}
