import Provenance
import TerminalUI
import Testing
import Workbench

@Suite struct CommandTests {
    private func run(_ command: String) -> Driver {
        var driver = Driver.ready()
        driver.press(":")
        driver.type(command)
        driver.press("Enter")
        return driver
    }

    @Test func refuseTakesSeveralSources() {
        run("refuse myths,novels").expect("refused: MYTHS, NOVELS")
    }

    @Test func anUnknownSourceNamesTheNearest() {
        run("refuse MYTH").expect("did you mean MYTHS?")
    }

    @Test func anUnknownCommandNamesTheNearest() {
        run("refues A").expect("no command \"refues\"; did you mean refuse?")
    }

    @Test func wayThresholdAndPatienceActOnTheSelectedRule() {
        var driver = run("refuse MYTHS")
        for command in ["way guard", "threshold 0.9", "patience 3"] {
            driver.press(":")
            driver.type(command)
            driver.press("Enter")
        }
        driver.expect("M guard: .90 for 3 tokens")
    }

    @Test func openTakesACaseById() {
        run("open paris").expect("What is the capital of France?")
    }

    @Test func anUnknownCaseNamesTheNearest() {
        run("open pariss").expect("did you mean paris?")
    }

    @Test func themeAsksTheRuntime() {
        #expect(run("theme night").effects.contains(.useTheme("night")))
    }

    @Test func tabCompletesCommandsAndSources() {
        var driver = Driver.ready()
        driver.press(":")
        driver.type("ref")
        driver.press("Tab")
        driver.type("cli")
        driver.press("Tab", "Enter")
        driver.expect("refused: CLINIC")
    }

    @Test(arguments: [
        ("export c", "export cases "), ("export trace h", "export trace html "), ("export trace html t", "export trace html t"),
        ("export cases c", "export cases c"), ("export cases my trace m", "export cases my trace m"),
    ])
    func tabCompletesEachWordOfAnExport(_ typed: String, _ completed: String) {
        var driver = Driver.ready()
        driver.press(":")
        driver.type(typed)
        driver.press("Tab")
        guard case .command(let line)? = driver.state.line else {
            Issue.record("the command line is closed")
            return
        }
        #expect(line.field.text == completed)
    }

    @Test func tabWalksThroughCandidatesThatHoldSpaces() {
        var driver = Driver.ready()
        driver.press(":")
        driver.type("break ")
        driver.press("Tab")
        driver.expect(":break MYTHS > 0.8")
        driver.press("Tab")
        driver.expect(":break NOVELS > 0.8")
        driver.expectNot("MYTHS > NOVELS")
    }

    @Test func anAnswerThatWasCutIsMadeAnewWithMoreTokens() {
        var driver = run("tokens 4")
        driver.press("r", "Space")
        driver.answerAll()
        driver.expect("token 4/4")
        driver.press("Space")
        driver.expect("the answer has ended")
        driver.press(":")
        driver.type("tokens 20")
        // Answers of another length are made anew.
        driver.press("Enter")
        driver.answerAll()
        driver.expect("token 10/10")
    }

    @Test func earlierCommandsComeBack() {
        var driver = run("filter gold")
        driver.press(":", "Up")
        driver.expect(":filter gold")
        driver.press("Down", "Esc")
        driver.expectNot(":filter gold")
    }

    @Test func aWrongNumberSaysWhatWouldBeRight() {
        run("threshold 7").expect("a threshold is a number between 0 and 1")
    }
}
