import TerminalUI
import Testing
import Workbench

extension Screen {
    /// Help, the log, what is typed, and what the footer says.
    static let asking: [Screen] = [
        Screen("help", "The list of keys.") { $0.press("?") },
        Screen("help-end", "The end of the list of keys: the commands.", over: "help") { $0.press("?", "End") },
        Screen("log", "The calls to the engine.", over: "flip") { driver in
            driver.press("1")
            driver.answerAll()
            driver.press("C")
        },
        Screen("command", "The command line, completing a theme.") { driver in
            driver.press(":")
            driver.type("theme ")
            driver.press("Tab", "Tab")
        },
        Screen("command-names", "The command line, completing a command.") { driver in
            driver.press(":")
            driver.type("re")
            driver.press("Tab")
        },
        Screen("command-unknown", "A command that does not exist names the nearest.") { $0.command("refse MYTHS") },
        Screen("not-now", "A key that can do nothing says why.") { $0.press("V") },
        Screen("done", "What was done is told in the footer.") { driver in
            driver.press("S")
            driver.answerAll()
        },
        Screen("new-case", "A new case is written.") { $0.press("n") },
        Screen("edit-prompt", "The prompt is edited.", over: "new-case") { $0.press("e") },
        Screen("logged-answer", "The logged answer is written.", over: "new-case") { $0.press("A") },
        Screen("paste-long", "A paste longer than a prompt may be.", over: "new-case") { driver in
            driver.send(.input(.paste(String(repeating: "water boils, says who?\n", count: 1_000))))
        },
    ]
}
