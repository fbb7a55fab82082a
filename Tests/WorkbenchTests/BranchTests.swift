import Provenance
import TerminalUI
import Testing
import Workbench

@Suite struct BranchTests {
    /// At token 4 of `You grow water|mel|ons …` with the alternatives open.
    private func atAlternatives() -> Driver {
        var driver = Driver.ready()
        driver.press("0", "Right", "Right", "Right", "Right", "t")
        return driver
    }

    private func forked() -> Driver {
        var driver = atAlternatives()
        driver.press("Enter")
        driver.answerAll()
        return driver
    }

    private func run(_ command: String, _ driver: inout Driver) {
        driver.press(":")
        driver.type(command)
        driver.press("Enter")
    }

    @Test func tShowsWhatCouldStandAtTheToken() {
        let driver = atAlternatives()
        driver.expect("Instead of mel · token 4")
        driver.expect("You grow water")
        driver.expect("␣maybe")
        driver.expect("-4.31")
        driver.expect("1.3")
    }

    @Test func eachAlternativeSaysWhereItWouldComeFrom() {
        var driver = atAlternatives()
        driver.expectNot("M .97")
        driver.answerAll()
        driver.expect("M .97")
        driver.expect("· .65")
        let asked = driver.effects.compactMap { if case .readCandidates(_, let request) = $0 { request } else { nil } }
        #expect(asked == [CandidateRequest(prompt: Fake.cases[0].prompt, tokens: [1, 2, 3], candidates: [4, 900, 901])])
        driver.press("Esc", "t")
        #expect(driver.pending.isEmpty, "what is known is not asked again")
        driver.press("Esc", "Left", "t")
        driver.expectNot("M .97")
    }

    @Test func anEngineThatProbesNoAlternativesLeavesTheListAsItIs() {
        var driver = atAlternatives()
        if case .readCandidates(let job, _)? = driver.pending.last { driver.send(.jobFailed(job, "cannot")) }
        driver.expect("␣maybe")
        driver.expectNot("cannot")
    }

    @Test func enterForksThereAndRunsOn() {
        let driver = forked()
        #expect(driver.traceRequests.last?.kept == [1, 2, 3, 900])
        driver.expect("Branch \"maybe\" · watermelon-seeds")
        driver.expect("You grow water maybe is another way.")
        driver.expect("main ─── \"maybe\"")
    }

    @Test func theTokensBeforeTheForkStandAtOnce() {
        var driver = atAlternatives()
        driver.press("Enter")
        driver.expect("You grow water maybe")
        driver.expect("token 4/4 · reading")
    }

    @Test func aPieceThatIsListedToBeSeenReadsAsText() throws {
        var driver = Driver()
        driver.load()
        let job = try #require(driver.traceJobs.first)
        let pieces = [(1, "One"), (2, "␣two"), (3, "⏎")].map { TraceToken.Alternative(id: $0.0, text: $0.1, logprob: -1) }
        driver.send(.traceEvent(job, .token(TraceToken(id: 8, text: "Say", logprob: 0, entropy: 0, tags: nil, alternatives: pieces))))
        driver.send(.traceEvent(job, .token(TraceToken(id: 9, text: " no", logprob: 0, entropy: 0, tags: nil, alternatives: pieces))))
        driver.press("t", "Down", "Enter")
        driver.expect("Say two")
        driver.expect("main ─── \"two\"")
        driver.press("{", "t", "Down", "Down", "Enter")
        driver.expect("main ─┬─ \"two\" └─ \"⏎\"")
    }

    @Test func wordsOfOnesOwnForkThere() {
        var driver = atAlternatives()
        driver.press("i")
        driver.expect(":instead")
        driver.type("maybe not")
        driver.press("Enter")
        // The token there begins with none, so no space is put in.
        #expect(driver.pending.contains { if case .readPieces(_, "maybe not") = $0 { true } else { false } })
        driver.answerAll()
        #expect(driver.traceRequests.last?.kept == [1, 2, 3, 901, 901])
        driver.expect("main ─── \"maybe not\"")
    }

    @Test func writtenWordsTakeTheSpaceThatStandsThereUnlessQuoted() {
        var driver = Driver.ready()
        driver.press("0", "Right", "Right")
        run("instead maybe", &driver)
        #expect(driver.pending.contains { if case .readPieces(_, " maybe") = $0 { true } else { false } })
        driver.answerAll()
        #expect(driver.traceRequests.last?.kept == [1, 900])
        driver.press("{")
        driver.press("0", "Right", "Right")
        run("instead \"s\"", &driver)
        #expect(driver.pending.contains { if case .readPieces(_, "s") = $0 { true } else { false } })
    }

    @Test func writtenWordsThatStandThereMakeNoBranch() {
        var driver = Driver.ready()
        driver.press("0", "Right", "Right")
        run("instead grow", &driver)
        guard case .readPieces(let job, _)? = driver.pending.last else {
            Issue.record("nothing is asked")
            return
        }
        driver.send(.piecesRead(job, [TextPiece(id: 2, text: " grow")]))
        driver.expect("this stands there already")
        driver.expectNot("main ─")
    }

    @Test func anEngineThatCannotTellItsTokensSaysSo() {
        var driver = atAlternatives()
        driver.press("i")
        driver.type("no")
        driver.press("Enter")
        guard case .readPieces(let job, _)? = driver.pending.last else {
            Issue.record("nothing is asked")
            return
        }
        driver.send(.jobFailed(job, "Tiny does not tell its tokens"))
        driver.expect("Tiny does not tell its tokens")
    }

    @Test func goingBetweenBranchesNeedsNoEngineAndKeepsTheCursor() {
        var driver = forked()
        driver.press("0", "Right", "Right")
        let before = driver.effects.count
        driver.press("{")
        driver.expect("Trace · watermelon-seeds")
        driver.expect("token 2/10")
        driver.press("}")
        driver.expect("token 2/8")
        driver.expect("You grow water maybe is another way.")
        #expect(driver.effects.count == before)
    }

    @Test func theSameForkAgainIsTheSameBranch() {
        var driver = forked()
        let before = driver.effects.count
        driver.press("{", "0", "Right", "Right", "Right", "Right", "t", "Enter")
        driver.expect("You grow water maybe is another way.")
        #expect(driver.effects.count == before)
        driver.expectNot("\"maybe\" 2")
    }

    @Test func namesAreNumberedOnAClashAndGrowIntoATree() {
        var driver = forked()
        driver.press("{", "0", "Right", "Right", "t", "Enter")
        driver.answerAll()
        driver.expect("main ─┬─ \"maybe\" └─ \"maybe\" 2")
        driver.press("0", "Right", "Right", "Right", "t", "Down", "Down", "Enter")
        driver.answerAll()
        driver.expect("main ─┬─ \"maybe\" └─ \"maybe\" 2 ─── \"not\"")
    }

    @Test func theTreeIsDrawnInASCII() {
        var driver = forked()
        driver.press("{", "0", "Right", "Right", "t", "Enter")
        driver.answerAll()
        driver.appearance.ascii = true
        driver.expect("main -+- \"maybe\" `- \"maybe\" 2")
    }

    @Test func aBranchStandsBesideItsParent() {
        var driver = forked()
        driver.press("V")
        driver.expect("\"maybe\" leaves main at token 4")
        driver.expect("You grow watermelons in")
        driver.press("V")
        driver.expectNot("leaves main")
    }

    @Test func aBranchIsRenamedFoundAndDropped() {
        var driver = forked()
        run("rename doubt", &driver)
        driver.expect("main ─── doubt")
        run("branch main", &driver)
        driver.expect("Trace · watermelon-seeds")
        run("branch doubtt", &driver)
        driver.expect("no branch \"doubtt\"; did you mean doubt?")
        run("branch doubt", &driver)
        driver.expect("Branch doubt")
        run("drop", &driver)
        driver.expect("branch doubt is dropped")
        driver.expect("You grow watermelons in your stomach.")
        driver.expectNot("main ───")
    }

    @Test func droppingTakesWhatGrewOnIt() {
        var driver = forked()
        driver.press("0", "Right", "Right", "t", "Enter")
        driver.answerAll()
        run("drop \"maybe\"", &driver)
        driver.expect("dropped with the 1 on it")
        driver.expect("You grow watermelons in your stomach.")
    }

    @Test func branchesStayWithTheirPrompt() {
        var driver = forked()
        run("prompt What else?", &driver)
        driver.answerAll()
        driver.expectNot("main ───")
        run("open watermelon-seeds", &driver)
        driver.expect("main ─── \"maybe\"")
    }

    @Test func aBranchIsNoVerdictOnItsCase() {
        var driver = Driver.ready()
        driver.expect("2 failing")
        driver.press("0", "Right", "Right", "t", "Enter")
        driver.answerAll()
        driver.expectNot("grow")
        driver.expect("2 failing")
    }

    @Test func startingABranchAgainKeepsWhatItStandsOn() {
        var driver = forked()
        driver.press("r")
        driver.expect("token 4/4 · paused")
        driver.press("Space")
        driver.answerAll()
        driver.expect("You grow water maybe is another way.")
    }

    @Test func aLoggedAnswerIsLeftToo() {
        var driver = Driver.ready()
        driver.press("o")
        driver.answerAll()
        driver.press("0", "Right", "Right", "t", "Enter")
        driver.answerAll()
        driver.expect("logged ─── \"maybe\"")
        #expect(driver.traceRequests.last?.answer == .generated)
        #expect(driver.traceRequests.last?.kept == [1, 900])
    }

    @Test func whatCannotBeDoneSaysWhy() {
        var driver = Driver.ready()
        driver.press("0", "t")
        driver.expect("go to a token first")
        driver.press("}")
        driver.expect("there are no branches; t on a token makes one")
        driver.press("V")
        driver.expect("the trace shows no branch")
    }

    @Test func theTokenThatStandsThereMakesNoBranch() {
        var driver = atAlternatives()
        let before = driver.effects.count
        driver.press("Up", "Enter")
        driver.expect("this token stands there already")
        #expect(driver.effects.count == before)
    }

    @Test func manyBranchesEndAtTheLimit() {
        var driver = Driver.ready()
        run("tokens 4096", &driver)
        for _ in 0..<66 {
            driver.press("$", "t", "Down", "Down", "Enter")
            driver.answerAll()
        }
        driver.expect("branches are the most for one prompt")
    }

    @Test func aClickOnABranchShowsIt() {
        var driver = forked()
        let lines = driver.screen.split(separator: "\n", omittingEmptySubsequences: false)
        guard let y = lines.firstIndex(where: { $0.contains("main ───") }), let range = lines[y].range(of: "main") else {
            return driver.expect("main ───")
        }
        let x = lines[y].distance(from: lines[y].startIndex, to: range.lowerBound)
        driver.send(.input(.mouse(MouseEvent(x: x + 1, y: y, kind: .press))))
        driver.expect("Trace · watermelon-seeds")
        driver.send(.input(.mouse(MouseEvent(x: x + 10, y: y, kind: .press))))
        driver.expect("Branch \"maybe\"")
    }
}
