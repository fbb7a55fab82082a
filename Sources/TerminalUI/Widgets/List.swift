/// The arithmetic of a list that is longer than its room. Positions are settled by whoever owns the state, before drawing.
public enum ListScroll {
    /// The first visible row, moved as little as possible from `offset` so that `selected` is in sight with `margin` rows
    /// around it where there are any, and no room at the end stays empty.
    public static func settle(offset: Int, selected: Int?, count: Int, height: Int, margin: Int = 0) -> Int {
        guard count > 0, height > 0 else { return 0 }
        let last = max(count - height, 0)
        var offset = min(max(offset, 0), last)
        if let selected {
            let selected = min(max(selected, 0), count - 1)
            let margin = min(max(margin, 0), (height - 1) / 2)
            if selected < offset + margin { offset = max(selected - margin, 0) }
            if selected >= offset + height - margin { offset = selected - height + margin + 1 }
        }
        return min(max(offset, 0), last)
    }
}

extension Frame {
    /// Draws the rows of a list from `offset` on. `drawRow` draws one row into its rectangle; the selected row gets the
    /// selection's background afterwards, and keeps its own colours on it.
    public mutating func drawList(
        _ rect: Rect, count: Int, offset: Int, selected: Int?, focused: Bool,
        drawRow: (_ frame: inout Frame, _ rect: Rect, _ index: Int, _ isSelected: Bool) -> Void
    ) {
        let offset = min(max(offset, 0), max(count, 0))
        for line in 0..<max(min(rect.height, count - offset, size.rows), 0) {
            let row = rect.row(line)
            let isSelected = offset + line == selected
            note(.row(offset + line), at: row)
            drawRow(&self, row, offset + line, isSelected)
            if isSelected { drawSelection(row, focused: focused) }
        }
    }

    /// Puts the selection's background behind a row.
    public mutating func drawSelection(_ row: Rect, focused: Bool) {
        restyle(row) { $0.background = focused ? .selection : .selectionUnfocused }
    }

    /// Draws where the visible part of something long lies, on the last column of a rectangle; nothing when all is visible.
    public mutating func drawScrollIndicator(_ rect: Rect, offset: Int, visible: Int, total: Int) {
        guard !rect.isEmpty, visible > 0, total > visible else { return }
        // Longer lists than this are drawn as this long, so that the products below cannot overflow.
        let total = min(total, 1 << 40)
        let visible = min(visible, total - 1)
        let length = max(rect.height * min(visible, rect.height) / total, 1)
        let travel = rect.height - length
        let last = total - visible
        let start = (min(max(offset, 0), last) * travel + last / 2) / last
        for line in 0..<min(rect.height, Size.limit) {
            let isThumb = line >= start && line < start + length
            put(
                isThumb ? glyphs.scrollThumb : glyphs.scrollTrack, at: Point(rect.endX - 1, rect.y + line),
                style: Style(isThumb ? .scroll : .scrollTrack))
        }
    }
}
