import Foundation
import Provenance
import TerminalUI
import Testing
import Workbench

/// Checkpoints are opened one after the other, and closed again.
@Suite struct StageWorkTests {
    private func type(_ text: String, _ session: Session) {
        session.press(":")
        for character in text { session.terminal.send(.key(.character(character))) }
        session.press("Enter")
    }

    @Test func everyCheckpointIsAskedAndOneIsInMemory() {
        let session = Session()
        session.settle()
        type("stages", session)
        session.settle()
        session.expect("3 of 3 answered")
        session.expect("two cannot be opened")
        #expect(session.mostStagesOpen == 1)
        #expect(session.stagesOpen == 0)
        session.press("Esc", "q")
        #expect(session.exit() == 0)
    }

    @Test func aPersonGoesBeforeIt() {
        let session = Session()
        session.settle()
        session.holdStages()
        type("stages", session)
        session.expect("1 one")
        #expect(session.waitForStage("trace one"))
        session.press("Esc", "]")
        session.expect("Trace · case-b")
        session.expect("token 5/5")
        session.letStagesGo()
        session.settle()
        session.press("[", "D")
        session.settle()
        session.expect("3 of 3 answered")
        session.press("Esc", "q")
        #expect(session.exit() == 0)
    }
}
