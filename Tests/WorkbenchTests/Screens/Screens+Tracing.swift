import Provenance
import TerminalUI
import Testing
import Workbench

extension Screen {
    /// The trace and the figures at its cursor.
    static let tracing: [Screen] = [
        Screen("trace-start", "The cursor stands before the first token.") { $0.press("0") },
        Screen("trace-middle", "The cursor stands on the fourth token.") { $0.go(to: 4) },
        Screen("trace-zoomed", "The trace has the whole screen.") { driver in
            while driver.state.focus != .trace { driver.press("Tab") }
            driver.press("z")
        },
        Screen("trace-reading", "The prompt is being read: no token yet.") { $0.press("r", "Space") },
        Screen("trace-running", "Tokens come in.") { $0.runTokens(4) },
        Screen("trace-paused", "A running answer was paused.", over: "trace-running") { driver in
            driver.runTokens(4)
            driver.press("Space")
        },
        Screen("trace-failed", "The engine broke in the middle of an answer.", over: "trace-running") { driver in
            driver.runTokens(4)
            for job in driver.tracingJobs { driver.send(.jobFailed(job, "the model file is gone")) }
        },
        Screen("trace-long", "An answer longer than its pane, the cursor in its middle.", from: .telling) { driver in
            driver.press("0")
            for _ in 0..<60 { driver.press("Right") }
        },
        Screen("trace-wide", "Wide, combining and control characters in prompt and answer.", from: .telling) { driver in
            driver.command("prompt 西瓜の種を食べるとどうなりますか。 e\u{301}t caetera, naïve 🙂?")
            driver.answerAll()
        },
        Screen("trace-logged", "The answer that was logged for the case.") { driver in
            driver.press("o")
            driver.answerAll()
        },
        Screen("trace-saved", "A saved trace beside the model.") { driver in
            driver.command("open trace fish")
            driver.answerAll()
        },
        Screen("trace-replayed", "Replaying a saved trace found a difference.", over: "trace-saved") { driver in
            driver.command("open trace other")
            driver.answerAll()
            driver.command("replay")
            driver.answerAll()
        },
        Screen("breakpoint-hit", "A running answer was stopped by a breakpoint.") { driver in
            driver.command("break MYTHS > 0.75")
            driver.answerAll()
            driver.press("r", "Space")
            driver.answerAll()
        },
        Screen("breakpoints", "The list of breakpoints: one hit, one off.", over: "breakpoint-hit") { driver in
            driver.command("break MYTHS > 0.75")
            driver.command("break text water(melon)?")
            driver.press("B", "Down", "Enter", "Esc", "r", "Space")
            driver.answerAll()
            driver.press("B")
        },
        Screen("breakpoints-none", "No breakpoint is set.") { $0.press("B") },
        Screen("layers", "What each layer says at the second token.", over: "trace-middle") { driver in
            driver.go(to: 2)
            driver.press("L")
            driver.answerAll()
        },
        Screen("layers-reading", "The layers are being asked.", over: "layers") { driver in
            driver.go(to: 2)
            driver.press("L")
        },
        Screen("layers-failed", "An engine that cannot look into its layers.", over: "layers") { driver in
            driver.go(to: 2)
            driver.press("L")
            if case .readLayers(let job, _)? = driver.pending.last {
                driver.send(.jobFailed(job, "this engine cannot look into its layers"))
            }
        },
    ]
}

extension Screen.Beginning {
    /// A workbench that opens on an answer of many lines.
    static let telling = Self { size in
        var contents = Driver.contents
        contents.cases.insert(Case(id: "a-long-story", prompt: "Tell a long story, and another one, and go on until I fall asleep."), at: 0)
        return Driver.ready(size.columns, size.rows, contents: contents)
    }
}

extension Driver {
    var tracingJobs: [JobID] { pending.compactMap { if case .trace(let job, _) = $0 { job } else { nil } } }

    /// Starts the answer again and lets this many tokens come in.
    mutating func runTokens(_ count: Int) {
        press("r", "Space")
        guard case .trace(let job, let request)? = pending.last(where: { if case .trace = $0 { true } else { false } }) else { return }
        for event in Fake.script(request).events.prefix(count + 1) { send(.traceEvent(job, event)) }
    }
}
