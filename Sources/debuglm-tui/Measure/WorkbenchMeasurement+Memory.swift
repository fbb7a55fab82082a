import Foundation
import PseudoTerminal

extension WorkbenchMeasurement {
    /// How often the memory is looked at.
    private static let samples = 20
    /// The share of the actions after which what is kept on purpose (answers, branches, the log) is full.
    private static let warmUp = 0.4

    /// Own memory over steps, flips and branches that go through all cases again and again.
    func memory(_ bench: PseudoTerminal, actions: Int) throws -> MeasuredFigure {
        let figures = ProcessFigures(process: bench.process)
        var samples: [(done: Int, bytes: Int)] = []
        var (done, round) = (0, 0)
        while done < actions {
            done += try act(bench, round)
            round += 1
            if done >= samples.count * actions / Self.samples, let bytes = figures.ownBytes { samples.append((done, bytes)) }
        }
        let settled = samples.filter { Double($0.done) >= Double(actions) * Self.warmUp }.map(\.bytes)
        let half = settled.count / 2
        // The most of a part is compared, because what judging needs for a moment comes and goes.
        guard let before = settled.prefix(half).max(), let after = settled.suffix(half).max(), let start = samples.first?.bytes else {
            throw Failure(waitedFor: "figures of its memory", screen: bench.screen.text)
        }
        func mebibytes(_ bytes: Int) -> String { String(format: "%.1f MiB", Double(bytes) / 1_048_576) }
        return MeasuredFigure(
            name: "memory over \(done) actions",
            value: "\(mebibytes(start)) at first, then at most \(mebibytes(before)), at most \(mebibytes(after)) in the last third",
            bar: "within 1 %", isMet: Double(after) <= Double(before) * 1.01)
    }

    /// One round: steps, a flip that is answered and taken back, a branch that runs to its end. The next case is opened now and then, so
    /// that all of them get branches and flips.
    ///
    /// - Returns: how many actions it took.
    private func act(_ bench: PseudoTerminal, _ round: Int) throws -> Int {
        var actions = 9
        let (right, left, down) = ("\u{1B}[C", "\u{1B}[D", "\u{1B}[B")
        if round % 4 == 0 {
            let title = bench.screen.row(1)
            bench.send("]")
            try wait(bench, "the next case") { $0.row(1) != title && $0.row(0).contains("traced") }
            actions += 1
        }
        bench.send("0" + right + right + right + right + left)
        let key = "\(1 + round % 3)"
        bench.send(key)
        try wait(bench, "both answers") { screen in ["The rules change", "Refused: "].contains { screen.contains($0) } }
        bench.send(key)
        try wait(bench, "one answer") { !$0.contains("With the rules") }
        bench.send("t")
        let dialog = "Instead of "
        // The footer says so where there is no token to branch from.
        try wait(bench, "the alternatives") { $0.contains(dialog) || $0.row($0.rows - 1).contains("go to a token") }
        guard bench.screen.contains(dialog) else { return actions }
        bench.send(String(repeating: down, count: 1 + round % 3) + "\r")
        // A branch may end with the token that was chosen: it then has no rate to show.
        try wait(bench, "the branch") { !$0.contains(dialog) && !$0.row(0).contains("running") && $0.row(1).contains("token") }
        bench.send(":branch main\r")
        return actions + 3 + round % 3
    }
}
