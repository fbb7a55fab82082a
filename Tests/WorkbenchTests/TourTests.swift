import Provenance
import TerminalUI
import Testing
import Workbench

/// The first-run tour: each step goes on when it was done.
@Suite struct TourTests {
    private static var first: WorkspaceContents {
        var contents = Driver.contents
        contents.beginsTour = true
        return contents
    }

    @Test(arguments: [(80, 24), (120, 40)])
    func aPersonGoesThroughAllFiveSteps(columns: Int, rows: Int) {
        var driver = Driver.ready(columns, rows, contents: Self.first)
        #expect(driver.effects.contains(.noteTour))
        driver.expect("Tour 1 of 5 · Open a failing case")
        // Narrow, the trace has the focus: the list is two panes on.
        if columns == 80 { driver.press("Tab", "Tab") }
        driver.press("Enter")
        driver.expect("Tour 2 of 5")
        if columns == 120 { driver.press("Tab") }
        driver.press("0", "Right", "Right", "Right")
        driver.expect("Tour 3 of 5")
        driver.press("$")
        driver.expect("Tour 4 of 5")
        driver.expect("The tag says MYTHS. 1 refuses")
        driver.press("1")
        driver.answerAll()
        driver.expect("Tour 5 of 5")
        driver.expect("the rule fixes 2 and breaks 0")
        driver.press("[")
        driver.expect("that was the tour")
        driver.expectNot("Tour 5")
        #expect(driver.state.tour == nil)
    }

    @Test func aPassingCaseIsNotWhatTheFirstStepAsksFor() {
        var driver = Driver.ready(contents: Self.first)
        driver.press("Down", "Down", "Enter")
        driver.expect("This one passes.")
        driver.expect("Tour 1 of 5")
    }

    @Test func escLeavesItAndTheCommandStartsItAgain() {
        var driver = Driver.ready(contents: Self.first)
        driver.press("Esc")
        driver.expectNot("Tour 1")
        driver.press(":")
        driver.type("tour")
        driver.press("Enter")
        driver.expect("Tour 1 of 5")
    }

    @Test func nothingIsBlockedMeanwhile() {
        var driver = Driver.ready(contents: Self.first)
        driver.press("m")
        driver.expect("was refused?")
        driver.press("Esc", "?", "Esc", "/")
        driver.type("gold")
        #expect(driver.state.cases.shown.count == 1)
    }

    @Test func itBeginsOnceAndNotWhereASessionGoesOn() {
        #expect(Driver.ready().state.tour == nil)
        var contents = Self.first
        var saved = Driver.ready(
            contents: {
                var kept = Driver.contents; kept.keepsSession = true; return kept
            }())
        saved.press("q")
        contents.session = saved.effects.lazy.compactMap { if case .keepSession(let session) = $0 { session } else { nil } }.first
        #expect(Driver.ready(contents: contents).state.tour == nil)
    }

    @Test func aRuleThatChangesNothingEndsTheTourToo() {
        var driver = Driver.ready(contents: Self.first)
        driver.press("Enter", "0", "Right", "Right", "Right", "$", "2")
        driver.answerAll()
        driver.expect("Tour 5 of 5")
        driver.press("Enter")
        driver.expect("that was the tour")
    }
}
