import Provenance
import TerminalUI
import Testing
import Workbench

/// Cases that are changed here while another program changes the file: both changes stay.
@Suite struct PendingChangeTests {
    /// The file as another program left it, read before the change of this one was written.
    private var changedByOthers: WorkspaceContents {
        var contents = Driver.contents
        contents.cases.insert(Case(id: "added", prompt: "New?"), at: 0)
        return contents
    }

    private func ids(_ driver: Driver) -> [String] { driver.state.cases.cases.map(\.id) }

    @Test func aNewCaseStays() {
        var driver = Driver.ready()
        driver.press("n")
        driver.type("Why?")
        driver.press("Enter")
        driver.send(.filesChanged(changedByOthers))
        #expect(ids(driver) == ["added"] + Fake.cases.map(\.id) + ["new-1"])
        driver.answerAll()
        driver.expect("new-1")
        driver.expect("Trace · new-1")
    }

    @Test func labelsAndDeletionsStayInTheirOrder() {
        var driver = Driver.ready()
        driver.press(":")
        driver.type("label urgent")
        driver.press("Enter", "Down", "a", "d", "d")
        driver.send(.filesChanged(changedByOthers))
        #expect(ids(driver) == ["added", "watermelon-seeds", "plague", "paris", "open-question"])
        #expect(driver.state.cases.cases[1].labels == ["fix", "urgent"])
    }

    @Test func whatIsWrittenIsNotChangedOnceMore() {
        var driver = Driver.ready()
        driver.press("a", "d", "d")
        driver.answerAll()
        driver.send(.filesChanged(Driver.contents))
        #expect(ids(driver) == Fake.cases.map(\.id), "another program put the case back")
    }
}

/// Changes of the cases that could not be written stay until they are written or withdrawn.
@Suite struct UnwrittenChangeTests {
    private func ids(_ driver: Driver) -> [String] { driver.state.cases.cases.map(\.id) }

    /// A new case whose write failed.
    private func failed() -> Driver {
        var driver = Driver.ready()
        driver.press("n")
        driver.type("Why?")
        driver.press("Enter")
        fail(&driver)
        return driver
    }

    private func fail(_ driver: inout Driver) {
        guard case .changeCases(let job, _)? = driver.pending.first(where: { if case .changeCases = $0 { true } else { false } }) else {
            Issue.record("nothing is written")
            return
        }
        driver.drop(job)
        driver.send(.jobFailed(job, "cases.jsonl: no space left on the device"))
    }

    private func command(_ text: String, _ driver: inout Driver) {
        driver.press(":")
        driver.type(text)
        driver.press("Enter")
    }

    private func changes(_ driver: Driver) -> [CaseChange] {
        driver.pending.flatMap { effect -> [CaseChange] in
            if case .changeCases(_, let written) = effect { written } else { [] }
        }
    }

    @Test func aReloadTakesNothingAway() {
        var driver = failed()
        driver.expect("no space left on the device; the change is kept")
        driver.expect("*cases not written")
        var contents = Driver.contents
        contents.cases.insert(Case(id: "added", prompt: "New?"), at: 0)
        driver.send(.filesChanged(contents))
        #expect(ids(driver) == ["added"] + Fake.cases.map(\.id) + ["new-1"])
    }

    @Test func theNextChangeTakesItAlong() {
        var driver = failed()
        command("label late", &driver)
        #expect(changes(driver).count == 2)
        driver.answerAll()
        driver.expect("2 changes are in the cases file")
        driver.expectNot("not written")
    }

    @Test func retryWritesAgain() {
        var driver = failed()
        command("retry", &driver)
        #expect(changes(driver).count == 1)
        driver.answerAll()
        driver.expect("case new-1 is added to the cases file")
        driver.send(.filesChanged(Driver.contents))
        #expect(ids(driver) == Fake.cases.map(\.id), "written once, it is the file that counts")
    }

    @Test func withdrawGoesBackToTheFile() {
        var driver = failed()
        command("label late", &driver)
        fail(&driver)
        command("withdraw", &driver)
        #expect(driver.state.cases.cases == Fake.cases)
        driver.expectNot("*cases not written")
    }

    @Test func changesWaitForTheWriteThatIsUnderWay() {
        var driver = Driver.ready()
        command("label one", &driver)
        command("label two", &driver)
        #expect(changes(driver).count == 1)
        driver.answerOne()
        #expect(changes(driver).count == 1)
        driver.answerAll()
        #expect(driver.state.cases.cases[0].labels == ["fix", "one", "two"])
    }

    @Test func quittingAsksAndWritesFirst() {
        var driver = failed()
        driver.press("q")
        driver.expect("A change of the cases is not written.")
        driver.press("w")
        #expect(driver.effects.last != .quit)
        driver.answerAll()
        #expect(driver.effects.last == .quit)
    }

    @Test func theNextSessionStillHasThem() {
        var contents = Driver.contents
        contents.keepsSession = true
        var driver = Driver.ready(contents: contents)
        command("label late", &driver)
        fail(&driver)
        driver.press("q", "q")
        contents.session = driver.effects.lazy.reversed().compactMap { if case .keepSession(let kept) = $0 { kept } else { nil } }.first
        var next = Driver()
        next.load(contents)
        #expect(next.state.cases.cases[0].labels == ["fix", "late"])
        #expect(changes(next).count == 1, "it is written now")
    }
}
