import Foundation
import Provenance
import TerminalUI
import Testing
import Workbench
import WorkbenchRuntime

@Suite struct LoopTests {
    @Test func theFirstCaseRunsAndAllAreJudged() {
        let session = Session()
        session.settle()
        session.expect("one two three four five")
        session.expect("0 failing · 3")
        session.press("q")
        #expect(session.exit() == 0)
        #expect(session.terminal.isRestored)
    }

    @Test func aFlipShowsTheRefusalAndWhatItDidToAllCases() {
        let session = Session()
        session.settle()
        session.press("1")
        session.settle()
        session.expect("refused: MYTHS")
        session.expect("fixes 0  breaks 3  same 0")
        session.press("q", "q")
        #expect(session.exit() == 0)
    }

    @Test func rulesAreSavedBeforeTheProgramEnds() {
        let session = Session()
        session.settle()
        session.press("1", "q", "w")
        #expect(session.exit() == 0)
        #expect(session.saved == [.refusing(["MYTHS"])])
    }

    @Test func aBreakpointStopsTheEngineAndIsSaved() {
        let session = Session(holdsBack: true)
        session.engine.letThrough(1)
        session.expect("token 1/1 · running")
        session.press(":")
        for character in "break token 3" { session.terminal.send(.key(.character(character))) }
        session.press("Enter")
        session.expect("stops at: token 3")
        session.engine.letThrough(2)
        session.expect("stopped at token 3: token 3")
        session.expect("token 3/3 · stop: token 3")
        session.engine.open()
        session.press("q")
        #expect(session.exit() == 0)
        #expect(session.breakpoints == [Breakpoint(.token(3))])
    }

    @Test func aTraceGoesBeforeJudgingAndJudgingIsTakenUpAgain() {
        let session = Session(holdsBack: true)
        session.engine.letThrough(5)
        session.expect("token 5/5")
        // Judging has begun and waits for a token; the next case must not wait for it.
        #expect(session.engine.waitFor("judge 3"))
        session.press("]")
        #expect(session.engine.waitFor("stopped"))
        session.engine.letThrough(5)
        session.expect("Trace · case-b")
        session.expect("token 5/5")
        session.engine.open()
        session.settle()
        session.expect("0 failing · 3")
        session.press("q")
        #expect(session.exit() == 0)
    }

    /// The first source is refused while the plain answer has one token; the engine holds further ones back.
    private func flipped() -> Session {
        let session = Session(holdsBack: true)
        session.engine.letThrough(1)
        session.expect("token 1/1 · running")
        session.press("1")
        session.expect("With the rules")
        return session
    }

    @Test func aFlipBeginsWhileThePlainAnswerStillRuns() {
        let session = flipped()
        // The plain answer ends its token; then the other one says its first.
        session.engine.letThrough(2)
        session.expect("token 2/2 · running")
        session.expect("│ I ")
        session.engine.open()
        session.settle()
        session.expect("I can't answer")
        session.expect("one two three four five")
        // Both gave way once (this engine does not count the token at which it is stopped); then each ended in one turn.
        let traces = session.engine.notes.filter { $0.hasPrefix("trace") }
        #expect(traces == ["trace after 0", "trace after 0", "trace after 1", "trace after 0"])
        session.press("q", "q")
        #expect(session.exit() == 0)
    }

    @Test func aKeyIsAnsweredWhileTheModelWorks() {
        let session = Session(holdsBack: true)
        session.expect("running")
        session.press("?")
        session.expect("Esc close")
        session.press("Esc", "q")
        #expect(session.exit() == 0)
    }

    @Test func pauseEndsTheJobAndKeepsTheTokens() {
        let session = Session(holdsBack: true)
        session.engine.letThrough(2)
        session.expect("token 2/2 · running")
        session.press("Space")
        session.expect("token 2/2 · paused")
        session.engine.open()
        session.press("Right")
        session.expect("token 3/3")
        session.press("q")
        #expect(session.exit() == 0)
    }

    @Test func manyTokensCostFewFrames() {
        let session = Session(cases: (0..<200).map { Case(id: "case-\($0)", prompt: "question \($0)") })
        session.settle()
        // A thousand tokens and two hundred verdicts; drawing each would be twelve hundred frames.
        #expect(session.terminal.frameCount < 600)
        let before = session.terminal.frameCount
        session.terminal.send(.focus(true))
        session.settle()
        #expect(session.terminal.frameCount == before)
        session.press("q")
        #expect(session.exit() == 0)
    }

    @Test func aMissingModelLeavesTheCasesToBrowse() {
        let session = Session(engineFailure: "base.gguf is missing; run the command")
        session.settle()
        session.expect("base.gguf is missing; run the command")
        session.press("Down", "Enter")
        session.expect("question b")
        session.press("q")
        #expect(session.exit() == 0)
    }

    @Test func aBrokenWorkspaceIsNamed() {
        let session = Session(workspaceFailure: "cases.jsonl, line 2: no id")
        session.settle()
        session.expect("cases.jsonl, line 2: no id")
        session.press("q")
        #expect(session.exit() == 0)
    }

    @Test func aFailingPromptDoesNotEndTheSession() {
        let session = Session(cases: [Case(id: "bad", prompt: "fail"), Case(id: "good", prompt: "question")])
        session.settle()
        session.expect("the engine broke")
        session.press("]")
        session.settle()
        session.expect("one two three four five")
        session.press("q")
        #expect(session.exit() == 0)
    }

    @Test func aCaseThatCannotRunDoesNotTakeTheOthersAlong() {
        let session = Session(
            cases: [
                Session.cases[0], Case(id: "bad", prompt: "fail", expectation: Expectation(contains: ["five"])), Session.cases[1],
            ])
        session.settle()
        session.expect("0 failing · 3")
        session.expect("!   bad")
        session.expect("✓ M case-b")
        session.press("q")
        #expect(session.exit() == 0)
    }

    @Test func aFailedWriteIsReported() {
        let session = Session()
        session.settle()
        session.press("n", "x", "Enter")
        session.expect("cases.jsonl is read only")
        session.press("q")
        session.expect("A change of the cases is not written.")
        session.press("q")
        #expect(session.exit() == 0)
    }

    @Test func theSystemEndsTheProgramWithTheSignalsStatus() {
        let session = Session(holdsBack: true)
        session.terminal.send(.quit(.terminated))
        #expect(session.exit() == 143)
        #expect(session.terminal.isRestored)
    }

    @Test func themesAndTheClipboardGoToTheTerminal() {
        let session = Session()
        session.settle()
        session.press("T", "y")
        session.settle()
        #expect(session.terminal.appearance.theme.name == "other")
        #expect(session.terminal.clipboard == "one two three four five")
        session.press("q")
        #expect(session.exit() == 0)
    }
}
