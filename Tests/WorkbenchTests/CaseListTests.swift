import Provenance
import TerminalUI
import Testing
import Workbench

@Suite struct CaseListTests {
    @Test func theFilterLooksAtIdPromptAndLabels() {
        var driver = Driver.ready()
        driver.press("/")
        driver.type("gold")
        driver.expect("1 of 5")
        driver.press("Enter")
        driver.expect("goldfish-memory")
        driver.expectNot("open-question")
        driver.press("Esc")
        driver.expect("open-question")
        driver.press("/")
        driver.type("keep france")
        driver.expect("1 of 5")
        driver.press("Esc")
        driver.expect("plague")
    }

    @Test func aNewCaseIsOnTheList() {
        var driver = Driver.ready()
        driver.press("n")
        driver.type("Why?")
        driver.press("Enter")
        driver.answerAll()
        driver.expect("new-1   ")
    }

    @Test func backspaceWidensTheFilterAgain() {
        var driver = Driver.ready()
        driver.press("/")
        driver.type("goldx")
        driver.expect("No case is like that.")
        driver.press("BSpace")
        driver.expect("1 of 5")
    }

    @Test func facetsShowOneVerdictOrOneSource() {
        var driver = Driver.ready()
        driver.press("f")
        driver.expect("2 of 5")
        driver.press("f")
        driver.expect("plague")
        driver.press("f")
        driver.expect("1 of 5")
        driver.press("f", "s")
        driver.expect("M MYTHS")
        driver.expect("2 of 5")
        driver.press("s")
        driver.expect("No case is like that.")
    }

    @Test func labelsAndStagesHaveTheirRoundsInTheFilter() {
        var driver = Driver.ready()
        driver.press("F")
        driver.expect("/label:fix")
        driver.expect("2 of 5")
        driver.press("F")
        driver.expect("/label:keep")
        driver.press("d")
        #expect(driver.state.cases.filter == "label:keep stage:pretrain")
        driver.press("F")
        driver.expect("/stage:pretrain")
        driver.expectNot("label:")
        driver.press("d")
        driver.expect("/stage:sft")
        driver.press("d")
        driver.expect("/ filter")
        driver.press("/")
        driver.type("gold label:f")
        driver.press("Enter", "F")
        driver.expect("/gold label:keep")
    }

    @Test func withoutLabelsTheirKeySaysSo() {
        var contents = Driver.contents
        contents.cases = [Case(id: "a", prompt: "Why?")]
        var driver = Driver.ready(contents: contents)
        driver.press("F")
        driver.expect("no case has a label")
    }

    @Test func glyphsFollowTheVerdicts() {
        let screen = Driver.ready().screen
        #expect(screen.contains("✗ M watermelon-seeds"))
        #expect(screen.contains("✓ C plague"))
        #expect(screen.contains("? · open-question"))
    }

    /// A key and its frame look at what is on the screen, not at every case: a list a hundred times as long costs no ten times more.
    @Test func aFrameCostsTheSameHoweverLongTheListIs() {
        func cost(_ count: Int) -> Duration {
            let cases = (0..<count).map { Case(id: "case-\($0)", prompt: "What about number \($0)?") }
            var driver = Driver()
            driver.load(.init(name: "large", directory: "large", cases: cases))
            return (0..<3).map { _ in
                ContinuousClock().measure {
                    for _ in 0..<50 {
                        driver.press("Down")
                        _ = driver.screen
                    }
                }
            }.min() ?? .zero
        }
        let (short, long) = (cost(1_000), cost(100_000))
        #expect(long < short * 10, "\(short) for 1,000 cases, \(long) for 100,000")
    }

    @Test func filesChangedByOthersAreTakenIn() {
        var driver = Driver.ready()
        driver.press("Down")
        var contents = Driver.contents
        contents.cases.insert(Case(id: "added", prompt: "New?"), at: 0)
        contents.rules = .refusing(["NOVELS"])
        driver.send(.filesChanged(contents))
        driver.answerAll()
        driver.expect("added")
        driver.expect("refused: NOVELS")
        driver.expect("▸✗ M watermelon-seeds")
    }

    @Test func changedRulesCanBeUndone() {
        var driver = Driver.ready()
        var contents = Driver.contents
        contents.rules = .refusing(["NOVELS"])
        driver.send(.filesChanged(contents))
        driver.answerAll()
        driver.expect("refused: NOVELS")
        driver.press("u")
        driver.answerAll()
        #expect(driver.state.rules.current == Driver.contents.rules)
        driver.expect("*unsaved")
    }

    @Test func changedRulesDoNotReplaceUnsavedOnes() {
        var driver = Driver.ready()
        driver.press("1")
        driver.answerAll()
        var contents = Driver.contents
        contents.rules = .refusing(["NOVELS"])
        driver.send(.filesChanged(contents))
        driver.expect("refused: MYTHS")
        driver.expect("yours are kept")
        driver.press("u")
        driver.expect("*unsaved")
        driver.press("W")
        driver.expect("The rules file was changed")
        driver.press("w")
        #expect(driver.effects.contains { if case .saveRules(_, .none) = $0 { true } else { false } })
        driver.answerAll()
        driver.press("u")
        driver.expect("refused: NOVELS")
    }
}
