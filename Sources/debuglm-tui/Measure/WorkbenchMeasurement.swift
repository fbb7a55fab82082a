import Foundation
import PseudoTerminal

/// Measures the workbench from outside: this program runs in a pseudo-terminal, keys go in as from a keyboard, and what it draws is read
/// as a terminal reads it.
///
/// A figure is what a person would meet: it includes the kernel's terminal, the engine's threads on the same processors, and this process,
/// which reads along.
struct WorkbenchMeasurement {
    struct Failure: Error, CustomStringConvertible {
        var waitedFor: String
        var screen: String
        var description: String { "the workbench did not come to \(waitedFor); its screen was:\n\(screen)" }
    }

    /// What can be measured.
    enum Part: String, CaseIterable {
        case start, keys, idle, flips, memory, cases
    }

    /// The workspace that is measured.
    var workspace: String
    /// More arguments for the workbench.
    var arguments: [String]
    /// What to measure of it.
    var parts = Set(Part.allCases)

    private static let columns = 120
    private static let rows = 40
    /// A model may be large and the machine slow.
    static let patience = 120.0

    func run() throws -> [MeasuredFigure] {
        var figures: [MeasuredFigure] = []
        func add(_ figure: MeasuredFigure) {
            figures.append(figure)
            Self.say(figure.line)
        }
        Self.say("load \(Self.load), \(ProcessInfo.processInfo.activeProcessorCount) processors; processor time stands beside the clock's")
        if parts.contains(.start) { add(try firstFrame(starts: 9)) }
        if !parts.isDisjoint(with: [.keys, .idle, .flips]) {
            // Ended before the next one starts.
            let bench = try started()
            if parts.contains(.keys) { add(try keys(bench, count: 2_000)) }
            if parts.contains(.idle) { add(try idle(bench, seconds: 20)) }
            if parts.contains(.flips) {
                add(try flips(bench, count: 32, whileRunning: false))
                add(try flips(bench, count: 32, whileRunning: true))
            }
        }
        if parts.contains(.memory) { add(try memory(try started(), actions: 10_000)) }
        if parts.contains(.cases) { for figure in try cases() { add(figure) } }
        Self.say("load \(Self.load)")
        return figures
    }

    /// Tells a figure as soon as it is known.
    private static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

    private static var load: String {
        var loads = [0.0]
        return getloadavg(&loads, 1) == 1 ? String(format: "%.2f", loads[0]) : "unknown"
    }

    // MARK: The program

    /// - Parameter other: a workspace that stands in for the one that is measured, and keeps its session.
    func start(_ other: String? = nil) throws -> PseudoTerminal {
        guard let program = Bundle.main.executablePath else { throw Failure(waitedFor: "its own executable", screen: "") }
        let environment: [String: String?] = [
            "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "COLORTERM": nil, "NO_COLOR": nil,
            // Keys of a person's own would be pressed in vain.
            "XDG_CONFIG_HOME": "/nonexistent",
        ]
        return try PseudoTerminal(
            program, [other ?? workspace] + arguments + (other == nil ? ["--no-session"] : []), columns: Self.columns, rows: Self.rows,
            environment: environment)
    }

    /// A workbench whose first answer is there.
    private func started() throws -> PseudoTerminal {
        let bench = try start()
        try wait(bench, "the end of the first answer") { $0.row(0).contains("traced") }
        return bench
    }

    /// Reads until the screen is as wanted.
    ///
    /// - Throws: `Failure` when it does not become so.
    @discardableResult
    func wait(_ bench: PseudoTerminal, _ what: String, until isWanted: (ScreenReader) -> Bool) throws -> ContinuousClock.Instant {
        guard let moment = bench.wait(seconds: Self.patience, until: isWanted) else {
            throw Failure(waitedFor: what, screen: bench.screen.text)
        }
        return moment
    }

    // MARK: Starting, idling, flipping

    /// From the start of the program to its first frame, which stands there before the model is loaded.
    private func firstFrame(starts: Int) throws -> MeasuredFigure {
        var times = Times()
        var processor = 0.0
        var isBefore = true
        for _ in 0..<starts {
            let bench = try start()
            times.add(try wait(bench, "its first frame") { $0.contains("Cases") } - bench.started)
            processor = max(processor, ProcessFigures(process: bench.process).processorSeconds ?? 0)
            isBefore = isBefore && !bench.screen.row(0).contains("traced")
            bench.signal(SIGTERM)
            _ = bench.end(seconds: 10)
        }
        return MeasuredFigure(
            name: "first frame, before the model", value: times.words + "; at most \(milliseconds(processor)) of processor",
            bar: "all within 100 ms", isMet: times.quantile(1) <= 0.1 && isBefore)
    }

    /// Processor time while nothing goes on.
    private func idle(_ bench: PseudoTerminal, seconds: Double) throws -> MeasuredFigure {
        try rest(bench)
        // Notices go away by themselves after some seconds; that is the last thing that moves.
        let end = ContinuousClock.now + .seconds(9)
        while ContinuousClock.now < end { bench.read(seconds: 0.2) }
        let figures = ProcessFigures(process: bench.process)
        guard let before = figures.processorSeconds else { throw Failure(waitedFor: "its processor time", screen: bench.screen.text) }
        let start = ContinuousClock.now
        let written = bench.screen.byteCount
        while ContinuousClock.now < start + .seconds(seconds) { bench.read(seconds: 0.2) }
        guard let after = figures.processorSeconds, !bench.hasEnded else {
            throw Failure(waitedFor: "its processor time", screen: bench.screen.text)
        }
        let share = (after - before) / ((.now - start) / .seconds(1))
        return MeasuredFigure(
            name: "idle", value: String(format: "%.3f %% of a core, %d bytes drawn", share * 100, bench.screen.byteCount - written),
            bar: "under 0.5 %", isMet: share < 0.005)
    }

    /// Ends what runs: the answer by waiting, judging by Escape.
    func rest(_ bench: PseudoTerminal) throws {
        try wait(bench, "the end of the answer") { !$0.row(0).contains("running") }
        if bench.screen.contains("judged ") {
            bench.send("\u{1B}")
            try wait(bench, "the end of judging") { !$0.contains("judged ") }
        }
    }

    /// From the key of a switch to the first token of the open case's new answer. Verdicts of the flip before are made meanwhile.
    ///
    /// - Parameter whileRunning: whether the plain answer is still being generated when the key is pressed.
    private func flips(_ bench: PseudoTerminal, count: Int, whileRunning: Bool) throws -> MeasuredFigure {
        var times = Times()
        var (judging, running) = (0, 0)
        for flip in 0..<count {
            let before = bench.screen.openCase
            bench.send("]")
            try wait(bench, "the next case") { $0.openCase != nil && $0.openCase != before }
            // The rest of that frame: until it is there, the line says what the case before did.
            bench.read(seconds: 0.003)
            // The pane says so from the first token on; before, it reads the prompt.
            try wait(bench, "its answer") { whileRunning && $0.row(1).contains("· running") || $0.row(0).contains("traced") }
            if bench.screen.contains("judged ") { judging += 1 }
            if bench.screen.row(1).contains("· running") { running += 1 }
            let key = "\(1 + flip % 3)"
            let start = ContinuousClock.now
            bench.send(key)
            // Looking for the pane everywhere at every byte would take the processor that the model needs.
            var place: (x: Int, y: Int)?
            let end = try wait(bench, "the first new token") { screen in
                if place.map({ !screen.text(row: $0.y, from: $0.x, to: Self.columns).hasPrefix("With the rules") }) ?? true {
                    place = screen.find("With the rules")
                }
                guard let place else { return false }
                return !screen.text(row: place.y + 1, from: place.x, to: place.x + 12).allSatisfy { $0 == " " }
            }
            times.add(end - start)
            bench.send(key)
            try wait(bench, "the answer without rules") { !$0.contains("With the rules") }
        }
        return MeasuredFigure(
            name: whileRunning ? "the same, the answer running" : "a flip's first new token",
            value: times.words + "; the answer ran at \(running), judging at \(judging); slowest \(times.slowest(4))",
            bar: "all within 150 ms", isMet: times.quantile(1) <= 0.15)
    }
}

extension ScreenReader {
    /// The name in the title of the trace; its counts change while an answer runs.
    fileprivate var openCase: String? {
        guard let range = row(1).range(of: "Trace · ") else { return nil }
        return row(1)[range.upperBound...].split(separator: " ").first.map(String.init)
    }
}
