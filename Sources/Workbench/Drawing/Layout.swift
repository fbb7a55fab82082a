import TerminalUI

/// Where everything stands: a function of the state's size, focus and a few counts, shared by drawing, scrolling and clicks.
/// A pane that is not shown has an empty rectangle.
package struct Layout: Equatable, Sendable {
    /// Below this there is only a message.
    package static let least = Size(columns: 60, rows: 16)
    /// From this width on, the panes stand in three columns.
    private static let wideColumns = 112
    /// From this inner width on, before and after stand side by side.
    static let sideBySide = 48
    /// A person cannot drag a divider so far that a side has less than this.
    private static let leastColumns = 22
    private static let leastTrace = 34
    private static let leastRows = 5
    /// The tour takes its rows from screens that have this many.
    private static let tourRows = 4
    private static let mostNoticeRows = 6
    static let leastRowsForTour = 22

    package private(set) var isTooSmall = false
    package private(set) var isNarrow = false
    package private(set) var header = Rect.none
    /// The one line that stands for the list of cases in the narrow form.
    package private(set) var fold = Rect.none
    package private(set) var cases = Rect.none
    package private(set) var trace = Rect.none
    package private(set) var comparison = Rect.none
    package private(set) var atCursor = Rect.none
    package private(set) var rules = Rect.none
    /// The one line that stands for the rules in the narrow form.
    package private(set) var switches = Rect.none
    /// The box of the tour, while there is one.
    package private(set) var tour = Rect.none
    package private(set) var footer = Rect.none
    package private(set) var body = Rect.none

    package init(_ state: State) {
        let screen = Rect(state.size)
        guard screen.width >= Layout.least.columns, screen.height >= Layout.least.rows else {
            isTooSmall = true
            return
        }
        isNarrow = screen.width < Layout.wideColumns
        header = screen.row(0)
        footer = screen.row(screen.height - 1)
        body = screen.inset(top: 1, bottom: 1)
        let compares = state.compares
        if state.tour != nil, screen.height >= Layout.leastRowsForTour {
            tour = Rect(x: body.x, y: body.endY - Layout.tourRows, width: body.width, height: Layout.tourRows)
            body = body.inset(bottom: Layout.tourRows)
        }
        if isNarrow {
            fold = body.row(0)
            switches = body.row(body.height - 1)
            body = body.inset(top: 1, bottom: 1)
        }
        if state.isZoomed {
            zoom(state.focus, compares: compares, state.dividers)
        } else if isNarrow {
            // Who types a filter looks at the list.
            var focus = state.focus
            if case .filter = state.line { focus = .cases }
            narrow(focus, compares: compares, sources: state.marks.count, state.dividers)
        } else {
            wide(compares: compares, sources: state.marks.count, state.dividers)
        }
    }

    /// Where a notice stands: the last row, and as many above it as its words need.
    package func notice(_ state: State) -> Rect {
        guard let notice = state.notice, !footer.isEmpty else { return .none }
        let lines = Text.wrap(notice.text, max(footer.width - 1, 1)).count
        let height = min(max(lines, 1), Layout.mostNoticeRows)
        return Rect(x: footer.x, y: footer.endY - height, width: footer.width, height: height)
    }

    private mutating func zoom(_ focus: Pane, compares: Bool, _ dividers: Dividers) {
        switch focus {
        case .cases: cases = body
        case .trace: (trace, comparison) = Layout.stage(body, compares: compares, dividers)
        case .rules: rules = body
        }
    }

    private mutating func wide(compares: Bool, sources: Int, _ dividers: Dividers) {
        let room = body.width - Layout.leastTrace
        let right = Dividers.size(
            dividers.sources, of: body.width, standard: min(max(body.width * 28 / 100, 33), 50), least: Layout.leastColumns,
            most: room - Layout.leastColumns)
        let left = Dividers.size(
            dividers.cases, of: body.width, standard: min(max(body.width * 27 / 100, 30), 48), least: Layout.leastColumns,
            most: room - right)
        let columns = body.splitColumns([.fixed(left), .flexible(1), .fixed(right)])
        cases = columns[0]
        (trace, comparison) = Layout.stage(columns[1], compares: compares, dividers)
        (atCursor, rules) = Layout.sources(columns[2], standard: min(max(sources, 2) + 5, body.height / 2), dividers)
    }

    private mutating func narrow(_ focus: Pane, compares: Bool, sources: Int, _ dividers: Dividers) {
        let side = Dividers.size(
            dividers.side, of: body.width, standard: min(max(body.width * 38 / 100, 26), 36), least: Layout.leastColumns,
            most: body.width - Layout.leastTrace)
        let columns = body.splitColumns([.flexible(1), .fixed(side)])
        (trace, comparison) = Layout.stage(columns[0], compares: compares, dividers)
        switch focus {
        case .cases: cases = columns[1]
        case .trace: atCursor = columns[1]
        case .rules: (atCursor, rules) = Layout.sources(columns[1], standard: min(max(sources, 2) + 5, body.height * 2 / 3), dividers)
        }
    }

    /// The trace and, with rules on, the comparison below it.
    private static func stage(_ area: Rect, compares: Bool, _ dividers: Dividers) -> (Rect, Rect) {
        guard compares else { return (area, .none) }
        let share = area.width - 4 >= sideBySide ? 34 : 46
        let standard = min(max(area.height * share / 100, 6), 18)
        return stacked(
            area,
            lower: Dividers.size(dividers.comparison, of: area.height, standard: standard, least: leastRows, most: area.height - leastRows))
    }

    /// The sources at the cursor and the rules below them. Two lines of the rules are the sum of what they did and a word on the
    /// selected one.
    private static func sources(_ area: Rect, standard: Int, _ dividers: Dividers) -> (Rect, Rect) {
        stacked(
            area, lower: Dividers.size(dividers.rules, of: area.height, standard: standard, least: leastRows, most: area.height - leastRows)
        )
    }

    /// Two boxes above one another that share a line.
    private static func stacked(_ area: Rect, lower: Int) -> (Rect, Rect) {
        let lower = min(lower, max(area.height - 5, 0))
        let upper = Rect(x: area.x, y: area.y, width: area.width, height: area.height - lower + 1)
        return (upper, Rect(x: area.x, y: upper.endY - 1, width: area.width, height: lower))
    }

    // MARK: Dividers

    /// The divider at a place of the screen.
    func divider(at point: Point) -> Divider? {
        guard body.contains(point) else { return nil }
        /// The sides of two boxes that stand beside one another.
        func isBetween(_ left: Rect, _ right: Rect) -> Bool {
            !left.isEmpty && !right.isEmpty && left.endX == right.x && (left.endX - 1...right.x).contains(point.x)
        }
        if isNarrow {
            if [cases, atCursor].contains(where: { isBetween(trace, $0) }) { return .side }
        } else {
            if isBetween(cases, trace) { return .cases }
            if isBetween(trace, atCursor) { return .sources }
        }
        if !trace.isEmpty, comparison.row(0).contains(point) { return .comparison }
        if !atCursor.isEmpty, rules.row(0).contains(point) { return .rules }
        return nil
    }

    /// The cells of a divider.
    func rect(of divider: Divider) -> Rect {
        switch divider {
        case .cases: Rect(x: cases.endX - 1, y: body.y, width: 2, height: body.height)
        case .sources, .side: Rect(x: trace.endX - 1, y: body.y, width: 2, height: body.height)
        case .comparison: comparison.row(0)
        case .rules: rules.row(0)
        }
    }

    // MARK: The list of cases

    /// The rows of the list inside its pane: a line of filters stands above them, and a line of progress below.
    package func caseListRect(_ state: State) -> Rect {
        cases.inset(by: 1).inset(top: 1, bottom: CasesPane.hasFootline(state) ? 1 : 0)
    }

    package func caseRows(_ state: State) -> Int { max(caseListRect(state).height, 1) }
}

extension Rect {
    static let none = Rect(x: 0, y: 0, width: 0, height: 0)
}
