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
