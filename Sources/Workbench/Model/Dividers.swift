import TerminalUI

/// A line between two panes that can be dragged.
public enum Divider: Equatable, Sendable {
    /// Right of the list of cases.
    case cases
    /// Left of the column with the sources; in the narrow form, of the pane beside the trace.
    case sources, side
    /// Above the comparison and above the rules.
    case comparison, rules
}

/// Where a person moved the dividers, as shares of the room that the two sides have; nil where the layout decides.
public struct Dividers: Codable, Equatable, Sendable {
    var cases: Double?
    var sources: Double?
    var side: Double?
    var comparison: Double?
    var rules: Double?

    /// The size of a part whose divider may have been moved.
    ///
    /// - Parameter standard: what the layout takes otherwise.
    static func size(_ share: Double?, of whole: Int, standard: Int, least: Int, most: Int) -> Int {
        let wanted = share.map { $0.isFinite ? Int((min(max($0, 0), 1) * Double(whole)).rounded()) : standard } ?? standard
        return max(min(wanted, most), min(least, most), 0)
    }

    /// Moves a divider to a place of the screen.
    mutating func move(_ divider: Divider, to point: Point, in layout: Layout) {
        func share(_ part: Int, of whole: Int) -> Double { min(max(Double(part) / Double(max(whole, 1)), 0), 1) }
        let body = layout.body
        switch divider {
        case .cases: cases = share(point.x + 1 - body.x, of: body.width)
        case .sources: sources = share(body.endX - point.x, of: body.width)
        case .side: side = share(body.endX - point.x, of: body.width)
        case .comparison:
            comparison = share(layout.comparison.endY - point.y, of: layout.trace.height + layout.comparison.height - 1)
        case .rules: rules = share(layout.rules.endY - point.y, of: layout.atCursor.height + layout.rules.height - 1)
        }
    }
}
