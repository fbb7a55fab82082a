/// A column of a table.
public struct TableColumn: Hashable, Sendable {
    public var title: String
    public var width: Track
    public var alignment: Text.Alignment

    public init(_ title: String, width: Track, alignment: Text.Alignment = .left) {
        self.title = title
        self.width = width
        self.alignment = alignment
    }
}

/// One field of a table's row.
public struct TableField: Hashable, Sendable {
    public var text: String
    public var style: Style

    public init(_ text: String, style: Style = .plain) {
        self.text = text
        self.style = style
    }
}

extension Frame {
    /// Draws a table: a row of titles unless all are empty, then `rows` from `offset` on, with one column between fields.
    ///
    /// A row shorter than the columns leaves the rest empty. Answers the rectangle of the rows.
    @discardableResult
    public mutating func drawTable(
        _ rect: Rect, columns: [TableColumn], rows: [[TableField]], offset: Int = 0, selected: Int? = nil, focused: Bool = false
    ) -> Rect {
        let hasTitles = columns.contains { !$0.title.isEmpty }
        if hasTitles {
            for (column, part) in zip(columns, rect.row(0).splitColumns(columns.map(\.width), gap: 1)) {
                put(column.title, in: part, style: Style(.dim), alignment: column.alignment)
            }
        }
        let body = rect.inset(top: hasTitles ? 1 : 0)
        drawList(body, count: rows.count, offset: offset, selected: selected, focused: focused) { frame, row, index, _ in
            let parts = row.splitColumns(columns.map(\.width), gap: 1)
            for ((column, part), field) in zip(zip(columns, parts), rows[index]) {
                frame.put(field.text, in: part, style: field.style, alignment: column.alignment)
            }
        }
        return body
    }
}
