/// Looks for the sources whose refusal fixes the most cases and breaks the fewest, from what each single refusal does.
///
/// A case counts as fixed by a set of sources when one of them fixes it alone, and as broken when one of them breaks it alone.
/// That is an estimate: sources can work on each other, so a set is called good only after it was judged itself. The search over
/// the estimates is exact: counts by the mask of the sources that matter to a case, summed over all subsets (the zeta transform).
package struct RuleSearch {
    /// What a set does to the cases.
    package struct Figures: Equatable, Sendable {
        package var fixes: Int
        package var breaks: Int

        package init(fixes: Int, breaks: Int) {
            self.fixes = fixes
            self.breaks = breaks
        }

        var gain: Int { fixes - breaks }
    }

    /// A set of columns with what it does.
    package struct Choice: Equatable, Sendable {
        /// Columns in rising order.
        package var columns: [Int]
        package var figures: Figures
        /// The set itself was judged; otherwise the figures follow from single refusals.
        package var isConfirmed: Bool
    }

    /// Sets of more sources than this are not searched: the number of sets doubles with each source.
    package static let mostSources = 12

    /// The columns that fix anything, at most `mostSources`; no other one can make a set better.
    package let columns: [Int]
    /// True when columns that fix something had to be left out.
    package let leavesOut: Bool
    private let fixesWithin: [Int]
    private let breaksWithin: [Int]

    /// - Parameters:
    ///   - fixed: for each column, whether it alone fixes the failing case with this place.
    ///   - broken: for each column, whether it alone breaks the passing case with this place.
    package init(fixed: [[Bool]], broken: [[Bool]]) {
        let useful = fixed.indices.map { (column: $0, count: fixed[$0].count { $0 }) }.filter { $0.count > 0 }
        let best = useful.sorted { ($0.count, -$0.column) > ($1.count, -$1.column) }.prefix(RuleSearch.mostSources)
        let columns = best.map(\.column).sorted()
        self.columns = columns
        leavesOut = useful.count > columns.count
        fixesWithin = RuleSearch.within(columns.map { fixed[$0] })
        breaksWithin = RuleSearch.within(columns.map { $0 < broken.count ? broken[$0] : [] })
    }

    /// For every mask, the cases whose own mask is part of it.
    private static func within(_ rows: [[Bool]]) -> [Int] {
        var counts = Array(repeating: 0, count: 1 << rows.count)
        for place in 0..<(rows.map(\.count).max() ?? 0) {
            var mask = 0
            for (bit, row) in rows.enumerated() where place < row.count && row[place] { mask |= 1 << bit }
            counts[mask] += 1
        }
        for bit in rows.indices {
            for mask in counts.indices where mask & (1 << bit) != 0 { counts[mask] += counts[mask ^ (1 << bit)] }
        }
        return counts
    }

    /// What a set should do: a case outside the sum over the complement is touched by the set.
    private func estimate(_ mask: Int) -> Figures {
        let all = fixesWithin.count - 1
        return Figures(
            fixes: fixesWithin[all] - fixesWithin[all ^ mask], breaks: breaksWithin[all] - breaksWithin[all ^ mask])
    }

    /// The smallest set that fixes the most cases and breaks none, and the set with the greatest gain where that is another one.
    ///
    /// - Parameters:
    ///   - known: what sets of columns did when they were judged; it goes before the estimate.
    ///   - onlyConfirmed: leaves out all that was not judged.
    package func choices(known: [[Int]: Figures], onlyConfirmed: Bool = false) -> (clean: Choice?, gain: Choice?) {
        var clean: Choice?
        var gain: Choice?
        for mask in fixesWithin.indices.dropFirst() {
            let set = columns.indices.filter { mask & (1 << $0) != 0 }.map { columns[$0] }
            let judged = known[set]
            guard judged != nil || !onlyConfirmed else { continue }
            let choice = Choice(columns: set, figures: judged ?? estimate(mask), isConfirmed: judged != nil)
            guard choice.figures.fixes > 0 else { continue }
            if choice.figures.breaks == 0, clean.map({ RuleSearch.isCleaner(choice, $0) }) ?? true { clean = choice }
            if gain.map({ RuleSearch.gainsMore(choice, $0) }) ?? true { gain = choice }
        }
        if let found = gain, let clean, found.figures.gain <= clean.figures.gain { gain = nil }
        return (clean, gain)
    }

    private static func isCleaner(_ a: Choice, _ b: Choice) -> Bool {
        (a.figures.fixes, -a.columns.count) > (b.figures.fixes, -b.columns.count)
    }

    private static func gainsMore(_ a: Choice, _ b: Choice) -> Bool {
        (a.figures.gain, -a.figures.breaks, -a.columns.count) > (b.figures.gain, -b.figures.breaks, -b.columns.count)
    }
}
