import Provenance
import TerminalUI

/// The what-if matrix over the whole screen: a row a case, a column a refusal, and below them what each column would do.
enum MatrixScreen {
    /// Rows that are no cases: the titles, a line, fixes and breaks, and two lines of advice.
    private static let otherRows = 6
    private static let plainTitle = "plain"

    private static func size(_ state: State) -> Size {
        Size(columns: max(state.size.columns, 1), rows: max(state.size.rows - 2, 1))
    }

    /// Cases on the screen.
    static func rowCount(_ state: State) -> Int { max(size(state).rows - 2 - otherRows, 1) }

    static func draw(_ frame: inout Frame, _ area: Rect, _ state: State) {
        guard let matrix = state.matrix else { return }
        let (done, total) = state.matrixProgress
        let rate = state.judging.isActive ? state.judging.rate(now: state.now) : nil
        let speed = rate.map { " · \(Figures.fixed($0, $0 < 10 ? 1 : 0))/s" } ?? ""
        let counts = "\(Figures.count(matrix.rows.count)) cases x \(matrix.singles) sources"
        let question = "What if \(frame.glyphs.isASCII ? "..." : "…") was refused?"
        let judged = "judged \(Figures.count(done))/\(Figures.count(total))\(speed)"
        // How far judging is counts more than how much there is to judge.
        let hasRoom = DisplayWidth.of(question + counts + judged) + 10 <= size(state).columns
        let inner = frame.drawDialog(
            in: area, size: size(state), title: hasRoom ? "\(question) · \(counts)" : question, right: judged,
            keys: keys(frame.glyphs, matrix, state))
        let grid = Grid(inner, matrix, state)
        drawTitles(&frame, inner.row(0), grid, matrix, state)
        drawCases(&frame, inner.inset(top: 1, bottom: otherRows - 1), grid, matrix, state)
        let sums = inner.inset(top: inner.height - otherRows + 1)
        for x in inner.x..<max(inner.endX, inner.x) {
            frame.put(frame.glyphs.horizontal, at: Point(x, sums.y), style: Style(.border, on: .dialog))
        }
        drawSums(&frame, sums.row(1), sums.row(2), grid, matrix, state)
        let advice = Text.wrap(advice(matrix, state), max(inner.width, 1))
        for (index, line) in advice.prefix(2).enumerated() {
            let isLast = index == 1 && advice.count > 2
            let text = isLast ? Text.clip(line + " …", inner.width, ellipsis: frame.glyphs.ellipsis) : line
            frame.put(text, in: sums, line: 3 + index, style: Style(index == 0 ? .accent : .text, on: .dialog))
        }
        // The selected column is marked at its ends, by its title and its sums; a bar through all rows would drown the verdicts.
        if let column = grid.rect(matrix.column) {
            frame.drawSelection(column, focused: true)
            for line in 1...2 { frame.drawSelection(Rect(x: column.x, y: sums.y + line, width: column.width, height: 1), focused: true) }
        }
    }

    // MARK: Columns

    /// Where the columns stand.
    private struct Grid {
        /// Columns for the id and the prompt.
        var idWidth: Int
        /// Columns for the longest id on the screen.
        var nameWidth: Int
        var columnWidth: Int
        /// The columns on the screen.
        var visible: Range<Int>
        var inner: Rect
        /// The place that is kept for the best set; nil when it has come, or has no room.
        private var best: Int?

        init(_ inner: Rect, _ matrix: Matrix, _ state: State) {
            self.inner = inner
            let longest = matrix.columns.map { DisplayWidth.of(MatrixScreen.title($0, state)) }.max() ?? 0
            let shown = matrix.rows.dropFirst(matrix.top).prefix(MatrixScreen.rowCount(state))
            let ids = shown.map { state.cases.cases.indices.contains($0) ? DisplayWidth.of(state.cases.cases[$0].id) : 0 }
            nameWidth = min(ids.max() ?? 0, 40)
            // The set that the search finds has its place from the beginning: when it comes, nothing moves.
            let columns = max(matrix.columns.count, matrix.singles + 1)
            let count = columns + 1
            let least = min(max(nameWidth + 1, 12), max(inner.width * 30 / 100, 12))
            let room = (inner.width - least) / count - 1
            columnWidth = min(max(room, 6), max(min(longest, 10), 6))
            let fitting = max((inner.width - least) / (columnWidth + 1) - 1, 1)
            let start = ListScroll.settle(offset: 0, selected: matrix.column, count: matrix.columns.count, height: fitting)
            visible = start..<min(start + fitting, matrix.columns.count)
            let places = visible.count + (visible.count < fitting ? columns - matrix.columns.count : 0)
            idWidth = max(inner.width - (places + 1) * (columnWidth + 1), 0)
            best = places > visible.count ? visible.upperBound - visible.lowerBound + 1 : nil
        }

        var plain: Rect { Rect(x: inner.x + idWidth + 1, y: inner.y, width: columnWidth, height: 1) }

        func rect(_ column: Int) -> Rect? {
            visible.contains(column) ? rect(place: column - visible.lowerBound + 1) : nil
        }

        var keptForBest: Rect? { best.map { rect(place: $0) } }

        private func rect(place: Int) -> Rect {
            Rect(x: plain.x + place * (columnWidth + 1), y: inner.y, width: columnWidth, height: 1)
        }
    }

    /// A source's name, or the letters of several.
    private static func title(_ column: Matrix.Column, _ state: State) -> String {
        guard column.sources.count != 1 else { return state.marks.name(column.sources[0]) }
        return column.sources.map { state.marks.letter($0) }.joined(separator: "+")
    }

    private static func drawTitles(_ frame: inout Frame, _ row: Rect, _ grid: Grid, _ matrix: Matrix, _ state: State) {
        let isCut = grid.visible.count < matrix.columns.count
        let part = "\(grid.visible.lowerBound + 1)-\(grid.visible.upperBound) of \(matrix.columns.count)"
        let notes = isCut ? ["case · columns \(part)", "columns \(part)", part] : ["case"]
        let note = notes.first { DisplayWidth.of($0) <= grid.idWidth } ?? "case"
        frame.put(note, in: Rect(x: row.x, y: row.y, width: grid.idWidth, height: 1), style: Style(.dim, on: .dialog))
        frame.put(plainTitle, in: grid.plain, style: Style(.dim, on: .dialog), alignment: .right)
        if let kept = grid.keptForBest, case .open = matrix.advice {
            frame.put("best", in: kept, style: Style(.dim, on: .dialog), alignment: .right)
        }
        for index in grid.visible {
            guard let rect = grid.rect(index) else { continue }
            let column = matrix.columns[index]
            let role = column.sources.count == 1 ? state.marks.role(column.sources[0]) : Role.accent
            frame.note(.column(index), at: rect)
            frame.put(title(column, state), in: rect, style: Style(role, on: .dialog, bold: index == matrix.column), alignment: .right)
        }
    }

    // MARK: Rows

    private static func drawCases(_ frame: inout Frame, _ rect: Rect, _ grid: Grid, _ matrix: Matrix, _ state: State) {
        let plain = state.verdicts.table(.none)
        let tables = grid.visible.map { (column: $0, table: state.verdicts.table(matrix.columns[$0].rules)) }
        frame.drawList(rect, count: matrix.rows.count, offset: matrix.top, selected: matrix.row, focused: true) { frame, row, place, _ in
            let index = matrix.rows[place]
            guard state.cases.cases.indices.contains(index) else { return }
            drawName(&frame, Rect(x: row.x, y: row.y, width: grid.idWidth, height: 1), state.cases.cases[index], grid.nameWidth)
            let before = plain?[index]?.verdict
            drawVerdict(&frame, grid.plain, y: row.y, before, nil)
            for (column, table) in tables {
                guard let rect = grid.rect(column) else { continue }
                frame.note(.cell(row: place, column: column), at: Rect(x: rect.x, y: row.y, width: rect.width, height: 1))
                drawVerdict(&frame, rect, y: row.y, table?[index]?.verdict, before)
            }
        }
        let side = Rect(x: rect.x, y: rect.y, width: rect.width + 2, height: rect.height)
        frame.drawScrollIndicator(side, offset: matrix.top, visible: rect.height, total: matrix.rows.count)
    }

    /// The id, and the prompt where there is room for some of it.
    private static func drawName(_ frame: inout Frame, _ rect: Rect, _ shown: Case, _ nameWidth: Int) {
        frame.put(shown.id, in: Rect(x: rect.x, y: rect.y, width: min(nameWidth, rect.width), height: 1), style: Style(.text, on: .dialog))
        let prompt = rect.inset(left: nameWidth + 2, right: 1)
        guard prompt.width >= 12 else { return }
        frame.put(shown.prompt, in: prompt, style: Style(.dim, on: .dialog))
    }

    /// A verdict; one that differs from the plain one is bright and has its sign, the others are dim.
    private static func drawVerdict(_ frame: inout Frame, _ rect: Rect, y: Int, _ verdict: Verdict?, _ before: Verdict?) {
        let glyphs = frame.glyphs
        let text: String
        var style = Style(.dim, on: .dialog)
        switch (before, verdict) {
        case (_, nil): text = String(glyphs.bullet)
        case (.failing, .passing):
            text = "+" + String(glyphs.check)
            style = Style(.passing, on: .dialog, bold: true)
        case (.passing, .failing):
            text = "-" + String(glyphs.cross)
            style = Style(.failing, on: .dialog, bold: true)
        case (_, .passing): text = String(glyphs.check)
        case (_, .failing): text = String(glyphs.cross)
        case (_, .notJudged): text = String(glyphs.unknown)
        }
        frame.put(text, in: Rect(x: rect.x, y: y, width: rect.width, height: 1), style: style, alignment: .right)
    }

    private static func drawSums(_ frame: inout Frame, _ fixes: Rect, _ breaks: Rect, _ grid: Grid, _ matrix: Matrix, _ state: State) {
        frame.put("fixes", in: fixes, style: Style(.text, on: .dialog))
        frame.put("breaks", in: breaks, style: Style(.text, on: .dialog))
        for index in grid.visible {
            guard let rect = grid.rect(index) else { continue }
            let tally = state.verdicts.tally(matrix.columns[index].rules)
            // Nothing is known of a column before its first verdict: a zero would say that it does nothing.
            let isKnown = (state.verdicts.table(matrix.columns[index].rules)?.known ?? 0) > 0
            func put(_ number: Int, _ row: Rect, _ role: Role) {
                let style = Style(number > 0 ? role : .dim, on: .dialog, bold: number > 0)
                let place = Rect(x: rect.x, y: row.y, width: rect.width, height: 1)
                frame.note(.column(index), at: place)
                frame.put(isKnown ? Figures.count(number) : "·", in: place, style: style, alignment: .right)
            }
            put(tally.fixes, fixes, .passing)
            put(tally.breaks, breaks, .failing)
        }
    }

    // MARK: Words

    private static func names(_ sources: [Int], _ state: State) -> String {
        sources.map { state.marks.name($0) }.joined(separator: "+")
    }

    private static func words(_ choice: Matrix.Choice, _ state: State) -> String {
        "\(names(choice.sources, state)) fixes \(choice.fixes), breaks \(choice.breaks == 0 ? "nothing" : "\(choice.breaks)")"
    }

    /// What the search says, in a sentence or two.
    private static func advice(_ matrix: Matrix, _ state: State) -> String {
        let words = found(matrix, state)
        guard matrix.leavesOut, case .found = matrix.advice else { return words }
        return words + " Only the \(RuleSearch.mostSources) sources that fix the most were searched."
    }

    private static func found(_ matrix: Matrix, _ state: State) -> String {
        let failing = state.verdicts.table(.none)?.failing ?? 0
        let stopped = state.judging.isStopped ? " Stopped; Space goes on." : ""
        switch matrix.advice {
        case .open: return "The best set of rules is known when every single refusal is judged." + stopped
        case .trying(let choice):
            return "By the single refusals \(words(choice, state)). Judging that set itself before it counts." + stopped
        case .nothingFails: return "No case fails: there is nothing to fix."
        case .nothingHelps: return "No refusal fixes any of the \(failing) failing cases."
        case .found(let clean?, let tradeOff):
            let more = tradeOff.map { " At a cost: \(words($0, state))." } ?? ""
            return "Smallest set that fixes the most and breaks nothing: \(names(clean.sources, state)) (\(clean.fixes) of \(failing))."
                + more
        case .found(nil, let tradeOff?):
            return "Every set that fixes something breaks something. Best trade-off: \(words(tradeOff, state))."
        case .found(nil, nil): return "No refusal fixes any of the \(failing) failing cases."
        }
    }

    private static func keys(_ glyphs: Glyphs, _ matrix: Matrix, _ state: State) -> [KeyHint] {
        let (done, total) = state.matrixProgress
        let isFull = done == total
        let column = matrix.columns.indices.contains(matrix.column) ? title(matrix.columns[matrix.column], state) : ""
        return [
            KeyHint(keys: "Enter", label: "refuse \(column)", isEnabled: !column.isEmpty),
            KeyHint(keys: glyphs.leftRight, label: "column"),
            KeyHint(keys: "Space", label: state.judging.isActive ? "stop" : "judge", isEnabled: !isFull),
            KeyHint(keys: "o", label: "open the case"),
            KeyHint(keys: "Esc", label: "close"),
        ]
    }
}
