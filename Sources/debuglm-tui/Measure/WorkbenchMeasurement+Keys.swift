import Foundation
import PseudoTerminal

extension WorkbenchMeasurement {
    /// A key, and what the screen shows once it has been obeyed.
    private struct MeasuredKey {
        var bytes: String
        var shows: (ScreenReader) -> Bool
    }

    /// Steps, moves in the list, typing, a dialog, and a pane that takes the whole screen; each can be told from what tokens that come in
    /// meanwhile change. A lone Escape is not among them: every terminal program waits for the rest of a sequence after it.
    private static func round(from screen: ScreenReader) -> [MeasuredKey] {
        let (right, left, down, up, interrupt) = ("\u{1B}[C", "\u{1B}[D", "\u{1B}[B", "\u{1B}[A", "\u{03}")
        func at(_ token: Int) -> (ScreenReader) -> Bool {
            { $0.row(1).contains(token == 0 ? "Before the answer" : "At token \(token) ") }
        }
        func typed(_ text: String) -> (ScreenReader) -> Bool { { $0.row($0.rows - 1) == text } }
        let selected = screen.rowOfSelection
        func selection(_ step: Int) -> (ScreenReader) -> Bool { { $0.rowOfSelection == selected + step } }
        let isTrace: (ScreenReader) -> Bool = { $0.row(1).contains("Trace") }
        let isHelp: (ScreenReader) -> Bool = { $0.contains("Esc close") }
        return [
            MeasuredKey(bytes: right, shows: at(1)), MeasuredKey(bytes: right, shows: at(2)), MeasuredKey(bytes: left, shows: at(1)),
            MeasuredKey(bytes: down, shows: selection(1)), MeasuredKey(bytes: down, shows: selection(2)),
            MeasuredKey(bytes: up, shows: selection(1)), MeasuredKey(bytes: up, shows: selection(0)),
            MeasuredKey(bytes: ":", shows: typed(":")), MeasuredKey(bytes: "a", shows: typed(":a")),
            MeasuredKey(bytes: "l", shows: typed(":al")), MeasuredKey(bytes: "l", shows: typed(":all")),
            MeasuredKey(bytes: interrupt, shows: { !$0.row($0.rows - 1).hasPrefix(":") }),
            MeasuredKey(bytes: "?", shows: isHelp), MeasuredKey(bytes: "?", shows: { !isHelp($0) }),
            MeasuredKey(bytes: "z", shows: { !isTrace($0) }), MeasuredKey(bytes: "z", shows: isTrace),
            MeasuredKey(bytes: right, shows: at(2)), MeasuredKey(bytes: right, shows: at(3)), MeasuredKey(bytes: left, shows: at(2)),
            MeasuredKey(bytes: "0", shows: at(0)),
        ]
    }

    /// From a key to the changed screen, while the model generates.
    func keys(_ bench: PseudoTerminal, count: Int) throws -> MeasuredFigure {
        var times = Times()
        var random = SystemRandomNumberGenerator()
        let figures = ProcessFigures(process: bench.process)
        var (busy, waiting, generated) = (0.0, 0.0, 0.0)
        var running = 0
        while times.seconds.count < count {
            try generate(bench)
            let (before, whole) = (figures.terminalThread, figures.processorSeconds ?? 0)
            for key in Self.round(from: bench.screen).prefix(count - times.seconds.count) {
                if bench.screen.row(0).contains("running") { running += 1 }
                let start = ContinuousClock.now
                bench.send(key.bytes)
                times.add(try wait(bench, "the screen after the key \(key.bytes.debugDescription)", until: key.shows) - start)
                // Anyone's next key comes at any time after the last frame.
                let next = ContinuousClock.now + .microseconds(Int.random(in: 0..<25_000, using: &random))
                while ContinuousClock.now < next { bench.read(seconds: (next - .now) / .seconds(1)) }
            }
            if let before, let after = figures.terminalThread {
                busy += after.busy - before.busy
                waiting += after.waiting - before.waiting
            }
            generated += (figures.processorSeconds ?? 0) - whole
        }
        let each = String(
            format: "; a key takes %.2f ms of processor and waits %.2f ms for one, the model meanwhile %.0f ms",
            busy / Double(count) * 1_000,
            waiting / Double(count) * 1_000, (generated - busy) / Double(count) * 1_000)
        return MeasuredFigure(
            name: "key to screen, generating", value: times.words + each + "; the answer ran at \(running) keys, judging at the others",
            bar: "p99 within 16 ms", isMet: times.quantile(0.99) <= 0.016)
    }

    /// Sees to it that the open answer is being generated, its first tokens are there, and the cursor stands before them.
    private func generate(_ bench: PseudoTerminal) throws {
        if !bench.screen.row(0).contains("running") {
            bench.send("r")
            try wait(bench, "an empty answer") { $0.tokenAtCursor == nil }
            bench.send(" ")
            try wait(bench, "a running answer") {
                ($0.tokenAtCursor ?? 0) >= 4 || ($0.tokenAtCursor ?? 0) > 0 && $0.row(0).contains("traced")
            }
        }
        bench.send("0")
        try wait(bench, "the start of the answer") { $0.contains("Before the answer") }
    }
}

extension ScreenReader {
    /// The number in the title `At token 12`; nil before the first token.
    fileprivate var tokenAtCursor: Int? {
        guard let range = row(1).range(of: "At token ") else { return nil }
        return Int(row(1)[range.upperBound...].prefix { $0.isNumber })
    }

    /// The row of the list of cases whose place beside the frame is in reverse; -1 for none.
    fileprivate var rowOfSelection: Int { (0..<rows).first { isReverse(x: 3, y: $0) } ?? -1 }
}
