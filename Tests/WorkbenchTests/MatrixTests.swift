import Provenance
import TerminalUI
import Testing
import Workbench

@Suite struct MatrixTests {
    private static let plague = "What is the plague?"

    /// The sample's cases and these, which hold when the plague is refused.
    private static func contents(refusing count: Int, keepsPlague: Bool = true) -> WorkspaceContents {
        var contents = Driver.contents
        if !keepsPlague { contents.cases.removeAll { $0.id == "plague" } }
        contents.cases += (0..<count).map {
            Case(id: "advice-\($0 + 1)", prompt: plague, expectation: Expectation(refuses: true), labels: ["fix"])
        }
        return contents
    }

    private func opened(_ contents: WorkspaceContents = Driver.contents, columns: Int = 120, rows: Int = 32) -> Driver {
        var driver = Driver.ready(columns, rows, contents: contents)
        driver.press("m")
        return driver
    }

    private func filled(_ contents: WorkspaceContents = Driver.contents) -> Driver {
        var driver = opened(contents)
        driver.answerAll()
        return driver
    }

    @Test func itFillsWithWhatEachRefusalWouldDo() {
        var driver = opened()
        driver.expect("What if … was refused? · 5 cases x 3 sources")
        driver.expect("judged 5/20")
        driver.expect("is known when every single refusal is judged")
        driver.answerAll()
        driver.expect("judged 20/20")
        let figures = driver.screen.split(separator: "\n").map { $0.split(separator: " ").dropFirst().dropLast().map(String.init) }
        #expect(figures.contains(["fixes", "2", "0", "0"]))
        #expect(figures.contains(["breaks", "0", "0", "1"]))
    }

    @Test func theSmallestSetIsFoundAndEnterAppliesIt() {
        var driver = filled()
        driver.expect("Smallest set that fixes the most and breaks nothing: MYTHS (2 of 2).")
        let before = driver.judgeJobs.count
        driver.press("Enter")
        driver.expect("refused: MYTHS; u takes it back")
        driver.answerAll()
        driver.expect("fixes 2  breaks 0  same 3")
        #expect(driver.judgeJobs.count == before)
        driver.press("u")
        driver.expectNot("With the rules")
    }

    @Test func aSetOfSeveralIsJudgedItselfBeforeItCounts() {
        var driver = opened(Self.contents(refusing: 2, keepsPlague: false))
        while !driver.screen.contains("Judging that set itself"), !driver.pending.isEmpty { driver.answerOne() }
        driver.expect("By the single refusals MYTHS+CLINIC fixes 4, breaks nothing.")
        let both = RuleSet.refusing(["MYTHS", "CLINIC"])
        #expect(
            driver.pending.contains { if case .judge(_, let requests) = $0 { requests.allSatisfy { $0.rules == both } } else { false } })
        driver.expectNot("Smallest set")
        driver.answerAll()
        driver.expect("Smallest set that fixes the most and breaks nothing: MYTHS+CLINIC (4 of 4).")
        driver.expect("M+C")
        driver.press("Enter")
        driver.expect("refused: MYTHS, CLINIC")
    }

    @Test func whatGainsMoreIsNamedWithItsCost() {
        let driver = filled(Self.contents(refusing: 2))
        driver.expect("breaks nothing: MYTHS (2 of 4). At a cost: MYTHS+CLINIC fixes 4, breaks 1.")
    }

    @Test func withoutACleanSetTheBestTradeOffIsNamed() {
        var contents = Self.contents(refusing: 2)
        contents.cases.removeAll { $0.id == "watermelon-seeds" || $0.id == "goldfish-memory" }
        filled(contents).expect("Every set that fixes something breaks something. Best trade-off: CLINIC fixes 2, breaks 1.")
    }

    @Test func nothingToFixAndNothingThatHelpsAreSaid() {
        var contents = Driver.contents
        contents.cases.removeAll { $0.labels == ["fix"] }
        filled(contents).expect("No case fails: there is nothing to fix.")
        contents.cases.append(Case(id: "moon", prompt: "Say moon.", expectation: Expectation(contains: ["moon"])))
        filled(contents).expect("No refusal fixes any of the 1 failing cases.")
    }

    @Test func spaceStopsAndGoesOnWhereItWas() {
        var driver = opened()
        driver.answerOne()
        guard let job = driver.pending.compactMap(\.job).last else { return driver.expect("a job") }
        driver.press("Space")
        #expect(driver.effects.contains(.cancel(job)))
        driver.expect("Stopped; Space goes on.")
        let judged = driver.judgedRequests
        driver.press("Space")
        driver.answerAll()
        driver.expect("judged 20/20")
        // Only the chunk that was stopped is asked for again.
        #expect(driver.judgedRequests - judged <= 15)
    }

    @Test func closedItFillsOnAndOpensAtOnce() {
        var driver = opened()
        driver.press("Esc")
        driver.expect("judged 0/15")
        driver.answerAll()
        let before = driver.effects.count
        driver.press("m")
        driver.expect("Smallest set")
        #expect(driver.effects.count == before)
    }

    @Test func theCasesOnTheScreenAreJudgedFirst() {
        let many = (0..<100).map { Case(id: "case-\($0)", prompt: "Say \($0).", expectation: Expectation(contains: ["\($0)"])) }
        var driver = opened(WorkspaceContents(name: "many", directory: "many", cases: many), columns: 80, rows: 24)
        driver.press("End")
        driver.answerOne()
        guard case .judge(_, let requests) = driver.pending.last else { return driver.expect("a judging job") }
        #expect(requests.first?.prompt == "Say 86.")
    }

    @Test func otherRulesMakeOtherColumns() {
        var driver = filled()
        driver.press("Esc", "1", "w")
        driver.answerAll()
        driver.press("m")
        driver.answerAll()
        let guarded = RuleSet.refusing(["MYTHS"], way: .guarding)
        #expect(driver.state.matrix?.columns.first?.rules == guarded)
        driver.expect("judged 20/20")
    }

    @Test func theColumnMovesAndTheCaseOpens() {
        var driver = filled()
        driver.press("Right")
        driver.expect("Enter refuse NOVELS")
        driver.press("Down", "o")
        driver.expect("Trace · goldfish-memory")
    }

    @Test func whatCannotBeDoneSaysWhy() {
        var driver = Driver()
        driver.send(.workspaceLoaded(Driver.contents))
        driver.press("m")
        driver.expect("the model is not loaded")
    }

    @Test func theLogRepeatsEverySet() {
        var driver = opened()
        driver.press("Esc", "C")
        driver.expect("--refuse MYTHS --max-tokens 96; debuglm cases")
    }
}

extension Driver {
    /// Requests that were handed to the engine to be judged.
    fileprivate var judgedRequests: Int {
        effects.reduce(0) { count, effect in
            if case .judge(_, let requests) = effect { return count + requests.count }
            return count
        }
    }
}
