import TerminalUI
import Testing

/// Files of keys and what is wrong with them.
@Suite struct KeyFileTests {
    private func message(_ yaml: String) -> String {
        do {
            _ = try KeyFile(yaml: yaml, file: "keys.yaml")
            return "no error"
        } catch {
            return error.description
        }
    }

    @Test func contextsActionsAndKeysAreRead() throws {
        let file = try KeyFile(
            yaml: """
                # mine
                trace:
                  run_or_pause: [Space, F5]
                everywhere:
                  zoom: Z
                  next_theme: []
                """, file: "keys.yaml")
        #expect(file.entries.map(\.context.text) == ["trace", "everywhere", "everywhere"])
        #expect(file.entries.map(\.action.text) == ["run_or_pause", "zoom", "next_theme"])
        #expect(file.entries.map(\.action.line) == [3, 5, 6])
        #expect(file.entries.map(\.keys) == [[.space, .function(5)], [.character("Z")], []])
    }

    @Test(arguments: ["", "\n", "# nothing yet\n  # here\n"])
    func anEmptyFileAsksForNothing(yaml: String) throws {
        #expect(try KeyFile(yaml: yaml, file: "keys.yaml").entries.isEmpty)
    }

    /// Each level ten times the one before: comparing the key alone would take hours.
    @Test func aliasesOfAliasesAreRefused() {
        let levels = (1...8).map { level in
            "a\(level): &a\(level) [" + [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ",") + "]\n"
        }
        #expect(message("a0: &a0 [x]\n" + levels.joined() + "? *a8\n: x\n").contains("more aliases than can be followed"))
    }

    @Test func figuresAndSignsAreKeys() throws {
        let file = try KeyFile(yaml: "everywhere:\n  zoom: 7\n  help: ['?', \"#\"]\n", file: "keys.yaml")
        #expect(file.entries.map(\.keys) == [[.character("7")], [.character("?"), .character("#")]])
    }

    @Test(arguments: [
        ("trace:\n  zoom: Entr", "keys.yaml:2: there is no key 'Entr'; did you mean 'Enter'?"),
        ("trace:\n  zoom: [z, Ctrl-x]", "keys.yaml:2: there is no key 'Ctrl-x'; did you mean 'C-x'?"),
        ("trace:\n  zoom: Shift-g", "keys.yaml:2: there is no key 'Shift-g'; did you mean 'G'?"),
        ("trace:\n  zoom: pagedwn", "keys.yaml:2: there is no key 'pagedwn'; did you mean 'PgDn'?"),
        ("trace:\n  zoom: C-i", "keys.yaml:2: 'C-i' cannot be a key of an action: terminals send Tab for it"),
        ("trace:\n  zoom: C-z", "keys.yaml:2: 'C-z' cannot be a key of an action: terminals keep it for themselves"),
        ("- a", "keys.yaml:1: a file of keys must be a mapping of keys to values"),
        ("trace: x", "keys.yaml:1: 'trace' must be a mapping of keys to values"),
        ("trace:\n  zoom: {a: b}", "keys.yaml:2: the key of 'zoom' must be one value"),
        ("trace:\n  zoom: a\n  zoom: b", "keys.yaml:2: this is not readable YAML (the key 'zoom' stands twice in this mapping)"),
    ])
    func whatIsWrongIsSaidWithItsLine(yaml: String, sentence: String) {
        #expect(message(yaml) == sentence)
    }
}
