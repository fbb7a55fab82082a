import Provenance
import TerminalUI
import Testing
import Workbench

/// Saved traces: looked at without a model, held against it with one.
@Suite struct SavedTraceTests {
    private func opened(_ name: String) -> Driver {
        var driver = Driver.ready()
        driver.press(":")
        driver.type("open trace \(name)")
        driver.press("Enter")
        driver.answerAll()
        return driver
    }

    @Test func aSavedTraceIsShownAsItStands() {
        var driver = opened("fish")
        driver.expect("Saved trace · fish")
        driver.expect("A goldfish remembers three seconds.")
        driver.press("Left", "Left")
        driver.expect("token 4/6")
        driver.press("Space")
        driver.expect("a saved trace stands as it is")
        #expect(driver.pending.isEmpty)
    }

    @Test func aSavedTraceSaysWhyItsCaseFails() {
        var driver = opened("fish")
        driver.expect("✗  the answer contains \"three\"")
        // As long as that case is there, and says so.
        var contents = Driver.contents
        contents.cases[1].expectation = Expectation(contains: ["months"])
        contents.cases.swapAt(0, 1)
        driver.send(.filesChanged(contents))
        driver.expect("✗  the answer does not contain \"months\"")
        contents.cases.removeFirst()
        driver.send(.filesChanged(contents))
        driver.expect("Saved trace · fish")
        driver.expectNot("✗  the answer")
    }

    @Test func replayReproducesIt() {
        var driver = opened("fish")
        driver.press(":")
        driver.type("replay")
        driver.press("Enter")
        driver.answerAll()
        driver.expect("reproduced: all 6 tokens are the same, and every figure")
    }

    @Test func replayNamesTheFirstDifference() {
        var driver = opened("other")
        driver.press(":")
        driver.type("replay")
        driver.press("Enter")
        driver.answerAll()
        driver.expect("not the same: token 4 was \" nine\" and is \" three\" now")
        driver.expect("token 4/6")
    }

    @Test func theLayersAreThoseOfTracesWithoutRules() {
        var driver = Driver.ready()
        for rules in [RuleSet?.none, .refusing(["CLINIC"])] {
            driver.press(":")
            driver.type("open trace fish")
            driver.press("Enter")
            guard case .readTrace(let job, _)? = driver.pending.last else {
                Issue.record("no trace is read")
                return
            }
            var trace = Fake.saved("fish")
            trace.rules = rules
            driver.send(.traceRead(job, trace))
            driver.press("L")
            if rules == nil {
                driver.expect("Layers · token 6")
                driver.press("Esc")
            } else {
                driver.expectNot("Layers ·")
                driver.expect("the layers are read without rules; this trace was made with some")
            }
        }
    }

    @Test func itOpensAloneWithoutAModel() {
        var driver = Driver()
        var contents = WorkspaceContents(name: "fish", directory: ".", cases: [])
        contents.openedTrace = NamedTrace(name: "fish", trace: Fake.saved("fish"))
        contents.hasModel = false
        driver.send(.workspaceLoaded(contents))
        #expect(!driver.effects.contains(.loadEngine))
        driver.expect("Saved trace · fish")
        driver.expect("M MYTHS")
        driver.press("0", "Right")
        driver.expect("token 1/6")
        driver.press(":")
        driver.type("replay")
        driver.press("Enter")
        driver.expect("the model is not loaded")
    }

    @Test func aTraceOfOtherSourcesIsNotMistaken() {
        var driver = Driver.ready()
        driver.press(":")
        driver.type("open trace strange")
        driver.press("Enter")
        var trace = Fake.saved("strange")
        trace.sources = ["A", "B", "C", "D"]
        guard case .readTrace(let job, _)? = driver.pending.last else {
            Issue.record("no trace is read")
            return
        }
        driver.send(.traceRead(job, trace))
        driver.expect("was traced with other sources (A, B, C, D)")
    }

    @Test func theComparisonIsWrittenForOthers() {
        var driver = Driver.ready()
        driver.press("1")
        driver.answerAll()
        driver.press(":")
        driver.type("export trace html out.html")
        driver.press("Enter")
        driver.answerAll()
        driver.expect("written: out.html")
        let reports = driver.effects.compactMap { if case .exportTrace(_, let report, .html, "out.html") = $0 { report } else { nil } }
        #expect(reports.first?.parts.map(\.name) == ["without rules", "ruled"])
        #expect(reports.first?.parts.last?.trace.rules?.refusedSources == ["MYTHS"])
        driver.press(":")
        driver.type("export trace pdf x")
        driver.press("Enter")
        driver.expect("usage: export trace md|json|html|svg FILE")
    }

    @Test func aSavedBranchSaysWhatItStandsOn() throws {
        var driver = Driver.ready()
        driver.press("0", "Right", "t", "Enter")
        driver.answerAll()
        driver.press("S")
        let saved = driver.effects.compactMap { if case .saveTrace(_, let trace, _) = $0 { trace } else { nil } }
        #expect(saved.first?.forcedTokenCount == 1)
        #expect(saved.first?.rules == nil)
    }
}

/// The command line names what the workspace keeps.
@Suite struct SavedTraceNameTests {
    @Test func theCommandLineNamesTheSavedTracesTheNewestFirst() {
        var contents = Driver.contents
        contents.traces = ["plague-2", "plague"]
        var driver = Driver.ready(contents: contents)
        driver.press("S", ":")
        driver.answerAll()
        driver.type("open tr")
        driver.expect("3 saved traces")
        driver.type("ace ")
        let rows = driver.screen.split(separator: "\n").filter { $0.hasPrefix("│ watermelon-seeds ") || $0.hasPrefix("│ plague") }
        #expect(rows.map { $0.split(separator: " ")[1] } == ["watermelon-seeds", "plague-2", "plague"], "\(driver.screen)")
        driver.type("plague-2")
        driver.press("Enter")
        driver.answerAll()
        driver.expect("Saved trace · plague-2")
    }
}
