import Provenance
import TerminalUI

extension State {
    /// Opens the matrix; what was judged before is there at once.
    mutating func openMatrix() {
        let columns = marks.names.indices.filter { marks.refusable[$0] }.map { matrixColumn([$0]) }
        if matrix?.columns.prefix(columns.count).elementsEqual(columns) != true {
            let plain = verdicts.table(.none)
            let rows = RankedCases(Array(cases.cases.indices)).ranked { index in
                switch plain?.sign(index) ?? .unknown {
                case .failing: 0
                case .passing: 1
                case .notJudged, .cannotRun, .unknown: 2
                }
            }
            matrix = Matrix(rows: rows.sorted, columns: columns)
        }
        dialog = .matrix
        verdicts.pin(matrix?.wanted ?? [])
        startJudging()
    }

    /// The rules as they would be with these sources refused and no others; ways and thresholds are those that are set.
    private func matrixColumn(_ sources: [Int]) -> Matrix.Column {
        var set = rules.current
        refuse(sources, in: &set)
        return Matrix.Column(sources: sources, rules: set.inForce)
    }

    private func refuse(_ sources: [Int], in set: inout RuleSet) {
        for index in marks.names.indices where marks.refusable[index] {
            set.setRefused(sources.contains(index), source: marks.names[index])
        }
    }

    /// Refuses what the selected column refuses.
    private mutating func applyMatrix() {
        guard let matrix, matrix.columns.indices.contains(matrix.column) else { return }
        let sources = matrix.columns[matrix.column].sources
        dialog = nil
        let before = rules.current
        var changed = before
        refuse(sources, in: &changed)
        changeRules { $0 = changed }
        let names = sources.map { marks.names[$0] }.joined(separator: ", ")
        inform(rules.current == before ? "\(names): so it stands already" : "refused: \(names); \(key(.undo)) takes it back")
    }

    // MARK: Keys

    mutating func pressInMatrix(_ key: Key) {
        guard var shown = matrix else { return dialog = nil }
        switch key {
        case .escape, .character("q"), .control("c"): return dialog = nil
        case .enter: return applyMatrix()
        case .space: return judging.isActive ? stopJudging() : startJudging()
        case .character("o"):
            dialog = nil
            if shown.rows.indices.contains(shown.row) { open(caseIndex: shown.rows[shown.row]) }
            return
        case .left, .character("h"), .right, .character("l"):
            let isLeft = key == .left || key == .character("h")
            shown.column = min(max(shown.column + (isLeft ? -1 : 1), 0), max(shown.columns.count - 1, 0))
        default:
            guard let place = State.listPlace(key, shown.row, count: shown.rows.count) else { return }
            shown.row = place
        }
        // Whoever moves about looks at something: the search takes the selection away from nobody.
        shown.wasMoved = true
        matrix = shown
    }

    /// The cases on the screen, which are judged first.
    var visibleCases: [Int] {
        if dialog == .matrix, let matrix { return Array(matrix.rows.dropFirst(matrix.top).prefix(MatrixScreen.rowCount(self))) }
        return Array(cases.shown.dropFirst(cases.top).prefix(Layout(self).caseRows(self)))
    }

    mutating func settleMatrix() {
        guard var shown = matrix else {
            if dialog == .matrix { dialog = nil }
            return
        }
        shown.row = min(max(shown.row, 0), max(shown.rows.count - 1, 0))
        shown.top = ListScroll.settle(offset: shown.top, selected: shown.row, count: shown.rows.count, height: MatrixScreen.rowCount(self))
        if shown != matrix { matrix = shown }
    }

    /// Verdicts that are there, of those that fill the matrix.
    var matrixProgress: (done: Int, total: Int) {
        let sets = [RuleSet.none] + (matrix?.wanted ?? [])
        return (sets.reduce(0) { $0 + (verdicts.table($1)?.known ?? 0) }, sets.count * cases.cases.count)
    }

    // MARK: The search

    /// Goes on with the search for the best set as far as the verdicts allow, and lets the next set be judged.
    mutating func advise() {
        guard let matrix else { return }
        func isKnown(_ rules: RuleSet) -> Bool { verdicts.table(rules)?.known == cases.cases.count }
        guard isKnown(.none), matrix.columns.allSatisfy({ isKnown($0.rules) }), let plain = verdicts.table(.none) else { return }
        guard plain.failing > 0 else { return conclude(.nothingFails) }
        let search = matrixSearch(plain, matrix)
        self.matrix?.leavesOut = search.leavesOut
        var known: [[Int]: RuleSearch.Figures] = [:]
        for column in matrix.columns {
            let tally = verdicts.tally(column.rules)
            // The search counts in columns, and the first ones are the single sources in their order.
            let places = column.sources.compactMap { source in matrix.columns.firstIndex { $0.sources == [source] } }
            known[places] = RuleSearch.Figures(fixes: tally.fixes, breaks: tally.breaks)
        }
        let isOver = matrix.columns.count - matrix.singles >= Matrix.mostTries
        let (clean, gain) = search.choices(known: known, onlyConfirmed: isOver)
        if let open = [clean, gain].compactMap(\.self).first(where: { !$0.isConfirmed }) {
            let choice = named(open, matrix)
            let column = matrixColumn(choice.sources)
            self.matrix?.columns.append(column)
            self.matrix?.advice = .trying(choice)
            verdicts.pin(matrix.wanted + [column.rules])
            // A set that an earlier matrix tried is known already.
            return isKnown(column.rules) ? advise() : startJudging()
        }
        conclude(
            clean == nil && gain == nil
                ? .nothingHelps : .found(clean: clean.map { named($0, matrix) }, tradeOff: gain.map { named($0, matrix) }))
    }

    private func matrixSearch(_ plain: VerdictTable, _ matrix: Matrix) -> RuleSearch {
        var failing: [Int] = []
        var passing: [Int] = []
        for index in cases.cases.indices {
            switch plain.sign(index) {
            case .failing: failing.append(index)
            case .passing: passing.append(index)
            default: break
            }
        }
        let tables = matrix.columns.prefix(matrix.singles).map { verdicts.table($0.rules) }
        return RuleSearch(
            fixed: tables.map { table in failing.map { table?.sign($0) == .passing } },
            broken: tables.map { table in
                passing.map { table?.sign($0) == .failing }
            })
    }

    private func named(_ choice: RuleSearch.Choice, _ matrix: Matrix) -> Matrix.Choice {
        Matrix.Choice(
            sources: choice.columns.flatMap { matrix.columns[$0].sources }, fixes: choice.figures.fixes, breaks: choice.figures.breaks)
    }

    private mutating func conclude(_ advice: Matrix.Advice) {
        matrix?.advice = advice
        guard let matrix, !matrix.wasMoved, let best = matrix.advised.first,
            let column = matrix.columns.firstIndex(where: { $0.sources == best })
        else { return }
        self.matrix?.column = column
    }
}
