import TerminalUI
import Testing
import Workbench

/// What stands above the panes takes clicks as it takes keys.
@Suite struct ClickTests {
    /// Clicks on the first letter of a text; of several, on the one furthest down.
    private func click(_ text: String, _ driver: inout Driver, sourceLocation: SourceLocation = #_sourceLocation) {
        let lines = driver.screen.split(separator: "\n", omittingEmptySubsequences: false)
        guard let y = lines.lastIndex(where: { $0.contains(text) }), let range = lines[y].range(of: text) else {
            return driver.expect(text, sourceLocation: sourceLocation)
        }
        let x = lines[y].distance(from: lines[y].startIndex, to: range.lowerBound)
        driver.send(.input(.mouse(MouseEvent(x: x, y: y, kind: .press))))
    }

    @Test func aClickSelectsAnAlternativeAndAnotherOneTakesIt() {
        var driver = Driver.ready()
        driver.press("0", "Right", "Right", "t")
        driver.answerAll()
        driver.press("G")
        click("maybe", &driver)
        driver.expect("Instead of ␣grow")
        #expect(driver.state.branches.all(of: Fake.cases[0].prompt).isEmpty)
        click("maybe", &driver)
        driver.answerAll()
        #expect(driver.state.branches.all(of: Fake.cases[0].prompt).count == 1)
    }

    @Test func whatNarrowsTheListDownTakesClicks() {
        var driver = Driver.ready()
        click("/ filter    ", &driver)
        driver.type("gold")
        driver.press("Enter")
        driver.expect("1 of 5")
        driver.expectNot("failing · 1 of")
        driver.press("Esc")
        click("all │", &driver)
        driver.expect("failing │")
        #expect(driver.state.cases.verdictFacet == .failing)
    }

    @Test func aClickOnAHintOfADialogPressesItsKey() {
        var driver = Driver.ready()
        driver.press("3", "q")
        driver.expect("The rules are unsaved.")
        click("Esc stay", &driver)
        driver.expectNot("The rules are unsaved.")
        // The keys of its title, too.
        driver.press("?")
        click("Esc close", &driver)
        #expect(driver.state.dialog == nil)
    }

    @Test func aClickBesideADialogClosesItAndHitsNothingBelow() {
        var driver = Driver.ready()
        driver.press("B")
        driver.expect("Nothing stops an answer yet")
        let opened = driver.state.document?.caseIndex
        driver.send(.input(.mouse(MouseEvent(x: 6, y: 4, kind: .press))))
        driver.expectNot("Nothing stops an answer yet")
        #expect(driver.state.document?.caseIndex == opened)
    }

    @Test func aClickOnABranchShowsIt() {
        var driver = Driver.ready()
        driver.press("0", "Right", "Right", "t", "Enter")
        driver.answerAll()
        driver.expect("Branch \"maybe\"")
        click("main", &driver)
        driver.expect("Trace · watermelon-seeds")
        click("\"maybe\"", &driver)
        driver.expect("Branch \"maybe\"")
    }

    @Test func aClickOnASwitchOfTheNarrowFormFlipsIt() {
        var driver = Driver.ready(80, 24)
        click("NOVELS", &driver)
        driver.expect("refused: NOVELS")
        click("NOVELS", &driver)
        driver.expectNot("refused: NOVELS")
    }

    @Test func aClickBesideATextKeepsIt() {
        var driver = Driver.ready()
        driver.press(":")
        driver.type("note half a")
        driver.send(.input(.mouse(MouseEvent(x: 2, y: 2, kind: .press))))
        driver.expect(":note half a")
        driver.press("Esc")
        driver.press("n")
        driver.type("half a thought")
        driver.send(.input(.mouse(MouseEvent(x: 2, y: 2, kind: .press))))
        driver.expect("half a thought")
    }

    @Test func aClickInTheMatrixChoosesCaseAndColumn() {
        var driver = Driver.ready()
        driver.press("m")
        driver.answerAll()
        click("CLINIC", &driver)
        driver.expect("Enter refuse CLINIC")
        click("goldfish-memory", &driver)
        #expect(driver.state.matrix.map { $0.rows[$0.row] } == 1)
        click("Esc close", &driver)
        #expect(driver.state.dialog == nil)
    }

    @Test func aClickOnACommandPutsItIntoTheLineAndAnotherOneRunsIt() {
        var driver = Driver.ready()
        driver.press(":")
        driver.type("hel")
        click("show the keys", &driver)
        driver.expect(":help")
        click("show the keys", &driver)
        driver.expect("Esc close")
    }

    @Test func escAndAKeyThatArriveTogetherAreTwoKeys() {
        var driver = Driver.ready()
        driver.press("?", "M-m")
        driver.expect("What if")
        driver.press("Esc", "M-1")
        driver.expectNot("With the rules")
        driver.press("n")
        driver.type("text")
        driver.press("M-?")
        driver.expect("Esc close")
        driver.press("Esc", "n")
        driver.expect("text")
    }
}
