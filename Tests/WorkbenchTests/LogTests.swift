import Provenance
import TerminalUI
import Testing
import Workbench

@Suite struct LogTests {
    private func commands(_ driver: Driver) -> [String] { driver.state.log.entries.map(\.command) }

    @Test func everyCallIsACommandThatRepeatsIt() {
        var driver = Driver.ready()
        driver.press("1")
        driver.answerAll()
        let prompt = "'What happens if you swallow watermelon seeds?'"
        #expect(
            commands(driver) == [
                "debuglm trace --workspace Samples/sample --prompt \(prompt) --max-tokens 96",
                "debuglm cases --workspace Samples/sample --max-tokens 96",
                "debuglm trace --workspace Samples/sample --prompt \(prompt) --refuse MYTHS --max-tokens 96",
                "debuglm cases --workspace Samples/sample --refuse MYTHS --max-tokens 96",
            ])
    }

    @Test func savedRulesAreNotRepeatedAndNoRulesAreSaid() {
        var contents = Driver.contents
        contents.rules = .refusing(["MYTHS"], way: .guarding)
        let driver = Driver.ready(contents: contents)
        let prompt = "'What happens if you swallow watermelon seeds?'"
        #expect(commands(driver)[0] == "debuglm trace --workspace Samples/sample --prompt \(prompt) --refuse '' --max-tokens 96")
        #expect(commands(driver)[1] == "debuglm trace --workspace Samples/sample --prompt \(prompt) --max-tokens 96")
        driver.expect("Refused: MYTHS · guard")
    }

    @Test func whatACommandLineCannotSayIsAComment() {
        var driver = Driver.ready()
        driver.press("1", "w", "-", "2")
        let last = commands(driver).last ?? ""
        let line = "debuglm cases --workspace Samples/sample --refuse MYTHS,NOVELS --way both --max-tokens 96"
        let remark = " # the workbench alone: MYTHS by guard, threshold 0.75, patience 2; NOVELS by learned"
        #expect(last == line + remark)
    }

    @Test func wordsAreQuotedForTheShell() {
        var driver = Driver.ready()
        driver.press(":")
        driver.type("prompt it's $HOME")
        driver.press("Enter")
        #expect(commands(driver).last?.contains(#"--prompt 'it'\''s $HOME'"#) == true)
    }

    @Test func controlCharactersAreWrittenAsEscapes() {
        let driver = Driver.ready(contents: .init(name: "x", directory: "x", cases: [Case(id: "evil", prompt: "a\u{1B}b\n'")]))
        #expect(commands(driver)[0].contains(#"--prompt $'a\x1bb\n\''"#))
    }

    @Test func aStoppedCallSaysSo() {
        var driver = Driver()
        driver.load()
        driver.press("Space", "C")
        driver.expect("stopped")
    }
}
