import Provenance
import TerminalUI

/// Where the parts of the trace stand: the question, the tokens of the answer, the ribbon. Drawing, clicks and moving by
/// lines all ask it.
struct TraceGeometry {
    var question: [String]
    var questionRect: Rect
    /// The answer's lines; a fragment's piece is the index of its token.
    var lines: [[Text.Fragment]]
    var answerRect: Rect
    /// Screen rows of one line: the text, the marks, and a blank row where there is room.
    var rowsPerLine: Int
    var firstLine: Int
    /// Lines of the answer that are on the screen at once.
    var visibleLines: Int
    /// Sources with a band in the ribbon.
    var ribbonSources: [Int]
    /// Screen rows of a band: more where the pane is high, for finer steps.
    var ribbonRows: Int
    var ribbonRect: Rect
    /// Why the answer fails, in the lines that have room; empty when it does not.
    var failure: [String]
    var failureRect: Rect
    /// The line of branches at the bottom; empty when there are none.
    var branchesRect: Rect
    private var cursor: Int

    /// Sources that never reach this have no row.
    private static let ribbonThreshold: Float = 0.05
    /// From these heights of the pane on, a band of the ribbon has two rows, or three.
    private static let heightForTwo = 30
    private static let heightForThree = 46
    /// Rows kept for the answer above the ribbon.
    private static let reserved = 8
    /// Columns before the text: a letter and two spaces.
    private static let indent = 3

    init?(_ state: State) { self.init(state, Layout(state)) }

    init?(_ state: State, _ layout: Layout) {
        // What stands below it is counted: the ribbon keeps its height when a rule is switched on.
        self.init(state, layout.trace, column: layout.trace.height + max(layout.comparison.height - 1, 0))
    }

    private init?(_ state: State, _ pane: Rect, column: Int) {
        guard let document = state.document, pane.width > 8, pane.height > 4 else { return nil }
        let run = state.shownRun ?? Run()
        let whole = pane.inset(by: 1).inset(left: 1, right: 1)
        let hasBranches = state.shownTree.count > 1 && whole.height > 4
        branchesRect = hasBranches ? whole.row(whole.height - 1) : .none
        let aboveBranches = whole.inset(bottom: hasBranches ? 1 : 0)
        let width = max(whole.width - Self.indent, 1)
        let sentence = state.shownFailure.map { "the answer \($0.joined(separator: ", "))" }
        failure =
            aboveBranches.height > 4
            ? sentence.map { TraceGeometry.fitted($0, width: width, rows: max(aboveBranches.height / 6, 1)) } ?? [] : []
        failureRect = aboveBranches.inset(top: max(aboveBranches.height - failure.count, 0))
        let inner = aboveBranches.inset(bottom: failure.count)
        cursor = document.cursor
        question = TraceGeometry.fitted(document.prompt, width: width, rows: max(inner.height / 5, 1))
        let gap = inner.height >= 12 ? 1 : 0
        questionRect = Rect(x: inner.x + Self.indent, y: inner.y, width: width, height: question.count)

        let open = inner.height + column - pane.height
        ribbonRows = open >= Self.heightForThree ? 3 : open >= Self.heightForTwo ? 2 : 1
        ribbonSources = TraceGeometry.ribbon(run, limit: max(inner.height / (ribbonRows == 1 ? 4 : 3) / ribbonRows, 1))
        // The line below the ribbon is for the threshold.
        let ribbonHeight = ribbonSources.isEmpty ? 0 : ribbonSources.count * ribbonRows + (inner.height >= 8 ? 1 : 0)
        var pieces = run.tokens.map(\.text)
        // The space that stands before an answer's first word is no part of what one reads.
        if let first = pieces.first, first.hasPrefix(" ") { pieces[0] = String(first.dropFirst()) }
        lines = pieces.isEmpty ? [] : Text.flow(pieces, width: width)

        // The ribbon stands below the answer; an answer of a few lines does not move it.
        let top = questionRect.endY + gap
        let below = ribbonHeight > 0 ? gap + ribbonHeight : 0
        let room = max(inner.endY - below - top, 0)
        answerRect = Rect(
            x: questionRect.x, y: top, width: width, height: ribbonHeight > 0 ? min(room, max(lines.count * 3, Self.reserved)) : room)
        ribbonRect = Rect(x: inner.x, y: answerRect.endY + (below > 0 ? gap : 0), width: inner.width, height: ribbonHeight)
        if !failure.isEmpty, ribbonHeight > 0 {
            // Near what it speaks of, where the pane is high.
            let row = min(failureRect.y, ribbonRect.endY + gap)
            failureRect = Rect(x: failureRect.x, y: row, width: failureRect.width, height: failure.count)
        }
        rowsPerLine = lines.count * 3 - 1 <= answerRect.height ? 3 : 2
        let visible = max((answerRect.height + (rowsPerLine == 3 ? 1 : 0)) / rowsPerLine, 1)
        let here = TraceGeometry.line(of: document.cursor - 1, lines)
        visibleLines = visible
        firstLine = ListScroll.settle(offset: here - visible / 2, selected: here, count: lines.count, height: visible)
    }

    /// The lines of a text that have room; one that goes on says so. The editor shows all of it.
    private static func fitted(_ text: String, width: Int, rows: Int) -> [String] {
        let lines = Text.wrap(text, width)
        guard lines.count > rows else { return lines }
        let last = lines[rows - 1]
        let hasRoom = DisplayWidth.of(last) < width
        return lines.prefix(rows - 1) + [hasRoom ? last + "…" : Text.clip(last + " ", width)]
    }

    private static func ribbon(_ run: Run, limit: Int) -> [Int] {
        var peaks: [Float] = []
        for tags in run.allTags {
            guard let probabilities = tags?.probabilities else { continue }
            if peaks.count < probabilities.count { peaks += Array(repeating: 0, count: probabilities.count - peaks.count) }
            for (index, value) in probabilities.enumerated() where value > peaks[index] { peaks[index] = value }
        }
        let reached = peaks.indices.filter { peaks[$0] >= ribbonThreshold }
        return Array(reached.sorted { (peaks[$0], -$0) > (peaks[$1], -$1) }.prefix(limit)).sorted()
    }

    private static func line(of token: Int, _ lines: [[Text.Fragment]]) -> Int {
        guard token >= 0 else { return 0 }
        return lines.firstIndex { line in line.contains { $0.piece == token } } ?? max(lines.count - 1, 0)
    }

    /// The screen row of a line's text; nil when it is scrolled away.
    func row(ofLine line: Int) -> Int? {
        let row = answerRect.y + (line - firstLine) * rowsPerLine
        return line >= firstLine && row < answerRect.endY ? row : nil
    }

    // MARK: Places

    /// The position some lines above or below the cursor, at about the same column.
    func position(linesFromCursor step: Int) -> Int? {
        guard !lines.isEmpty else { return nil }
        let here = TraceGeometry.line(of: cursor - 1, lines)
        let column = lines[here].first { $0.piece == cursor - 1 }?.column ?? 0
        let target = here + step
        if target < 0 { return 0 }
        guard target < lines.count else { return (lines.last?.last?.piece ?? 0) + 1 }
        return position(column: column, line: target)
    }

    /// The position whose token stands at a place of the screen.
    func position(at point: Point) -> Int? {
        if ribbonRect.contains(point) {
            let window = RibbonWindow(count: (lines.last?.last?.piece ?? -1) + 2, cursor: cursor, width: RibbonWindow.width(in: ribbonRect))
            let column = point.x - ribbonRect.x - RibbonWindow.labelWidth
            return column >= 0 && column < window.visible ? window.start + column : nil
        }
        guard answerRect.contains(point) else { return nil }
        let line = firstLine + (point.y - answerRect.y) / rowsPerLine
        guard lines.indices.contains(line) else { return nil }
        return position(column: point.x - answerRect.x, line: line)
    }

    private func position(column: Int, line: Int) -> Int? {
        let fragments = lines[line]
        let hit = fragments.first { $0.column + $0.width > column } ?? fragments.last
        return hit.map { $0.piece + 1 }
    }
}

/// The part of the ribbon that is on the screen: all of it, or the part around the cursor.
struct RibbonWindow {
    /// A letter and a figure stand before the columns, where they never move.
    static let labelWidth = 9

    var start: Int
    var visible: Int
    private let count: Int

    /// The last column is for the sign that there is more.
    static func width(in rect: Rect) -> Int { max(rect.width - labelWidth - 1, 1) }

    var hasMoreBefore: Bool { start > 0 }
    var hasMoreBehind: Bool { start + visible < count }

    init(count: Int, cursor: Int, width: Int) {
        self.count = count
        visible = min(count, width)
        start = ListScroll.settle(offset: cursor - width / 2, selected: cursor, count: count, height: width)
    }
}
