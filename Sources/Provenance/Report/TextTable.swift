/// Columns of figures under their heads; columns that do not fit stand in further groups below.
struct TextTable {
    struct Row {
        var title: String
        /// One a column; nil where there is nothing to say.
        var cells: [String?]
    }

    var heads: [String]
    var rows: [Row] = []

    private static let longestName = 28

    /// - Parameter width: characters a line may take; at least one column is printed however narrow it is.
    func lines(width: Int) -> [String] {
        let titles = rows.map { Self.shortened($0.title) }
        let heads = heads.map(Self.shortened)
        let titleWidth = max(24, (titles.map(\.count).max() ?? 0) + 1)
        let widest = (heads + rows.flatMap { $0.cells.compactMap(\.self) }).map(\.count).max() ?? 0
        let columnWidth = max(9, widest + 2)
        let perGroup = max(1, (width - titleWidth) / columnWidth)
        var lines: [String] = []
        for start in stride(from: 0, to: heads.count, by: perGroup) {
            let group = start..<min(heads.count, start + perGroup)
            if start > 0 { lines.append("") }
            lines.append(Self.line("", titleWidth, heads[group].map { $0 }, columnWidth))
            for (title, row) in zip(titles, rows) {
                let cells = group.map { $0 < row.cells.count ? row.cells[$0] ?? "-" : "-" }
                lines.append(Self.line(title, titleWidth, cells, columnWidth))
            }
        }
        return lines
    }

    private static func line(_ title: String, _ titleWidth: Int, _ cells: [String], _ columnWidth: Int) -> String {
        let first = title + String(repeating: " ", count: max(0, titleWidth - title.count))
        return cells.reduce(into: first) { $0 += String(repeating: " ", count: max(0, columnWidth - $1.count)) + $1 }
    }

    /// A name that leaves room for figures, on one line.
    private static func shortened(_ name: String) -> String {
        let visible = VisibleText.of(name)
        return visible.count <= longestName ? visible : visible.prefix(longestName - 1) + "…"
    }
}
