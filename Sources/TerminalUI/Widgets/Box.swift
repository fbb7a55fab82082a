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

    /// Clears a box in the middle of `area` over whatever is there, draws its frame, and answers the room inside.
    @discardableResult
    public mutating func drawDialog(in area: Rect, size: Size, title: String, right: String = "") -> Rect {
        let box = area.centred(size)
        fill(box, style: Style(.dialog))
        restyle(box) { $0.background = .dialog }
        note(.dialog, at: box)
        let inner = drawBox(box, title: title, right: right, focused: true)
        noteKeys(named: right, endingAt: box.endX - 2, y: box.y)
        return inner.inset(left: 1, right: 1)
    }

    /// The keys of a title such as `Enter runs it · Esc drops it` can be clicked.
    private mutating func noteKeys(named text: String, endingAt end: Int, y: Int) {
        var x = end - DisplayWidth.of(text)
        for part in text.split(separator: " · ") {
            let width = DisplayWidth.of(String(part))
            if let key = part.split(separator: " ").first.flatMap({ Key(name: String($0)) }) {
                note(.key(key), at: Rect(x: x, y: y, width: width, height: 1))
            }
            x += width + 3
        }
    }
}
