import Foundation
import Provenance
import TerminalUI
import Testing
import Workbench

/// Finding, sorting, marking and changing cases.
@Suite struct CaseWorkTests {
    /// The ids on the screen, from the top.
    private func listed(_ driver: Driver) -> [String] {
        let ids = driver.state.cases.cases.map(\.id)
        return driver.screen.split(separator: "\n").compactMap { line in
            line.hasPrefix("│") && !line.hasPrefix("│ /") ? ids.first { line.prefix(34).contains(" \($0) ") } : nil
        }
    }

    private func changes(_ driver: Driver) -> [CaseChange] {
        driver.effects.flatMap { effect -> [CaseChange] in
            if case .changeCases(_, let written) = effect { written } else { [] }
        }
    }

    @Test func lettersThatAreApartFindACaseToo() {
        var driver = Driver.ready()
        driver.press("/")
        driver.type("wtrmln")
        #expect(listed(driver) == ["watermelon-seeds"])
    }

    @Test func whatStandsAsTypedComesFirst() {
        var driver = Driver()
        driver.load(
            WorkspaceContents(
                name: "x", directory: "x", cases: [Case(id: "p-l-a-y", prompt: "apart"), Case(id: "play", prompt: "as typed")]))
        driver.press("/")
        driver.type("play")
        #expect(listed(driver) == ["play", "p-l-a-y"])
    }

    @Test func theFilterKnowsLabelsAndStages() {
        var driver = Driver.ready()
        driver.press("/")
        driver.type("label:keep")
        #expect(listed(driver) == ["plague", "paris"])
        driver.press("C-u")
        driver.type("stage:sft")
        #expect(listed(driver) == ["watermelon-seeds", "goldfish-memory", "plague"])
    }

    @Test func casesAreSortedByWhatOneAsks() {
        var driver = Driver.ready()
        driver.press("O")
        driver.expect("by id")
        #expect(listed(driver) == ["goldfish-memory", "open-question", "paris", "plague", "watermelon-seeds"])
        #expect(driver.state.cases.selection == 4, "the selected case stays selected")
        driver.press("O")
        #expect(listed(driver).prefix(2) == ["watermelon-seeds", "goldfish-memory"])
        #expect(listed(driver).last == "open-question")
        driver.press(":")
        driver.type("sort file")
        driver.press("Enter")
        #expect(listed(driver).first == "watermelon-seeds")
    }

    @Test func anActionIsForTheMarkedCases() {
        var driver = Driver.ready()
        driver.press("x", "x")
        driver.expect("2 marked")
        driver.press("a")
        driver.expect("With 2 marked cases")
        driver.press("l")
        driver.type("urgent")
        driver.press("Enter")
        driver.answerAll()
        driver.expect("2 cases labelled urgent")
        #expect(driver.state.cases.cases.filter { $0.labels.contains("urgent") }.map(\.id) == ["watermelon-seeds", "goldfish-memory"])
        guard case .replace(let changed)? = changes(driver).first else {
            Issue.record("the file is not changed")
            return
        }
        #expect(changed.map(\.labels) == [["fix", "urgent"], ["fix", "urgent"]])
        driver.expect("✗ M•watermelon-seeds")
        driver.press("Esc")
        driver.expectNot("marked")
    }

    @Test func withoutMarksItIsForTheSelectedOne() {
        var driver = Driver.ready()
        driver.press("Down", "a")
        driver.expect("With goldfish-memory")
        driver.press("d")
        driver.expect("The case goldfish-memory will be gone")
        driver.press("Esc")
        #expect(driver.state.cases.cases.count == 5)
        driver.press("a", "d", "d")
        driver.answerAll()
        #expect(driver.state.cases.cases.count == 4)
        #expect(changes(driver) == [.remove(["goldfish-memory"])])
        driver.expect("1 failing · 4")
    }

    @Test func verdictsStayWithTheirCasesWhenOthersGo() {
        var driver = Driver.ready()
        driver.press("a", "d", "d")
        #expect(driver.screen.contains("✓ C plague"))
        #expect(driver.screen.contains("✗ M goldfish-memory"))
    }

    @Test func theNextCaseShownTakesThePlaceOfADeletedOne() {
        var driver = Driver.ready()
        driver.press("/")
        driver.type("label:keep")
        driver.press("Enter", "g", "a", "d", "d")
        driver.answerAll()
        #expect(listed(driver) == ["paris"])
        #expect(driver.state.cases.selection == 0)
        driver.press("Esc")
        #expect(driver.state.cases.cases[driver.state.cases.shown[driver.state.cases.selection]].id == "paris")
    }

    @Test func marksStayWithTheirCases() {
        var driver = Driver.ready()
        driver.press("j", "x", "G", "x")
        var contents = Driver.contents
        contents.cases.reverse()
        contents.cases.removeFirst()
        driver.send(.filesChanged(contents))
        driver.expect("1 marked")
        driver.expect("✗ M•goldfish-memory")
        driver.press("X")
        driver.expect("4 marked")
        driver.press("X")
        driver.expectNot("marked")
    }

    @Test func escBringsBackWhatWasSelectedBeforeAFilter() {
        var driver = Driver.ready()
        driver.press("j", "j", "/")
        driver.type("gold")
        #expect(driver.state.cases.selection == 0)
        driver.press("Esc")
        #expect(driver.state.cases.selection == 2)
        // The best match is the one to go on with where the selected case does not fit.
        driver.press("/")
        driver.type("o")
        driver.press("Down", "Enter")
        let chosen = driver.state.cases.shown[driver.state.cases.selection]
        driver.press("Esc")
        #expect(driver.state.cases.shown[driver.state.cases.selection] == chosen)
    }

    @Test func idsAreSortedWhateverTheirCase() {
        var driver = Driver()
        let ids = ["b-long-name-2", "Apple", "b-long-name-10", "apple-pie", "ä", "B"]
        driver.load(WorkspaceContents(name: "x", directory: "x", cases: ids.map { Case(id: $0, prompt: "Why?") }))
        driver.press("O")
        #expect(listed(driver) == ["Apple", "apple-pie", "B", "b-long-name-10", "b-long-name-2", "ä"])
    }

    @Test func aWordFitsALabelAsWellAsAPrompt() {
        var driver = Driver()
        let cases = [
            Case(id: "one", prompt: "About tea", labels: ["Kitchen", "hot"]), Case(id: "two", prompt: "What is a kitchen?"),
            Case(id: "three", prompt: "No", labels: ["kitschen"]),
        ]
        driver.load(WorkspaceContents(name: "x", directory: "x", cases: cases))
        driver.press("/")
        driver.type("kitchen")
        #expect(listed(driver) == ["one", "two", "three"])
        driver.type(" tea")
        #expect(listed(driver) == ["one"])
        driver.press("Esc", "j", "a", "l")
        driver.type("teapot")
        driver.press("Enter", "/")
        driver.type("teap")
        #expect(listed(driver) == ["two"])
    }

    @Test func enterDeletesNothing() {
        var driver = Driver.ready()
        driver.press("a", "d", "Enter")
        driver.expect("Esc keep")
        #expect(driver.state.cases.cases.count == Fake.cases.count)
        driver.press("Esc")
        driver.expectNot("Esc keep")
    }

    @Test func aTextLeftWithEscGoesOnLater() {
        var driver = Driver.ready()
        driver.press("n")
        driver.type("Why is")
        driver.press("Esc")
        driver.expect("the text is kept; n goes on with it")
        driver.press("n")
        driver.expect("Why is")
        driver.type(" it so?")
        driver.press("Enter")
        #expect(driver.state.cases.cases.last?.prompt == "Why is it so?")
        driver.press("n", "Enter")
        driver.expect("there is no text yet")
    }

    @Test func anEditedPromptIsWhatANewCaseBeginsWith() {
        var driver = Driver.ready()
        driver.command("prompt Is it so?")
        driver.answerAll()
        driver.press("n", "Enter")
        #expect(driver.state.cases.cases.last?.prompt == "Is it so?")
    }

    @Test func aClickOnAMessageOnlyTakesItAway() {
        var driver = Driver.ready()
        driver.press("2", "r")
        driver.answerAll()
        driver.command("export cases")
        driver.expect("usage: export cases")
        for x in 0..<120 {
            driver.command("export cases")
            driver.send(.input(.mouse(MouseEvent(x: x, y: 31, kind: .press))))
            driver.expectNot("usage: export cases")
        }
        #expect(!driver.effects.contains { if case .saveRules = $0 { true } else { false } })
        #expect(!driver.effects.contains(.quit))
    }

    @Test func importedCasesGetIdsOfTheirOwn() {
        var driver = Driver.ready()
        driver.press(":")
        driver.type("import other.csv")
        driver.press("Enter")
        driver.answerAll()
        driver.expect("2 cases of other.csv are added")
        #expect(driver.state.cases.cases.map(\.id).suffix(2) == ["paris-2", "moon"])
        driver.expect("paris-2")
    }

    @Test func whatStandsInTheListAlreadyIsNotImportedAgain() {
        var driver = Driver.ready()
        for _ in 0..<2 {
            driver.command("import other.csv")
            driver.answerAll()
        }
        driver.expect("every case of other.csv stands in the list already")
        #expect(driver.state.cases.cases.count == Fake.cases.count + Fake.imported.count)
    }

    @Test func aLoggedAnswerIsKeptAndTraced() {
        var driver = Driver.ready()
        driver.press("Down", "Enter", "A")
        driver.expect("The logged answer")
        driver.send(.input(.paste("It forgets\nat once.")))
        driver.press("Enter")
        #expect(driver.traceRequests.last?.answer == .given("It forgets\nat once."))
        driver.answerAll()
        driver.expect("Logged answer · goldfish-memory")
        guard case .replace(let changed)? = changes(driver).last else {
            Issue.record("the file is not changed")
            return
        }
        #expect(changed.first?.observed == "It forgets\nat once.")
    }

    @Test func aCaseComesBackFromTheEditor() {
        var driver = Driver.ready()
        driver.press("E")
        driver.answerAll()
        driver.expect("Really?")
        driver.expect("case watermelon-seeds is changed")
        #expect(driver.traceRequests.last?.prompt == "What happens if you swallow watermelon seeds? Really?")
    }

    @Test func aCaseThatCannotRunIsNoFailureOfTheOthers() {
        var driver = Driver()
        driver.load()
        var failed = false
        while !driver.pending.isEmpty {
            if case .judge(let job, let requests)? = driver.pending.first, !failed {
                failed = true
                driver.send(.judgingFailed(job, request: 1, "the prompt is too long"))
                for index in requests.indices where index != 1 {
                    driver.send(.judged(job, request: index, Fake.script(requests[index]).trace))
                }
                driver.send(.judgeEnded(job))
            }
            driver.answerOne()
        }
        driver.expect("!   goldfish-memory")
        driver.expect("✓ C plague")
        driver.press("f", "f", "f", "f")
        driver.expect("cannot run")
        #expect(listed(driver) == ["goldfish-memory"])
    }

    /// What a piece of work takes, without what others take meanwhile.
    private func processorTime(_ work: () -> Void) -> Duration {
        func now() -> Duration {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
        }
        let start = now()
        work()
        return now() - start
    }

    /// Looking through the list once a key: ten times the cases cost about ten times as much, not a hundred times.
    @Test func openingAndFilteringGrowWithTheListAndNoFaster() {
        func cases(_ count: Int) -> [Case] {
            (0..<count).map { Case(id: "case-\($0)", prompt: "What is known about number \($0), and who says so?") }
        }
        func costs(_ cases: [Case]) -> (opening: Duration, filtering: Duration) {
            var driver = Driver()
            let opening = processorTime { driver.load(.init(name: "large", directory: "large", cases: cases)) }
            driver.press("/")
            return (opening, processorTime { driver.type("number 99x") })
        }
        let (few, many) = (cases(2_000), cases(20_000))
        var (short, long) = (costs(few), costs(many))
        func grows() -> Bool { long.opening < short.opening * 40 && long.filtering < short.filtering * 40 }
        // Neighbours that empty the caches make a try dear, never cheap: the cheapest of several counts, taken in turn.
        for _ in 0..<9 where !grows() {
            let (again, longer) = (costs(few), costs(many))
            short = (min(short.opening, again.opening), min(short.filtering, again.filtering))
            long = (min(long.opening, longer.opening), min(long.filtering, longer.filtering))
        }
        #expect(grows(), "\(short), \(long)")
    }
}

/// Deleted cases come back.
@Suite struct UndeleteTests {
    @Test func oneDeletionAfterTheOtherComesBackInItsPlace() {
        var driver = Driver.ready()
        driver.press(":")
        driver.type("undelete")
        driver.expect("not now: no case was deleted in this session")
        driver.press("Esc", "Tab", "Tab", "Tab", "x", "x", "a", "d", "d")
        driver.answerAll()
        driver.expect("2 cases are deleted; :undelete brings them back")
        #expect(driver.state.cases.cases.count == Fake.cases.count - 2)
        driver.press(":")
        driver.type("undelete")
        driver.press("Enter")
        driver.answerAll()
        #expect(driver.state.cases.cases == Fake.cases)
        driver.expect("2 cases are back")
        for id in ["plague", "paris"] {
            driver.press(":")
            driver.type("open \(id)")
            driver.press("Enter", ":")
            driver.type("delete")
            driver.press("Enter", "d")
        }
        driver.answerAll()
        #expect(driver.state.cases.cases.count == Fake.cases.count - 2)
        for _ in 0..<3 {
            driver.press(":")
            driver.type("undelete")
            driver.press("Enter")
        }
        driver.answerAll()
        #expect(driver.state.cases.cases == Fake.cases)
    }
}
