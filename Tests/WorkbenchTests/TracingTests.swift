import Provenance
import TerminalUI
import Testing
import Workbench

@Suite struct TracingTests {
    @Test func theFirstCaseRunsByItselfWhenTheEngineIsThere() {
        var driver = Driver()
        driver.send(.workspaceLoaded(Driver.contents))
        #expect(driver.effects == [.loadWorkspace, .loadEngine])
        driver.send(.engineLoaded(Fake.manifest, modelName: "Tiny"))
        let expected = TraceRequest(prompt: Fake.cases[0].prompt, alternatives: 20)
        #expect(driver.effects.contains(.trace(JobID(1), expected)))
    }

    @Test func tokensAppearAsTheyCome() {
        var driver = Driver()
        driver.load()
        let script = Fake.script(TraceRequest(prompt: Fake.cases[0].prompt))
        for event in script.events.prefix(4) { driver.send(.traceEvent(JobID(1), event)) }
        driver.expect("You grow water")
        driver.expect("token 3/3 · running")
        driver.expectNot("stomach")
    }

    @Test func enterOpensTheSelectedCaseAndRunsIt() {
        var driver = Driver.ready()
        driver.press("Down", "Enter")
        driver.expect("How long does a goldfish remember?")
        driver.answerAll()
        driver.expect("A goldfish remembers three seconds.")
    }

    @Test func stepsBackAndForwardNeedNoEngine() {
        var driver = Driver.ready()
        let before = driver.effects.count
        driver.expect("token 10/10")
        driver.press("Left", "h")
        driver.expect("token 8/10")
        driver.expect("At token 8")
        driver.press("0")
        driver.expect("Before the answer")
        driver.press("$")
        driver.expect("token 10/10")
        #expect(driver.effects.count == before)
    }

    @Test func aStepAtTheFrontierAsksForOneTokenMore() {
        var driver = Driver.ready()
        driver.press("r")
        driver.expect("Space runs the model")
        for count in 1...3 {
            driver.press("Right")
            let request = driver.traceRequests.last
            #expect(request?.settings.maximumTokens == count)
            #expect(request?.kept == Array(1..<count))
            driver.answerAll()
            driver.expect("token \(count)/\(count) · paused")
        }
        driver.expect("You grow water")
    }

    @Test func spacePausesAndGoesOn() {
        var driver = Driver()
        driver.load()
        let script = Fake.script(TraceRequest(prompt: Fake.cases[0].prompt))
        for event in script.events.prefix(4) { driver.send(.traceEvent(JobID(1), event)) }
        driver.press("Space")
        #expect(driver.effects.contains(.cancel(JobID(1))))
        driver.send(.traceEvent(JobID(1), script.events[4]))
        driver.expect("token 3/3 · paused")
        driver.press("Space")
        #expect(driver.traceRequests.last?.kept == [1, 2, 3])
        driver.answerAll()
        driver.expect("token 10/10")
        driver.expect("You grow watermelons in your stomach.")
    }

    @Test func anEngineThatLeavesTheKeptTokensOutIsUnderstoodToo() throws {
        var driver = Driver()
        driver.load()
        let script = Fake.script(TraceRequest(prompt: Fake.cases[0].prompt))
        for event in script.events.prefix(4) { driver.send(.traceEvent(JobID(1), event)) }
        driver.press("Space", "Space")
        let job = try #require(driver.traceJobs.last)
        for event in script.events.dropFirst(4) { driver.send(.traceEvent(job, event)) }
        var rest = script.trace
        rest.tokens = Array(rest.tokens.dropFirst(3))
        driver.send(.traceEnded(job, rest))
        driver.expect("You grow watermelons in your stomach.")
        driver.expect("token 10/10")
    }

    @Test func goingBackWhileTokensComeKeepsTheCursor() {
        var driver = Driver()
        driver.load()
        let script = Fake.script(TraceRequest(prompt: Fake.cases[0].prompt))
        for event in script.events.prefix(4) { driver.send(.traceEvent(JobID(1), event)) }
        driver.press("Left")
        driver.send(.traceEvent(JobID(1), script.events[4]))
        driver.expect("token 2/4 · running")
        driver.press("$")
        driver.send(.traceEvent(JobID(1), script.events[5]))
        driver.expect("token 5/5 · running")
    }

    @Test func theLoggedAnswerIsTracedInsteadOfANewOne() {
        var driver = Driver.ready()
        driver.press("o")
        #expect(driver.traceRequests.last?.answer == .given("A melon grows in you."))
        driver.answerAll()
        driver.expect("Logged answer · watermelon-seeds")
        driver.expect("A melon grows in you.")
        driver.press("o")
        driver.expect("You grow watermelons")
    }

    @Test func aCaseWithoutALoggedAnswerSaysSo() {
        var driver = Driver.ready()
        driver.press("]", "o")
        driver.expect("no answer was logged for this case")
    }

    @Test func anEditedPromptRunsAndIsNoCase() {
        var driver = Driver.ready()
        driver.press("e")
        driver.type(" Really?")
        driver.press("Enter")
        driver.expect("Really?")
        driver.expect("watermelon-seeds (edited)")
        #expect(driver.traceRequests.last?.prompt == "What happens if you swallow watermelon seeds? Really?")
    }

    @Test func aPastedPromptBecomesANewCase() {
        var driver = Driver.ready()
        driver.send(.input(.paste("Is it\nraining?")))
        driver.expect("A new case")
        driver.press("Enter")
        #expect(
            driver.effects.contains {
                if case .changeCases(_, [.add([Case(id: "new-1", prompt: "Is it\nraining?")])]) = $0 { true } else { false }
            })
        driver.answerAll()
        driver.expect("Trace · new-1")
        driver.expect("case new-1 is added")
    }

    @Test func answersOfAnotherCaseAreDropped() {
        var driver = Driver()
        driver.load()
        driver.press("Down", "Enter")
        driver.send(.traceEvent(JobID(1), .token(TraceToken(id: 1, text: "STALE", logprob: 0, entropy: 0, tags: nil))))
        driver.answerAll()
        driver.expectNot("STALE")
        driver.expect("A goldfish remembers")
    }

    @Test func controlSequencesAreShownAndNotObeyed() {
        var driver = Driver.ready(
            contents: .init(name: "x", directory: "x", cases: [Case(id: "evil\u{1B}[2J", prompt: "a\u{1B}]0;t\u{7}b")]))
        driver.expect("evil␛[2J")
        driver.expect("a␛]0;t␇b")
        driver.press("C")
        #expect(!driver.screen.unicodeScalars.contains("\u{1B}"))
    }

    @Test func theTraceIsSavedUnderASafeName() {
        var driver = Driver.ready()
        driver.press(":")
        driver.type("save ../my trace")
        driver.press("Enter")
        #expect(driver.effects.contains { if case .saveTrace(_, _, name: "---my-trace") = $0 { true } else { false } })
        driver.answerAll()
        driver.expect("traces/---my-trace.json")
    }

    @Test func aFailedRunSaysWhyAndCanBeTriedAgain() {
        var driver = Driver()
        driver.load()
        driver.send(.jobFailed(JobID(1), "the prompt is empty; give it some text"))
        driver.expect("the prompt is empty; give it some text")
        driver.press("Space")
        driver.answerAll()
        driver.expect("You grow watermelons")
    }
}

extension Driver {
    var traceRequests: [TraceRequest] {
        effects.compactMap { if case .trace(_, let request) = $0 { request } else { nil } }
    }

    var traceJobs: [JobID] {
        effects.compactMap { if case .trace(let job, _) = $0 { job } else { nil } }
    }

    var judgeJobs: [JobID] {
        effects.compactMap { if case .judge(let job, _) = $0 { job } else { nil } }
    }
}
