extension Frame {
    /// Draws a box with a title at the left of its top side and another text at the right, and answers the room inside.
    @discardableResult
    public mutating func drawBox(_ rect: Rect, title: String = "", right: String = "", focused: Bool = false) -> Rect {
        guard !rect.isEmpty else { return rect }
        let style = Style(focused ? .borderFocused : .border)
        for y in [rect.y, rect.endY - 1] {
            fill(Rect(x: rect.x, y: y, width: rect.width, height: 1), withGlyph: glyphs.horizontal, style: style)
        }
        for x in [rect.x, rect.endX - 1] {
            fill(Rect(x: x, y: rect.y, width: 1, height: rect.height), withGlyph: glyphs.vertical, style: style)
        }
        put(glyphs.topLeft, at: Point(rect.x, rect.y), style: style)
        put(glyphs.topRight, at: Point(rect.endX - 1, rect.y), style: style)
        put(glyphs.bottomLeft, at: Point(rect.x, rect.endY - 1), style: style)
        put(glyphs.bottomRight, at: Point(rect.endX - 1, rect.endY - 1), style: style)
        drawTitles(on: rect.row(0), title: title, right: right, focused: focused)
        return rect.inset(by: 1)
    }

    /// Draws a line with a title across a box, joined to both of its sides: `├ Title ───┤`.
    public mutating func drawDivider(in box: Rect, line: Int, title: String = "", right: String = "", focused: Bool = false) {
        let row = box.row(line)
        guard !row.isEmpty else { return }
        let style = Style(focused ? .borderFocused : .border)
        fill(row, withGlyph: glyphs.horizontal, style: style)
        put(glyphs.leftTee, at: row.origin, style: style)
        put(glyphs.rightTee, at: Point(row.endX - 1, row.y), style: style)
        drawTitles(on: row, title: title, right: right, focused: focused)
    }

    private mutating func drawTitles(on row: Rect, title: String, right: String, focused: Bool) {
        // A corner and a space stand at each end.
        let room = row.inset(left: 1, right: 1)
        var used = 0
        if !title.isEmpty, room.width >= 3 {
            let style = focused ? Style(.title, bold: true) : Style(.title)
            used = put(" \(Text.clip(title, room.width - 2, ellipsis: glyphs.ellipsis)) ", at: room.origin, style: style)
        }
        let free = room.width - used
        if !right.isEmpty, free >= 4 {
            let text = " \(Text.clip(right, free - 3, ellipsis: glyphs.ellipsis)) "
            put(text, at: Point(room.endX - DisplayWidth.of(text), row.y), style: Style(.dim))
        }
    }

    /// A dialog's columns on a screen of so many: all of them where it would leave only slivers of what it stands on at its sides.
    public static func dialogColumns(_ wanted: Int, of columns: Int) -> Int {
        columns - wanted < leastRest ? columns : wanted
    }

    private static var leastRest: Int { 16 }

    /// Clears a box in the middle of `area` over whatever is there, draws its frame, and answers the room inside.
    ///
    /// - Parameters:
    ///   - right: what a look at the dialog should tell: how many, how far.
    ///   - keys: what can be pressed, on the lower side; the way out comes last.
    @discardableResult
    public mutating func drawDialog(in area: Rect, size: Size, title: String, right: String = "", keys: [KeyHint] = []) -> Rect {
        let box = area.centred(Size(columns: Frame.dialogColumns(size.columns, of: area.width), rows: size.rows))
        // A free column at each side parts it from the lines and letters around it.
        fill(Rect(x: box.x - 1, y: box.y, width: box.width + 2, height: box.height))
        fill(box, style: Style(.dialog))
        restyle(box) { $0.background = .dialog }
        note(.dialog, at: box)
        let inner = drawBox(box, title: title, right: right, focused: true)
        drawKeys(below: box, keys)
        return inner.inset(left: 1, right: 1)
    }

    /// Draws hints on the lower side of a box: the one place for the keys of what stands above the panes. Where they do not all fit,
    /// those before the last give way, so that the way out is never what is cut.
    public mutating func drawKeys(below box: Rect, _ hints: [KeyHint]) {
        let room = box.row(box.height - 1).inset(left: 2, right: 2)
        var hints = hints.map { hint in
            var hint = hint
            hint.keys = glyphs.keyName(hint.keys)
            return hint
        }
        func width() -> Int { hints.reduce(0) { $0 + KeyHint.width(of: $1) + 2 } }
        while hints.count > 1, width() > room.width { hints.remove(at: hints.count - 2) }
        guard !hints.isEmpty, width() <= room.width else { return }
        put(String(repeating: " ", count: width()), at: room.origin)
        drawKeyHints(room.inset(left: 1), hints: hints)
    }
}
