import Provenance
import TerminalUI
import Testing
import Workbench

/// One prompt through the checkpoint of each training stage.
@Suite struct StageTests {
    private func command(_ text: String, _ driver: inout Driver) {
        driver.press(":")
        driver.type(text)
        driver.press("Enter")
    }

    @Test func theStageThatBroughtItIsNamed() {
        var driver = Driver.ready()
        command("stages", &driver)
        driver.answerAll()
        driver.expect("sft brought it: before, the case passes; from then on it fails.")
        driver.expect("3 of 3 answered")
    }

    @Test func answersThatFillTheirColumnsLeaveTheSourcesTheirRoom() {
        var contents = Driver.contents
        contents.cases.insert(Case(id: "night", prompt: "Tell me a story."), at: 0)
        var driver = Driver.ready(120, 18, contents: contents)
        driver.press("D")
        driver.answerAll()
        driver.expect("3 of 3 answered")
        driver.expect("N NOVELS")
        driver.expect("…")
    }

    @Test func anotherCaseIsAskedAndTheFirstIsRemembered() {
        var driver = Driver.ready()
        driver.press("D")
        driver.answerAll()
        driver.press("]")
        driver.answerAll()
        driver.expect("How long does a goldfish remember?")
        let asked = driver.effects.count { if case .askStages = $0 { true } else { false } }
        driver.press("[")
        driver.expect("sft brought it")
        #expect(driver.effects.count { if case .askStages = $0 { true } else { false } } == asked)
    }

    @Test func spaceStopsAndGoesOnWithWhatIsMissing() {
        var driver = Driver.ready()
        driver.press("D")
        driver.answerOne()
        guard case .askStages(let job, let request, _)? = driver.pending.last else {
            Issue.record("nothing is asked")
            return
        }
        driver.send(.stage(job, 0, .opening))
        driver.expect("opening")
        driver.send(.stage(job, 0, .ended(Fake.script(request, stage: Fake.stages[0]).trace)))
        driver.press("Space")
        driver.expect("Stopped; Space goes on.")
        #expect(driver.effects.last == .cancel(job))
        driver.send(.stage(job, 1, .opening))
        driver.expectNot("opening")
        driver.press("Space")
        guard case .askStages(_, _, let rest)? = driver.pending.last else {
            Issue.record("nothing is asked again")
            return
        }
        #expect(rest == Array(Fake.stages.dropFirst()))
        driver.answerAll()
        driver.expect("sft brought it")
    }

    @Test func aCheckpointThatFailsTakesNoOtherAlong() {
        var driver = Driver.ready()
        driver.press("D")
        driver.answerOne()
        guard case .askStages(let job, let request, _)? = driver.pending.last else {
            Issue.record("nothing is asked")
            return
        }
        driver.send(.stage(job, 0, .failed("out/stages/pretrain: the weights are cut")))
        for place in [1, 2] { driver.send(.stage(job, place, .ended(Fake.script(request, stage: Fake.stages[place]).trace))) }
        driver.send(.stagesEnded(job))
        driver.expect("out/stages/pretrain: the weights are")
        driver.expect("MYTHS stands behind the answer from sft on.")
    }

    @Test(arguments: [(80, 24), (120, 40)])
    func withoutStagesItSaysWhatWouldMakeThem(columns: Int, rows: Int) {
        var driver = Driver.ready(columns, rows)
        driver.press("D")
        guard case .findStages(let job, nil)? = driver.pending.last else {
            Issue.record("nothing is looked for")
            return
        }
        driver.send(.stagesFound(job, [StageCheckpoint(name: "final", kind: .model, path: "model")]))
        driver.expect("debuglm train PIPELINE.yaml keeps the result of each stage")
    }

    @Test func aFolderThatIsNoRunIsNamed() {
        var driver = Driver.ready()
        command("stages nowhere", &driver)
        guard case .findStages(let job, run: "nowhere")? = driver.pending.last else {
            Issue.record("nothing is looked for")
            return
        }
        driver.send(.jobFailed(job, "nowhere: this is no folder of a training run"))
        driver.expect("nowhere: this is no folder of a training run")
        driver.expect(":stages OUT shows them")
    }

    @Test func manyStagesScrollWhereTheyStandBelowOneAnother() {
        var driver = Driver.ready(80, 24)
        driver.press("D")
        guard case .findStages(let job, _)? = driver.pending.last else {
            Issue.record("nothing is looked for")
            return
        }
        driver.send(.stagesFound(job, (1...9).map { StageCheckpoint(name: "stage-\($0)", kind: .model, path: "x/\($0)") }))
        driver.answerAll()
        driver.expect("1 stage-1")
        driver.expectNot("9 stage-9")
        driver.press("End")
        driver.expect("9 stage-9")
    }
}
