import Provenance
import TerminalUI
import Testing
import Workbench

/// What small screens, which show less at a time, must not hide.
@Suite struct NarrowTests {
    @Test func theListStandsThereWhileAFilterIsTyped() {
        var driver = Driver.ready(80, 24)
        driver.expectNot("goldfish-memory")
        driver.press("/")
        driver.type("gold")
        driver.expect("goldfish-memory")
        driver.expectNot("At token")
        driver.press("Esc")
        driver.expect("At token")
    }

    @Test(arguments: [(60, 16), (70, 20), (80, 24)]) func theHeaderHidesNoRuleThatIsOn(columns: Int, rows: Int) {
        var driver = Driver.ready(columns, rows)
        driver.press("1", "2", "3")
        driver.answerAll()
        let header = driver.screen.split(separator: "\n").first.map(String.init) ?? ""
        let isWhole = ["refused: MYTHS, NOVELS, CLINIC", "refused: M N C", "3 off"].contains { header.contains($0) }
        #expect(isWhole, "\(header)")
        #expect(header.contains("*unsaved"), "\(header)")
    }

    @Test func pagesGoAlongAnAnswerThatIsNotWholeOnTheScreen() {
        var contents = Driver.contents
        contents.cases.insert(Case(id: "night", prompt: "Tell me a story."), at: 0)
        var driver = Driver.ready(80, 24, contents: contents)
        driver.press("0")
        let top = driver.state.document?.cursor
        #expect(top == 0)
        driver.expect("┃")
        driver.press("PgDn")
        let below = driver.state.document?.cursor ?? 0
        #expect(below > 5, "\(below)")
        driver.press("PgUp")
        #expect((driver.state.document?.cursor ?? below) < below)
    }

    @Test func theLineAboveSpeaksOfTheCaseThatTheTraceShows() {
        var driver = Driver.ready(80, 24)
        let open = "[ 1/5 ✗ M watermelon-seeds ]"
        driver.expect(open)
        while driver.state.focus != .cases { driver.press("Tab") }
        driver.press("Down", "Down")
        #expect(driver.state.cases.selection == 2)
        driver.expect(open)
        // What its brackets open stands beside the open case, not beside the selected one.
        driver.press("]")
        driver.expect("[ 2/5")
        #expect(driver.state.cases.selection == 1)
        // A filter may leave it out.
        driver.press("/")
        driver.type("watermelon")
        driver.press("Enter")
        driver.expect("[ -/1")
    }

    @Test func thatAPromptWasEditedIsNotWhatIsCut() {
        var driver = Driver.ready(80, 24)
        driver.press("0", "Right", "Right", "t", "Enter")
        driver.answerAll()
        driver.press("e")
        driver.type(" really")
        driver.press("Enter")
        driver.answerAll()
        driver.expect("… (edited) ─ token")
    }

    @Test func howFarTheMatrixIsCountsMoreThanItsSize() {
        var driver = Driver.ready(60, 16)
        driver.press("m")
        driver.answerAll()
        driver.expect("What if … was refused? ─")
        driver.expect("judged ")
        driver.expectNot("judged …")
    }

    @Test func theQuestionBeforeLeavingIsToBeReadWhole() {
        var contents = Driver.contents
        contents.keepsSession = true
        var driver = Driver.ready(60, 16, contents: contents)
        driver.press("1", "q")
        driver.expect("The rules are unsaved; the next start brings them back.")
        driver.expect("Esc stay")
    }

    @Test func aKeyOfAnotherPaneSaysWhereItBelongs() {
        var driver = Driver.ready(80, 24)
        driver.press("x")
        driver.expect("x belongs to the list of cases; Tab goes through the panes")
    }

    @Test func sourcesThatAnotherModelKnowsComeAfterOnesOwn() {
        let marks = SourceMarks(Fake.manifest.sources)
        let more = marks.adding(["CLINIC", "HOSTEL", "HOSTEL", "MUSIC"])
        #expect(more.names == ["MYTHS", "NOVELS", "CLINIC", "GENERAL", "HOSTEL", "MUSIC"])
        #expect(Array(more.letters.prefix(4)) == marks.letters)
        #expect(more.letters.suffix(2) == ["H", "U"])
    }
}
