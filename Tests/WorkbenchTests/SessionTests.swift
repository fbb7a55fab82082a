import Foundation
import Provenance
import TerminalUI
import Testing
import Workbench

/// What a session was doing is there in the next one.
@Suite struct SessionTests {
    private static var kept: WorkspaceContents {
        var contents = Driver.contents
        contents.keepsSession = true
        return contents
    }

    private func lastKept(_ driver: Driver) -> SavedSession? {
        driver.effects.lazy.reversed().compactMap { if case .keepSession(let session) = $0 { session } else { nil } }.first
    }

    /// Another start of the program, with what the first one wrote, by way of the file's JSON.
    private func restarted(_ session: SavedSession?, contents: WorkspaceContents = SessionTests.kept) throws -> Driver {
        var contents = contents
        contents.session = try JSONDecoder().decode(SavedSession.self, from: JSONEncoder().encode(#require(session)))
        return .ready(contents: contents)
    }

    @Test func theOpenCaseCursorBranchAndRulesComeBack() throws {
        var first = Driver.ready(contents: Self.kept)
        first.press("Down", "Enter")
        first.answerAll()
        first.press("0", "Right", "Right", "t", "Enter")
        first.answerAll()
        first.press("3", "Tab", "Left", "q", "q")
        #expect(first.effects.last == .quit)

        let second = try restarted(lastKept(first))
        second.expect("went on where the last session ended")
        second.expect("Branch \"maybe\" · goldfish-memory")
        second.expect("A maybe is another way")
        second.expect("refused: CLINIC  *unsaved")
        #expect(second.state.document?.cursor == first.state.document?.cursor)
        #expect(second.state.focus == .trace)
        #expect(second.state.branches.all(of: Fake.cases[1].prompt).count == 1)
    }

    @Test func aBreakpointDoesNotStopAnAnswerBeforeWhereOneStood() throws {
        var first = Driver.ready(contents: Self.kept)
        first.expect("token 10/10")
        first.press(":")
        first.type("break token 3")
        first.press("Enter", "q")
        var contents = Self.kept
        contents.breakpoints =
            first.effects.reversed().lazy.compactMap { if case .saveBreakpoints(_, let all) = $0 { all } else { nil } }
            .first ?? []
        #expect(contents.breakpoints.count == 1)
        var second = try restarted(lastKept(first), contents: contents)
        second.expect("token 10/10")
        second.expectNot("stopped at token")
        // Run again from the beginning, it stops there.
        second.press("r", "Space")
        second.answerAll()
        second.expect("stopped at token 3")
    }

    @Test func rulesOfTheFileThatChangedBetweenSessionsAreOffered() throws {
        var first = Driver.ready(contents: Self.kept)
        first.press("3", "q", "q")
        var contents = Self.kept
        contents.rules = .refusing(["NOVELS"])
        var second = try restarted(lastKept(first), contents: contents)
        second.expect("refused: CLINIC  *unsaved")
        second.expect("the rules were changed on disk; yours are kept, W chooses")
        second.press("W")
        second.expect("The rules file was changed")
        second.press("t")
        second.answerAll()
        second.expect("refused: NOVELS")
        let same = try restarted(lastKept(first))
        same.expectNot("changed on disk")
    }

    @Test func listAndMarksComeBack() throws {
        var first = Driver.ready(contents: Self.kept)
        first.press("x", "O", "/")
        first.type("e")
        first.press("Enter", "z", "q")
        let second = try restarted(lastKept(first))
        second.expect("by id")
        second.expect("/e")
        second.expect("1 marked")
        #expect(second.state.isZoomed)
        #expect(second.state.cases.markedIDs == ["watermelon-seeds"])
    }

    @Test func aSessionIsWrittenWhenItChangedAndNotMoreThanOnceASecond() {
        var driver = Driver.ready(contents: Self.kept)
        driver.send(.tick(100))
        let count = { (driver: Driver) in driver.effects.filter { if case .keepSession = $0 { true } else { false } }.count }
        driver.press("Down")
        let before = count(driver)
        driver.press("Down", "Down")
        driver.send(.tick(100.5))
        #expect(count(driver) == before)
        #expect(driver.state.wantsTicks)
        driver.send(.tick(101.1))
        #expect(count(driver) == before + 1)
        driver.send(.tick(103))
        driver.press("F5")
        driver.send(.tick(105))
        #expect(count(driver) == before + 1, "nothing changed")
        #expect(!driver.state.wantsTicks)
    }

    @Test func aCaseThatIsGoneIsNotOpened() throws {
        var first = Driver.ready(contents: Self.kept)
        first.press("Down", "Enter", "q")
        var contents = Self.kept
        contents.cases.remove(at: 1)
        let second = try restarted(lastKept(first), contents: contents)
        second.expect("Trace · watermelon-seeds")
    }

    @Test func freshStartsAnew() throws {
        var first = Driver.ready(contents: Self.kept)
        first.press("Down", "Enter", "q")
        var second = try restarted(lastKept(first))
        second.expect("Trace · goldfish-memory")
        second.press(":")
        second.type("fresh")
        second.press("Enter")
        second.expect("Trace · watermelon-seeds")
    }

    @Test func withoutTheWishNothingIsWritten() {
        var driver = Driver.ready()
        driver.press("Down", "q")
        #expect(lastKept(driver) == nil)
    }
}
