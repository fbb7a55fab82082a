import Provenance
import TerminalUI
import Testing
import Workbench

@Suite struct RulesTests {
    @Test func aFlipRunsTheOpenCaseAgainAndShowsBothAnswers() {
        var driver = Driver.ready()
        driver.press("1")
        #expect(driver.traceRequests.last?.rules == RuleSet.refusing(["MYTHS"]))
        driver.answerAll()
        driver.expect("Without rules")
        driver.expect("With the rules")
        driver.expect("Refused: MYTHS · learned · at token 0")
        driver.expect("You grow")
        driver.expect("I can't answer that")
    }

    @Test func flippingBackIsInstant() {
        var driver = Driver.ready()
        driver.press("1")
        driver.answerAll()
        let before = driver.effects.count
        driver.press("1", "1")
        #expect(driver.effects.count == before)
        driver.expect("fixes 2  breaks 0  same 3")
        driver.expect("refused: MYTHS")
    }

    @Test func allCasesAreJudgedAgainAndTheSumCountsUp() {
        var driver = Driver.ready()
        driver.press("1")
        driver.expect("fixes 0  breaks 0  same 0")
        driver.answerAll()
        driver.expect("fixes 2  breaks 0  same 3")
        driver.press("3")
        driver.answerAll()
        driver.expect("fixes 2  breaks 1  same 2")
    }

    @Test func aFlipDropsTheJudgingOfTheRulesBefore() throws {
        var driver = Driver.ready()
        driver.press("1")
        let job = try #require(driver.judgeJobs.last)
        driver.press("2")
        #expect(driver.effects.contains(.cancel(job)))
        let trace = Fake.script(TraceRequest(prompt: Fake.cases[0].prompt)).trace
        driver.send(.judged(job, request: 0, trace))
        driver.expect("fixes 0  breaks 0  same 0")
    }

    @Test func escapeStopsJudgingAndJGoesOn() {
        var driver = Driver.ready()
        driver.press("1")
        driver.press("Esc")
        driver.expect("judging stopped; J goes on")
        driver.answerAll()
        driver.press("J")
        driver.answerAll()
        driver.expect("fixes 2  breaks 0  same 3")
    }

    @Test func theWayGoesRoundAndTheGuardSaysWhereItCuts() {
        var driver = Driver.ready()
        driver.press("1", "w")
        driver.answerAll()
        driver.expect("guard .80")
        driver.expect("threshold 0.80 cuts at token 5")
        driver.expect("Refused: MYTHS · guard · at token 5")
        driver.press("w")
        driver.expect("both .80")
        driver.press("w")
        driver.expect("learned")
    }

    @Test func thePointerToTheCursorIsSeenBesideTheThreshold() {
        var driver = Driver.ready()
        driver.press("1", "w")
        driver.answerAll()
        let count = driver.state.shownRun?.tokens.count ?? 0
        for token in 0...count {
            driver.go(to: token)
            driver.expect("▴")
            driver.expect("cuts at token 5")
        }
        driver.go(to: 6)
        driver.expect("└▴ threshold 0.80")
        driver.go(to: 5)
        driver.expect("▴ threshold 0.80")
    }

    @Test func thresholdAndPatienceMoveTheCut() {
        var driver = Driver.ready()
        driver.press("1", "w", "-", "-", "-", "-")
        driver.expect("guard .60")
        driver.expect("threshold 0.60 cuts at token 3")
        driver.press("p")
        driver.expect("threshold 0.60 cuts at token 4")
        driver.press("+", "P", "P")
        driver.expect("threshold 0.65 cuts at token 3")
    }

    @Test func figuresOfAGuardThatIsNotThereAreNotChanged() {
        var driver = Driver.ready()
        driver.press("+")
        driver.expect("no guard looks for MYTHS; w brings one in")
        driver.press("1", "p")
        driver.expect("no guard looks for MYTHS")
        #expect(driver.state.rules.current == .refusing(["MYTHS"]))
    }

    @Test func judgingWhatIsJudgedSaysSo() {
        var driver = Driver.ready()
        driver.press("J")
        driver.expect("every case is judged")
    }

    @Test func undoAndRedoGoThroughTheChanges() {
        var driver = Driver.ready()
        driver.press("1", "2")
        driver.expect("refused: MYTHS, NOVELS")
        driver.press("u")
        driver.expectNot("MYTHS, NOVELS")
        driver.press("u")
        driver.expectNot("With the rules")
        driver.expectNot("*unsaved")
        driver.press("C-r")
        driver.expect("refused: MYTHS")
    }

    @Test func generalCannotBeSwitchedAndSaysWhy() {
        var driver = Driver.ready()
        driver.press("4")
        driver.expect("GENERAL stands for everything that is not traced")
        driver.press("9")
        driver.expect("there are only 4 sources")
    }

    @Test func rulesAreSavedAndTheMarkGoes() {
        var driver = Driver.ready()
        driver.press("1")
        driver.expect("*unsaved")
        driver.press("W")
        #expect(driver.effects.contains { if case .saveRules(_, RuleSet.refusing(["MYTHS"])) = $0 { true } else { false } })
        driver.answerAll()
        driver.expectNot("*unsaved")
    }

    @Test func aFailedSaveKeepsTheMarkAndSaysWhy() {
        var driver = Driver.ready()
        driver.press("1")
        driver.answerAll()
        driver.press("W")
        guard let job = driver.pending.first?.job else { return }
        driver.send(.jobFailed(job, "rules.yaml: no space left"))
        driver.expect("rules.yaml: no space left")
        driver.expect("*unsaved")
    }

    @Test func quittingAsksWhenRulesAreUnsaved() {
        var driver = Driver.ready()
        driver.press("1", "q")
        driver.expect("The rules are unsaved.")
        #expect(!driver.effects.contains(.quit))
        driver.press("Esc", "q", "w")
        #expect(!driver.effects.contains(.quit))
        driver.answerAll()
        #expect(driver.effects.last == .quit)
    }

    @Test func quittingWithoutChangesQuits() {
        var driver = Driver.ready()
        driver.press("q")
        #expect(driver.effects.last == .quit)
    }

    @Test func theRulesPaneTakesEnterOnARow() {
        var driver = Driver.ready()
        driver.press("Tab", "Tab", "Down", "Enter")
        driver.expect("refused: NOVELS")
    }

    @Test func theAnswerUnderTheRulesCanBeTraced() {
        var driver = Driver.ready()
        driver.press("1")
        driver.answerAll()
        driver.press("v")
        driver.expect("Trace under the rules")
        driver.press("1")
        driver.expect("Trace · watermelon-seeds")
    }
}
