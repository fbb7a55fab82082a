import Foundation
import PseudoTerminal
import Workspaces

extension WorkbenchMeasurement {
    private static let manyCases = 100_000
    /// Seconds between two keys of somebody who types fast.
    private static let pace = 0.08
    /// Seconds of judging after which there are verdicts of its own to keep.
    private static let judged = 5.0

    /// A list of a hundred thousand cases: opening it, looking through it while it is judged, and keeping what is known of it.
    func cases() throws -> [MeasuredFigure] {
        let large = try LargeWorkspace(like: Workspace.open(workspace), count: Self.manyCases)
        var figures = [try opening(large)]
        let bench = try start(large.path)
        try wait(bench, "verdicts") { $0.contains("judged ") }
        figures += [try filtering(bench), try browsing(bench), try changing(bench)]
        try rest(bench, seconds: Self.judged)
        figures += try keeping(bench, large)
        return figures
    }

    private func rest(_ bench: PseudoTerminal, seconds: Double) throws {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end { bench.read(seconds: 0.05) }
        guard !bench.hasEnded else { throw Failure(waitedFor: "the next key", screen: bench.screen.text) }
    }

    private func opening(_ large: LargeWorkspace) throws -> MeasuredFigure {
        var times = Times()
        for _ in 0..<5 {
            let bench = try start(large.path)
            times.add(try wait(bench, "the cases") { $0.isListOfCases } - bench.started)
            bench.signal(SIGTERM)
            _ = bench.end(seconds: 10)
        }
        return MeasuredFigure(name: "100,000 cases, open", value: times.words, bar: "all within 1 s", isMet: times.quantile(1) <= 1)
    }

    /// From each key of a filter to the list that fits it.
    private func filtering(_ bench: PseudoTerminal) throws -> MeasuredFigure {
        var times = Times()
        for word in ["water", "wtr bl", "label:keep", "the label:food", "stage:sft", "e", "12345"] {
            times.add(try press("/", bench) { $0.row($0.rows - 1).hasPrefix("/") })
            for end in word.indices {
                let typed = "/" + word[...end]
                times.add(try press(String(word[end]), bench) { $0.cursor.x == typed.count && $0.row($0.rows - 1).hasPrefix(typed) })
            }
            times.add(try press("\u{03}", bench) { !$0.row($0.rows - 1).hasPrefix("/") })
        }
        return MeasuredFigure(
            name: "the same, filter", value: times.words + "; slowest \(times.slowest(4))", bar: "p99 within 16 ms",
            isMet: times.quantile(0.99) <= 0.016)
    }

    /// Pages, ends, orders and marks.
    private func browsing(_ bench: PseudoTerminal) throws -> MeasuredFigure {
        var times = Times()
        for _ in 0..<20 {
            let before = bench.screen.firstCase
            times.add(try press("\u{1B}[6~", bench) { $0.firstCase != before })
        }
        for key in ["G", "g"] {
            let before = bench.screen.firstCase
            times.add(try press(key, bench) { $0.firstCase != before })
        }
        for order in ["by id", "by verdict", "by source", "by probability", "as in the file"] {
            times.add(try press("O", bench) { $0.row($0.rows - 1).contains(order) })
        }
        times.add(try press("X", bench) { $0.row(1).contains("marked") })
        times.add(try press("X", bench) { !$0.row(1).contains("marked") })
        return MeasuredFigure(
            name: "the same, moves, orders, marks", value: times.words + "; slowest \(times.slowest(6))", bar: "p90 within 16 ms",
            isMet: times.quantile(0.9) <= 0.016)
    }

    /// A label for one case and for all of them, one deleted, and back again.
    private func changing(_ bench: PseudoTerminal) throws -> MeasuredFigure {
        var times = Times()
        func say(_ command: String, _ shows: (ScreenReader) -> Bool) throws {
            bench.send(":" + command)
            try wait(bench, command) { $0.row($0.rows - 1) == ":" + command }
            times.add(try press("\r", bench) { !$0.row($0.rows - 1).hasPrefix(":") })
            try wait(bench, "the file after \(command)", until: shows)
        }
        try say("label one") { $0.row($0.rows - 1).contains("labelled") }
        bench.send("a")
        try wait(bench, "the actions") { $0.contains("delete from the cases file") }
        bench.send("d")
        try wait(bench, "the question") { $0.contains("will be gone") }
        times.add(try press("d", bench) { !$0.contains("will be gone") })
        try wait(bench, "the file without it") { $0.row($0.rows - 1).contains("is deleted") }
        try say("undelete") { $0.row($0.rows - 1).contains("is back") }
        let each = times.slowest(3)
        times.add(try press("X", bench) { $0.row(1).contains("marked") })
        try say("label all") { $0.row($0.rows - 1).contains("labelled") }
        return MeasuredFigure(
            name: "the same, changes", value: "one case \(each) ms, all of them \(times.slowest(1)) ms", bar: "all within 150 ms",
            isMet: times.quantile(1) <= 0.15)
    }

    /// What is known of a hundred thousand cases, written at the end and read at the next start.
    private func keeping(_ bench: PseudoTerminal, _ large: LargeWorkspace) throws -> [MeasuredFigure] {
        func left(_ bench: PseudoTerminal) throws -> Double {
            let start = ContinuousClock.now
            bench.send("q")
            guard bench.end(seconds: Self.patience) != nil else { throw Failure(waitedFor: "its end", screen: bench.screen.text) }
            return (ContinuousClock.now - start) / .seconds(1)
        }
        _ = try left(bench)
        try large.fillVerdicts()
        let next = try start(large.path)
        let known = try wait(next, "kept verdicts") { $0.contains("✓ ") } - next.started
        try wait(next, "the end of the first answer") { $0.row(0).contains("traced") }
        // One case is judged again, so that there is news to write.
        next.send("aJ")
        try rest(next, seconds: 1)
        let end = try left(next)
        let size = String(format: "%.1f MB", Double(large.verdictBytes ?? 0) / 1e6)
        return [
            MeasuredFigure(
                name: "the same, kept verdicts", value: "shown after \(milliseconds(known / .seconds(1))), the file has \(size)",
                bar: "within 1.5 s", isMet: known <= .seconds(1.5)),
            MeasuredFigure(name: "the same, leaving", value: milliseconds(end), bar: "within 500 ms", isMet: end <= 0.5),
        ]
    }

    /// - Returns: the time from a key to the screen it brings; then a moment passes, as between the keys of a person.
    private func press(_ key: String, _ bench: PseudoTerminal, _ shows: (ScreenReader) -> Bool) throws -> Duration {
        let start = ContinuousClock.now
        bench.send(key)
        let time = try wait(bench, "the screen after the key \(key.debugDescription)", until: shows) - start
        try rest(bench, seconds: Self.pace)
        return time
    }
}

extension ScreenReader {
    /// The row of the first case in the list, without the signs that judging changes.
    fileprivate var firstCase: String { text(row: 3, from: 6, to: 26) }

    fileprivate var isListOfCases: Bool { row(1).contains("100,000") || row(3).contains("-0 ") }
}
