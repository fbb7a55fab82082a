import Provenance
import TerminalUI
import Testing
import Workbench

extension Screen {
    /// Switches, what they did, and the what-if matrix.
    static let ruling: [Screen] = [
        Screen("flip", "A source is refused: both answers stand there.") { driver in
            driver.press("1")
            driver.answerAll()
        },
        Screen("flip-judging", "A source was refused just now; the other cases are judged again.", over: "flip") { $0.press("1") },
        Screen("guard", "A guard cuts the answer, and the ribbon says where.", over: "flip") { driver in
            driver.press("1", "w")
            driver.answerAll()
        },
        Screen("ruled", "The trace shows the answer under the rules.", over: "flip") { driver in
            driver.press("1")
            driver.answerAll()
            driver.press("v")
            driver.answerAll()
        },
        Screen("rules", "The rules have the focus; a guard with a threshold of its own is selected.", over: "guard") { driver in
            driver.press("1", "w", "+", "p")
            driver.answerAll()
            while driver.state.focus != .rules { driver.press("Tab") }
        },
        Screen("rules-zoomed", "The rules have the whole screen.", over: "flip") { driver in
            driver.press("1")
            driver.answerAll()
            while driver.state.focus != .rules { driver.press("Tab") }
            driver.press("z")
        },
        Screen("quit", "Leaving with rules that are not saved.", over: "flip") { driver in
            driver.press("1")
            driver.answerAll()
            driver.press("q")
        },
        Screen("rule-words", "A rule with a pattern, words and a note of its own.", over: "rules") { driver in
            driver.press("1", "w")
            driver.command("when seed|gold")
            driver.command("wording Ask someone who knows.")
            driver.answerAll()
            while driver.state.focus != .rules { driver.press("Tab") }
        },
        Screen("changed-on-disk", "The rules file was changed by someone else.", over: "flip") { driver in
            driver.press("1")
            driver.answerAll()
            var contents = Driver.contents
            contents.rules = .refusing(["CLINIC"])
            driver.send(.filesChanged(contents))
            driver.press("W")
        },
        Screen("files-broken", "Two files were changed and cannot be read.") { driver in
            driver.send(
                .filesUnreadable([
                    "rules.yaml, line 3: this is not valid YAML: did not find expected ',' or ']'",
                    "breakpoints.yaml, line 2: `tokn 3` is no condition; did you mean `token 12`?",
                ]))
        },
        Screen("matrix-filling", "The what-if matrix, some of it judged.") { driver in
            driver.press("m")
            driver.answerOne()
        },
        Screen("matrix", "The what-if matrix with the smallest set of rules that helps.", over: "matrix-filling") { driver in
            driver.press("m")
            driver.answerAll()
        },
        Screen("matrix-trade-off", "No set of rules is without a cost.", over: "matrix", from: .dear) { driver in
            driver.press("m")
            driver.answerAll()
        },
        Screen("matrix-nothing-fails", "There is nothing to fix.", over: "matrix", from: .sound) { driver in
            driver.press("m")
            driver.answerAll()
        },
    ]
}

extension Screen.Beginning {
    /// A case that only a refusal of the clinic fixes, which breaks another.
    static let dear = Self { size in
        var contents = Driver.contents
        contents.cases = contents.cases.filter { $0.labels == ["keep"] }
        contents.cases.append(Case(id: "advice", prompt: "What is the plague?", expectation: Expectation(refuses: true), labels: ["fix"]))
        return Driver.ready(size.columns, size.rows, contents: contents)
    }

    static let sound = Self { size in
        var contents = Driver.contents
        contents.cases = contents.cases.filter { $0.labels == ["keep"] }
        return Driver.ready(size.columns, size.rows, contents: contents)
    }
}
