import Provenance
import TerminalUI
import Testing
import Workbench

/// What stands in the rules file: everything a rule can say is said here, and nobody's change is written over unasked.
@Suite struct RuleFileTests {
    private func saves(_ driver: Driver) -> [RuleSet] {
        driver.effects.compactMap { if case .saveRules(_, let rules) = $0 { rules } else { nil } }
    }

    /// Someone else refuses CLINIC in the file, while MYTHS is refused here.
    private func changedOutside() -> Driver {
        var driver = Driver.ready()
        driver.press("1")
        driver.answerAll()
        var contents = Driver.contents
        contents.rules = .refusing(["CLINIC"])
        driver.send(.filesChanged(contents))
        return driver
    }

    @Test func aChangeFromOutsideIsOfferedAndNotAskedAboutAtOnce() {
        var driver = changedOutside()
        driver.expect("yours are kept, W chooses")
        driver.expectNot("The rules file was changed")
        driver.press("W")
        driver.expect("The rules file was changed")
        driver.expect("CLINIC learned")
        driver.expect("MYTHS learned")
        driver.expect("refused: MYTHS")
    }

    @Test func everyFileThatCannotBeReadIsToldAndNoted() {
        var driver = Driver.ready()
        driver.send(.filesUnreadable(["rules.yaml, line 2: it breaks off", "breakpoints.yaml, line 5: no such condition"]))
        driver.expect("2 files were changed and cannot be read:")
        driver.expect("rules.yaml, line 2: it breaks off")
        driver.expect("breakpoints.yaml, line 5: no such condition")
        // A key takes the notice away, and the log still has it.
        driver.press("C", "End")
        driver.expect("# rules.yaml, line 2: it breaks off")
        driver.expect("# breakpoints.yaml, line 5: no such condition")
        driver.expect("changed and cannot be read")
    }

    @Test func takingTheirsCanBeUndone() {
        var driver = changedOutside()
        driver.press("W", "t")
        driver.answerAll()
        driver.expect("refused: CLINIC")
        driver.expectNot("*unsaved")
        driver.press("u")
        driver.expect("refused: MYTHS")
        #expect(saves(driver).isEmpty)
    }

    @Test func oneOwnRulesAreWrittenOnlyOnAWord() {
        var driver = changedOutside()
        driver.press("W")
        #expect(saves(driver).isEmpty, "the other's change was written over")
        driver.expect("The rules file was changed")
        driver.press("w")
        #expect(saves(driver) == [.refusing(["MYTHS"])])
        driver.answerAll()
        driver.expectNot("*unsaved")
        driver.press("W")
        driver.expect("the rules are saved already")
    }

    @Test func leavingAsksToo() {
        var driver = changedOutside()
        driver.press("q", "w")
        driver.expect("The rules file was changed")
        #expect(!driver.effects.contains(.quit))
        driver.press("t")
        #expect(driver.effects.last == .quit)
    }

    @Test func whereNothingIsUnsavedTheFileIsTakenOver() {
        var driver = Driver.ready()
        var contents = Driver.contents
        contents.rules = .refusing(["CLINIC"])
        driver.send(.filesChanged(contents))
        driver.expect("refused: CLINIC")
        driver.expectNot("The rules file was changed")
    }

    @Test func reloadGivesUpWhatIsUnsaved() {
        var driver = Driver.ready()
        driver.press("1")
        driver.command("reload")
        driver.expectNot("refused: MYTHS")
        driver.press("u")
        driver.expect("refused: MYTHS")
    }

    @Test func patternRefusalAndNoteAreWrittenHere() {
        var driver = Driver.ready()
        driver.press("1")
        driver.command("when gold|water")
        driver.command("wording Ask a doctor.")
        driver.command("note from the blog")
        driver.expect("when gold|water,")
        driver.press("W")
        let rule = Rule(source: "MYTHS", promptPattern: "gold|water", refusalText: "Ask a doctor.", note: "from the blog")
        #expect(saves(driver) == [RuleSet(rules: [rule])])
        driver.command("when -")
        driver.command("wording -")
        driver.command("note -")
        #expect(driver.state.rules.current == .refusing(["MYTHS"]))
    }

    @Test func aWordOnARuleAloneIsToBeChangedNotErased() {
        var driver = Driver.ready()
        driver.press("1")
        driver.command("note ticket 42")
        driver.command("note")
        driver.expect(":note ticket 42")
        driver.press("Esc")
        #expect(driver.state.rules.current.rules.first?.note == "ticket 42")
        driver.press(":")
        driver.type("not")
        driver.press("Enter")
        driver.expect("note [TEXT]")
        driver.press("Esc")
        #expect(driver.state.rules.current.rules.first?.note == "ticket 42", "a beginning of its name runs nothing that may take more")
        driver.command("when")
        driver.expect("the rule of MYTHS has none; :when TEXT gives it one")
    }

    @Test func aFileThatCouldNotBeReadIsToldWhereItStands() {
        var driver = Driver.ready()
        driver.press("1")
        driver.answerAll()
        driver.press("W")
        guard case .saveRules(let job, _)? = driver.pending.last else {
            Issue.record("nothing is saved")
            return
        }
        driver.drop(job)
        driver.send(.saved(job, kept: "rules.yaml~"))
        driver.expect("could not be read and is kept as rules.yaml~")
        driver.expectNot("*unsaved")
    }

    @Test func whatAKeyDidToWhichRuleIsSaid() {
        var driver = Driver.ready(80, 24)
        driver.press("2", "w")
        driver.answerAll()
        driver.expect("NOVELS guard: .80 for 2 tokens")
    }

    @Test func aWrongPatternIsNamed() {
        var driver = Driver.ready()
        driver.press("1")
        driver.command("when (")
        driver.expect("(")
        #expect(driver.state.rules.current == .refusing(["MYTHS"]))
    }
}
