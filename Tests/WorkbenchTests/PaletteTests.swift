import Provenance
import TerminalUI
import Testing
import Workbench

/// The command palette: what it offers, and what Tab, the arrows and Enter do with it.
@Suite struct PaletteTests {
    private func typed(_ text: String) -> Driver {
        var driver = Driver.ready(120, 40)
        driver.press(":")
        driver.type(text)
        return driver
    }

    @Test func lettersInOrderFindACommand() {
        var driver = typed("thd")
        driver.expect("threshold 0.8")
        driver.expectNot("import FILE")
        driver.press("Enter")
        driver.expect("╭ threshold 0.8")
    }

    @Test func aDescriptionFindsACommandToo() {
        typed("clipboard").expect("copy_answer")
    }

    @Test func theKeyStandsBesideTheCommand() {
        let line = typed("matrix").screen.split(separator: "\n").first { $0.contains("│ matrix") }
        #expect(line?.contains(" m │") == true, "\(line ?? "")")
    }

    @Test func aConditionThatStandsThereWholeIsNotSpoiled() {
        var driver = typed("break MYTHS > 0.8")
        driver.press("Tab")
        driver.expect(":break MYTHS > 0.8")
        driver.expectNot("NOVELS > 0.8")
        driver.press("Enter")
        driver.expect("stops at: MYTHS > 0.8")
    }

    @Test func aConditionIsCompletedAsAWhole() {
        var driver = typed("break novels >")
        driver.press("Tab")
        driver.expect(":break NOVELS > 0.8")
    }

    @Test func lettersThatNoCommandHasAreTold() {
        typed("zzz").expect("no command has these letters")
    }

    @Test func whatCannotBeDoneSaysWhy() {
        var driver = typed("undo")
        driver.expect("not now: there is nothing to undo")
        driver.press("Esc", "1", ":")
        driver.type("undo")
        driver.expect("undo the last change of the rules")
    }

    @Test func enterTakesTheBestSuggestion() {
        var driver = typed("und")
        driver.press("Enter")
        driver.expect("there is nothing to undo")
    }

    @Test func enterOnACommandThatNeedsMoreWaitsForIt() {
        var driver = typed("theme")
        driver.press("Enter")
        driver.expect("shown now")
        driver.press("Down", "Down")
        driver.expect(":theme night")
        driver.press("Enter")
        #expect(driver.effects.contains(.useTheme("night")))
    }

    @Test func theArrowsGoThroughSuggestionsAndRound() {
        var driver = typed("theme ")
        driver.press("Up")
        driver.expect(":theme night")
        driver.press("Down")
        driver.expect(":theme built-in")
        driver.press("BTab")
        driver.expect(":theme night")
    }

    @Test func anActionWithoutACommandIsTypedByItsName() {
        var driver = typed("zoom")
        driver.press("Enter")
        #expect(driver.state.isZoomed)
    }

    @Test func casesAreOfferedWithTheirPrompt() {
        var driver = typed("open cap")
        driver.expect("What is the capital of France?")
        driver.press("Tab", "Enter")
        driver.expect("Trace · paris")
    }

    @Test func whatHasNoSuggestionsSaysWhatItTakes() {
        typed("prompt ").expect("run a prompt that is no case")
    }

    @Test func reasonsFollowWhatHappens() {
        var driver = Driver()
        driver.send(.workspaceLoaded(Driver.contents))
        driver.press(":")
        driver.type("matrix")
        driver.expect("not now: the model is not loaded")
        driver.send(.engineLoaded(Fake.manifest, modelName: "Tiny"))
        driver.expectNot("not now")
    }
}
