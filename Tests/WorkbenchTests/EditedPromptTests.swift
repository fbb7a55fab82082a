import Provenance
import TerminalUI
import Testing
import Workbench

/// A prompt in other words: what still applies goes along, what the model made of the old words is asked anew.
@Suite struct EditedPromptTests {
    /// Puts `goldfish` into the editor in the place of what stands there.
    private func edit(_ driver: inout Driver, to text: String) {
        driver.press("e", "C-u")
        driver.type(text)
        driver.press("Enter")
    }

    @Test func theAnswerIsAskedAnew() {
        var driver = Driver.ready()
        edit(&driver, to: "How long does a goldfish remember?")
        driver.answerAll()
        driver.expect("watermelon-seeds (edited)")
        driver.expect("A goldfish remembers three seconds.")
    }

    @Test func aBranchKeepsTheTokensItStandsOn() {
        var driver = Driver.ready()
        driver.press("0", "Right", "Right", "Right", "Right", "t", "Enter")
        driver.answerAll()
        edit(&driver, to: "What if I swallow a goldfish?")
        #expect(driver.traceRequests.contains { $0.prompt == "What if I swallow a goldfish?" && $0.kept == [1, 2, 3, 900] })
        driver.expect("You grow water maybe")
        driver.expect("kept: 1 branch, the logged answer")
        driver.answerAll()
        driver.expect("main ─── \"maybe\"")
        // The first words have theirs as they were.
        driver.press("[")
        driver.press("]")
        driver.command("open watermelon-seeds")
        driver.expect("main ─── \"maybe\"")
    }

    @Test func theRulesStayInForceAndTheLoggedAnswerIsThere() {
        var driver = Driver.ready()
        driver.press("1")
        driver.answerAll()
        edit(&driver, to: "Is it bad to swallow watermelon seeds?")
        driver.answerAll()
        driver.expect("With the rules")
        driver.expect("refused: MYTHS")
        driver.press("o")
        driver.answerAll()
        driver.expect("A melon grows in you.")
    }

    @Test func bothPromptsStandSideBySide() {
        var driver = Driver.ready()
        edit(&driver, to: "How long does a goldfish remember?")
        driver.answerAll()
        driver.press("V")
        driver.answerAll()
        driver.expect("The prompt was edited")
        driver.expect("As it was asked")
        driver.expect("You grow watermelons in")
        driver.press("V")
        driver.expectNot("As it was asked")
    }

    @Test func theSameWordsAreNoEdit() {
        var driver = Driver.ready()
        driver.press("e", "Enter")
        driver.expectNot("(edited)")
    }
}
