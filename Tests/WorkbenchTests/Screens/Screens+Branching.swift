import TerminalUI
import Testing
import Workbench

extension Screen {
    /// Alternatives, the tree of branches, and two of them side by side.
    static let branching: [Screen] = [
        Screen("alternatives", "What could stand at the fourth token.", over: "trace-middle") { driver in
            driver.go(to: 4)
            driver.press("t")
            driver.answerAll()
        },
        Screen("alternatives-reading", "Where each alternative would come from is still asked.", over: "trace-middle") { driver in
            driver.go(to: 4)
            driver.press("t")
        },
        Screen("branch", "A branch is shown.") { $0.fork(at: 4) },
        Screen("branches", "A tree of branches, its last one shown.", over: "branch") { driver in
            driver.fork(at: 4)
            driver.press("{")
            driver.fork(at: 4, below: 2)
            driver.fork(at: 6)
        },
        Screen("branch-written", "Words of one's own are typed for the place.", over: "trace-middle") { driver in
            driver.go(to: 4)
            driver.press("t", "i")
            driver.type("not at all")
        },
        Screen("edited", "The prompt in other words; its branch came along.", over: "branch") { driver in
            driver.fork(at: 4)
            driver.edit("Is it bad to swallow watermelon seeds?")
        },
        Screen("edited-beside", "The answer to the edited prompt beside the one before.") { driver in
            driver.edit("How long does a goldfish remember?")
            driver.press("V")
            driver.answerAll()
        },
        Screen("branches-beside", "A branch beside the answer it left.", over: "branch") { driver in
            driver.fork(at: 4)
            driver.press("V")
        },
    ]
}

extension Driver {
    /// Puts other words in the place of the prompt.
    mutating func edit(_ text: String) {
        press("e", "C-u")
        type(text)
        press("Enter")
        answerAll()
    }

    /// Branches off at a token with the alternative this far below what stands there.
    mutating func fork(at token: Int, below: Int = 1) {
        go(to: token)
        press("t", "Home")
        for _ in 0..<below { press("Down") }
        press("Enter")
        answerAll()
    }
}
