import TerminalUI
import Testing
import Workbench

/// A person's keys: what they change, and what is wrong with a file of them.
@Suite struct KeyMapTests {
    private func map(_ yaml: String) throws -> KeyMap {
        try KeyMap.standard.applying(KeyFile(yaml: yaml, file: "keys.yaml"))
    }

    private func message(_ yaml: String) -> String {
        do {
            _ = try map(yaml)
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    @Test func aChangedKeyIsDispatchedAndTheOldOneIsFree() throws {
        var driver = Driver.ready(keys: try map("everywhere:\n  zoom: Z"))
        driver.press("z")
        driver.expect("Cases")
        driver.press("Tab", "Z")
        driver.expectNot("Cases")
        #expect(driver.state.isZoomed)
    }

    @Test func footerHelpListAndMessagesFollow() throws {
        let keys = try map("everywhere:\n  run_or_pause: F5\n  matrix: M\n  judge: F9\n")
        var driver = Driver.ready(120, 200, keys: keys)
        driver.expect("F5 run")
        driver.expect("M what if")
        #expect(keys.markdown.contains("| `F5` | Run the model to the end of its answer, or pause it |"))
        driver.press("Tab", "r")
        driver.expect("F5 runs it")
        driver.press("?")
        driver.expect("F5       Run the model to the end")
    }

    @Test func aKeyOfTheFooterIsPressedByAClick() throws {
        var driver = Driver.ready(keys: try map("everywhere:\n  help: H"))
        let footer = driver.screen.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
        guard let range = footer.range(of: "H help") else { return driver.expect("H help") }
        let x = footer.distance(from: footer.startIndex, to: range.lowerBound)
        driver.send(.input(.mouse(MouseEvent(x: x, y: 31, kind: .press))))
        driver.expect("Esc close")
        driver.press("H")
        driver.expectNot("Esc close")
    }

    @Test func anActionGetsAKeyInAnyPane() throws {
        var driver = Driver.ready(keys: try map("rules:\n  matrix: Space"))
        driver.press("Tab", "Tab", "Space")
        driver.expect("What if … was refused?")
    }

    @Test func theSwitchesShowTheirKeys() throws {
        let row = (1...9).map { "  flip_\($0): F\($0)" }.joined(separator: "\n")
        let keys = try map("everywhere:\n  help: '?'\n\(row)")
        var driver = Driver.ready(keys: keys)
        driver.expect("F1[ ] M MYTHS")
        driver.expect("F1-F9 flip")
        driver.press("F1")
        driver.answerAll()
        driver.expect("refused: MYTHS")

        let mixed = try map("everywhere:\n  flip_2: '!'")
        #expect(mixed.markdown.contains("| `!` | Refuse source 2, or allow it again |"))
        #expect(mixed.markdown.contains("| `1` | Refuse source 1, or allow it again |"))
    }

    @Test func anActionWithoutAKeyLeavesTheFooterAndIsNamedAsACommand() throws {
        var driver = Driver.ready(keys: try map("everywhere:\n  judge: []\n  matrix: []"))
        driver.expectNot("what if")
        driver.press("m")
        driver.expectNot("was refused?")
        driver.press(":")
        driver.type("stop")
        driver.press("Esc", ":")
        driver.type("judge")
        driver.press("Enter")
        driver.expect("every case is judged")
    }

    @Test func thePrintedFileIsTheBindingsThatStand() throws {
        #expect(try map(KeyMap.standard.yaml) == KeyMap.standard)
        let changed = try map("everywhere:\n  zoom: [Z, \"\\\"\"]\n  flip_2: '!'\ntrace:\n  matrix: M\n")
        #expect(try map(changed.yaml) == changed)
    }

    @Test(arguments: [
        ("trce:\n  up: x", "keys.yaml:1: unknown context 'trce'; did you mean 'trace'?"),
        ("trace:\n  zom: x", "keys.yaml:2: unknown action 'zom'; did you mean 'zoom'?"),
        (
            "cases:\n  mark_shown: x",
            "keys.yaml:2: in 'cases', 'x' would be the key of 'mark_shown' and of 'mark' (as it stands without this file); "
                + "give one of them another, or [] for none"
        ),
        (
            "cases:\n  mark: v\n  actions: v",
            "keys.yaml:3: in 'cases', 'v' would be the key of 'actions' and of 'mark' (on line 2); give one of them another, or [] for none"
        ),
        ("everywhere:\n  quit: []", "keys.yaml:2: 'quit' needs a key"),
    ])
    func whatIsWrongIsOneSentence(yaml: String, sentence: String) {
        #expect(message(yaml) == sentence)
    }

    @Test func twoActionsMayExchangeTheirKeys() throws {
        let keys = try map("everywhere:\n  undo: p\n  raise_patience: u")
        #expect(keys.markdown.contains("| `p` | Undo the last change of the rules |"))
    }

    @Test func everyActionHasANameOfItsOwn() {
        let names = Set(KeyMap.standard.bindings.map { "\($0.action)" }).count
        #expect(Set(KeyMap.standard.bindings.map(\.action.name)).count == names)
    }
}
