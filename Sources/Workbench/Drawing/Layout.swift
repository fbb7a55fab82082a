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
        if isNarrow {
            fold = body.row(0)
            switches = body.row(body.height - 1)
            body = body.inset(top: 1, bottom: 1)
        }
        if state.isZoomed {
            zoom(state.focus, compares: compares)
        } else if isNarrow {
            narrow(state.focus, compares: compares, sources: state.marks.count)
        } else {
            wide(compares: compares, sources: state.marks.count)
        }
    }

    private mutating func zoom(_ focus: Pane, compares: Bool) {
        switch focus {
        case .cases: cases = body
        case .trace: (trace, comparison) = Layout.stage(body, compares: compares)
        case .rules: rules = body
        }
    }

    private mutating func wide(compares: Bool, sources: Int) {
        let left = min(max(body.width * 27 / 100, 30), 48)
        let right = min(max(body.width * 28 / 100, 33), 50)
        let columns = body.splitColumns([.fixed(left), .flexible(1), .fixed(right)])
        cases = columns[0]
        (trace, comparison) = Layout.stage(columns[1], compares: compares)
        // Two lines of the rules are the sum of what they did and a word on the selected one.
        (atCursor, rules) = Layout.stacked(columns[2], lower: min(max(sources, 2) + 5, body.height / 2))
    }

    private mutating func narrow(_ focus: Pane, compares: Bool, sources: Int) {
        let side = min(max(body.width * 38 / 100, 26), 36)
        let columns = body.splitColumns([.flexible(1), .fixed(side)])
        (trace, comparison) = Layout.stage(columns[0], compares: compares)
        switch focus {
        case .cases: cases = columns[1]
        case .trace: atCursor = columns[1]
        case .rules: (atCursor, rules) = Layout.stacked(columns[1], lower: min(max(sources, 2) + 5, body.height * 2 / 3))
        }
    }

    /// The trace and, with rules on, the comparison below it.
    private static func stage(_ area: Rect, compares: Bool) -> (Rect, Rect) {
        guard compares else { return (area, .none) }
        let share = area.width - 4 >= sideBySide ? 34 : 46
        return stacked(area, lower: min(max(area.height * share / 100, 6), 18))
    }

    /// Two boxes above one another that share a line.
    private static func stacked(_ area: Rect, lower: Int) -> (Rect, Rect) {
        let lower = min(lower, max(area.height - 5, 0))
        let upper = Rect(x: area.x, y: area.y, width: area.width, height: area.height - lower + 1)
        return (upper, Rect(x: area.x, y: upper.endY - 1, width: area.width, height: lower))
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
