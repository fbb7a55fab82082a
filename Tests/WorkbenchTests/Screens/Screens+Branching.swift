import TerminalUI
import Testing
import Workbench

extension Screen {
    /// Alternatives, the tree of branches, and two of them side by side.
    static let branching: [Screen] = [
        Screen("alternatives", "What could stand at the fourth token.", over: "trace-middle") { driver in
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
        Screen("branches-beside", "A branch beside the answer it left.", over: "branch") { driver in
            driver.fork(at: 4)
            driver.press("V")
        },
    ]
}

extension Driver {
    /// Branches off at a token with the alternative this far below what stands there.
    mutating func fork(at token: Int, below: Int = 1) {
        go(to: token)
        press("t", "Home")
        for _ in 0..<below { press("Down") }
        press("Enter")
        answerAll()
    }
}
