import Provenance
import TerminalUI
import Testing
import Workbench

@Suite struct BreakpointTests {
    private func command(_ text: String, _ driver: inout Driver) {
        driver.press(":")
        driver.type(text)
        driver.press("Enter")
    }

    /// A workbench with these breakpoints, its open case started again and run.
    private func run(_ conditions: String..., prepare: (inout Driver) -> Void = { _ in }) -> Driver {
        var driver = Driver.ready()
        for condition in conditions { command("break \(condition)", &driver) }
        driver.answerAll()
        prepare(&driver)
        driver.press("r", "Space")
        driver.answerAll()
        return driver
    }

    @Test func aSourceThatRisesStopsTheAnswer() {
        let driver = run("MYTHS > 0.75")
        driver.expect("stopped at token 4: MYTHS > 0.75; c continues")
        driver.expect("token 4/4 · stop: MYTHS > 0.75")
    }

    @Test func cGoesOnToTheEnd() {
        var driver = run("MYTHS > 0.75")
        driver.press("c")
        driver.answerAll()
        driver.expect("You grow watermelons in your stomach.")
        driver.press("c")
        driver.expect("the answer has ended")
    }

    @Test func textStopsWhereItFirstAppears() {
        run("text water(melon)?").expect("stopped at token 3")
    }

    @Test func aTokenNumberStops() {
        run("token 2").expect("stopped at token 2: token 2")
    }

    @Test func entropyStops() {
        run("entropy > 0.1").expect("stopped at token 1: entropy > 0.1")
    }

    @Test func aPatternThatWouldTakeForEverIsSwitchedOff() {
        var driver = run(#"text ^(\w+\s?)+!$"#) { $0.send(.input(.resize(Size(columns: 200, rows: 60)))) }
        driver.expect("the breakpoint is switched off")
        driver.press("B")
        driver.expect("[ ]")
    }

    @Test func cGoesOnInALoggedAnswer() {
        var driver = Driver.ready()
        command("break token 3", &driver)
        driver.press("o")
        driver.answerAll()
        driver.expect("stopped at token 3")
        driver.press("c")
        driver.answerAll()
        driver.expect("token 5/5")
        driver.expect("A melon grows in you.")
    }

    @Test func severalAtOneTokenAreAllNamed() {
        run("token 3", "text water").expect("stopped at token 3: token 3, text water")
    }

    @Test func aRefusalStops() {
        var driver = run("refusal") { driver in
            driver.press("1")
            driver.answerAll()
            driver.press("v")
            driver.answerAll()
        }
        driver.expect("stopped at token 0: refusal")
        driver.press("c")
        driver.answerAll()
        driver.expect("I can't answer that")
        driver.expect("With the rules")
    }

    @Test func whatHoldsFromTheBeginningStopsAtTheFirstToken() throws {
        var driver = Driver()
        driver.load()
        command("break MYTHS > 0.5", &driver)
        let job = try #require(driver.traceJobs.last)
        driver.send(.traceEvent(job, .began(promptTokens: 5, initialTags: TagDistribution(probabilities: [0.99, 0, 0.01, 0]))))
        let tags = TagDistribution(probabilities: [0.99, 0, 0.01, 0])
        driver.send(.traceEvent(job, .token(TraceToken(id: 1, text: "w", logprob: 0, entropy: 0, tags: tags))))
        driver.expect("token 1/1 · stop: MYTHS > 0.5")
        #expect(driver.effects.contains(.cancel(job)))
    }

    @Test func anotherMainSourceStops() throws {
        var driver = Driver()
        driver.load()
        command("break main changes", &driver)
        let job = try #require(driver.traceJobs.last)
        func token(_ id: Int, _ tags: [Float]) -> Message {
            .traceEvent(job, .token(TraceToken(id: id, text: "w", logprob: 0, entropy: 0, tags: TagDistribution(probabilities: tags))))
        }
        driver.send(token(1, [0.9, 0, 0.1, 0]))
        driver.send(token(2, [0.8, 0, 0.2, 0]))
        driver.expect("token 2/2 · running")
        driver.send(token(3, [0.2, 0, 0.8, 0]))
        driver.expect("stopped at token 3: main changes")
        #expect(driver.effects.contains(.cancel(job)))
    }

    @Test func theListCountsSwitchesAndDeletes() {
        var driver = run("token 2", "text nothing")
        driver.press("B")
        driver.expect("token 2")
        driver.expect("1 hit")
        driver.expect("no hit")
        driver.press("Enter", "Esc", "r", "Space")
        driver.answerAll()
        driver.expect("token 10/10")
        driver.press("B", "d", "d")
        driver.expect("a adds a breakpoint")
        driver.press("a")
        driver.expect(":break")
    }

    @Test func changesAreSavedWithTheWorkspace() {
        let driver = run("token 2")
        #expect(driver.effects.contains { if case .saveBreakpoints(_, [Breakpoint(.token(2))]) = $0 { true } else { false } })
    }

    @Test func savedOnesAreThereAtTheStart() {
        var contents = Driver.contents
        contents.breakpoints = [Breakpoint(.token(2)), Breakpoint(.token(1), enabled: false)]
        let driver = Driver.ready(contents: contents)
        driver.expect("stopped at token 2: token 2")
    }

    @Test func onesThatSomeoneElseWroteAreTakenIn() {
        var driver = Driver.ready()
        var contents = Driver.contents
        contents.breakpoints = [Breakpoint(.token(2))]
        driver.send(.filesChanged(contents))
        driver.press("r", "Space")
        driver.answerAll()
        driver.expect("stopped at token 2")
    }

    @Test func aWrongOneNamesTheNearestForm() {
        var driver = Driver.ready()
        command("break MYTH > 0.5", &driver)
        driver.expect("did you mean `MYTHS > 0.5`?")
    }
}
