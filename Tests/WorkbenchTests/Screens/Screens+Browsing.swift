import Provenance
import TerminalUI
import Testing
import Workbench

extension Screen {
    /// The list of cases: in focus, narrowed down, marked, and while verdicts come in.
    static let browsing: [Screen] = [
        Screen("cases", "The list of cases has the focus, its third row selected.") { driver in
            driver.showCases()
            driver.press("Down", "Down")
        },
        Screen("cases-zoomed", "The list of cases has the whole screen.") { driver in
            driver.showCases()
            driver.press("z")
        },
        Screen("cases-many", "A hundred thousand cases, scrolled; not one is judged yet.", from: .many) { driver in
            driver.showCases()
            driver.press("PgDn", "PgDn")
        },
        Screen("filter", "A filter is typed.") { driver in
            driver.press("/")
            driver.type("gold")
        },
        Screen("filter-nothing", "No case is like the filter.") { driver in
            driver.showCases()
            driver.press("/")
            driver.type("zebra")
            driver.press("Enter")
        },
        Screen("facets", "Only what fails, of one source, sorted by id.") { driver in
            driver.showCases()
            driver.press("f", "s", "O")
        },
        Screen("labelled", "The cases with one label, the likeliest source first.") { driver in
            driver.showCases()
            driver.press("F", "O", "O", "O", "O")
        },
        Screen("imported", "The cases of another file have come in.") { driver in
            driver.showCases()
            driver.command("import other.csv")
            driver.answerOne(where: { if case .readCases = $0 { true } else { false } })
        },
        Screen("exported", "Marked cases were written to a file.", over: "marked") { driver in
            driver.showCases()
            driver.press("x", "Down", "x")
            driver.command("export cases picked.csv")
            driver.answerAll()
        },
        Screen("export-refused", "A file of that name is there already.") { driver in
            driver.command("export trace html answer.html")
            driver.failLast("answer.html is there already; no file is replaced")
        },
        Screen("not-written", "A new case could not be written, and is kept.") { driver in
            driver.showCases()
            driver.command("label late")
            driver.failLast("cases.jsonl: no space left on the device")
        },
        Screen("marked", "Two cases are marked.") { driver in
            driver.showCases()
            driver.press("x", "Down", "x")
        },
        Screen("actions", "What can be done with the marked cases.", over: "marked") { driver in
            driver.showCases()
            driver.press("x", "Down", "x", "a")
        },
        Screen("delete", "Whether the marked cases are to be deleted.", over: "marked") { driver in
            driver.showCases()
            driver.press("x", "Down", "x")
            driver.command("delete")
        },
        Screen("judging", "Verdicts come in; one case cannot be run.", from: .many) { $0.judgeSome() },
        Screen("judging-stopped", "Judging was stopped.", over: "judging", from: .many) { driver in
            driver.judgeSome()
            driver.press("Esc")
        },
        Screen("judging-failed", "Judging came to an end it should not have.", over: "judging", from: .many) { driver in
            driver.judgeSome()
            let jobs = driver.pending.compactMap { if case .judge(let job, _) = $0 { job } else { nil } }
            for job in jobs { driver.send(.jobFailed(job, "the model file is gone")) }
        },
    ]
}

extension Screen.Beginning {
    /// A long list; the answer of its first case is there, the verdicts are not.
    static let many = Self { size in
        var driver = Driver(size.columns, size.rows)
        var contents = Driver.contents
        contents.cases += (contents.cases.count..<100_000).map { Case(id: "case-\($0)", prompt: "What about \($0)?") }
        driver.load(contents)
        driver.answerOne(where: { if case .trace = $0 { true } else { false } })
        return driver
    }
}

extension Driver {
    /// Gives the focus to the cases; in the narrow form this brings the list to the screen.
    mutating func showCases() {
        while state.focus != .cases { press("Tab") }
    }

    /// The job that was begun last comes to nothing.
    mutating func failLast(_ reason: String) {
        guard let job = pending.last?.job else { return }
        drop(job)
        send(.jobFailed(job, reason))
    }

    /// Lets the first chunk of verdicts come in, but for the last ones.
    mutating func judgeSome() {
        guard case .judge(let job, let requests)? = pending.first(where: { if case .judge = $0 { true } else { false } }) else { return }
        send(.tick(1))
        for (index, request) in requests.dropLast(3).enumerated() {
            if index == 4 {
                send(.judgingFailed(job, request: index, "the prompt is longer than the model's context"))
            } else {
                send(.judged(job, request: index, Fake.script(request).trace))
            }
        }
        send(.tick(3))
    }
}
