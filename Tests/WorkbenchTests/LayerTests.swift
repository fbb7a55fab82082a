import Provenance
import TerminalUI
import Testing
import Workbench

/// The layer lens: asked for at the cursor, walked with the arrows, failed engines named.
@Suite struct LayerTests {
    private func requests(_ driver: Driver) -> [LayerRequest] {
        driver.effects.compactMap { if case .readLayers(_, let request) = $0 { request } else { nil } }
    }

    @Test func theLayersAtTheCursorAreRead() {
        var driver = Driver.ready()
        driver.press("0", "Right", "Right", "L")
        driver.expect("asking every layer")
        #expect(requests(driver) == [LayerRequest(prompt: Fake.cases[0].prompt, tokens: [1, 2])])
        driver.answerAll()
        driver.expect("Layers · token 2")
        driver.expect("when it said \"␣grow\"")
        driver.expect("from the embedding (in) on, all name MYTHS")
    }

    @Test func theArrowsWalkAlongTheAnswer() {
        var driver = Driver.ready()
        driver.press("0", "L")
        driver.answerAll()
        driver.expect("Layers · before the answer")
        driver.press("Right", "Right")
        #expect(driver.pending.compactMap(\.job).count == 1, "the place in between is not waited for")
        driver.answerAll()
        driver.expect("Layers · token 2")
        #expect(driver.state.document?.cursor == 2)
        driver.press("Left", "Right")
        driver.answerAll()
        driver.press("Esc")
        driver.expectNot("Layers ·")
    }

    @Test func anEngineThatCannotSaysSo() {
        var driver = Driver.ready()
        driver.press("L")
        if case .readLayers(let job, _)? = driver.pending.last { driver.send(.jobFailed(job, "this engine cannot look into its layers")) }
        driver.expect("this engine cannot look into its layers")
    }

    @Test func answersUnderRulesAreNotMistakenForPlainOnes() {
        var driver = Driver.ready()
        driver.press("1")
        driver.answerAll()
        driver.press("v", "L")
        driver.expect("the layers are read without rules")
    }
}
