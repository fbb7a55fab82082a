/// A grid of cells: what the screen should show. Drawing outside of it is ignored, at any size.
public struct Frame: Equatable, Sendable {
    public let size: Size
    /// The characters that widgets draw with. With an ASCII set, text is reduced to ASCII as well.
    public let glyphs: Glyphs
    private var cells: [Cell]
    /// Where something can be clicked, the latest last; noted only where somebody asks.
    private(set) var targets: [ClickTarget] = []
    private let notesTargets: Bool

    /// - Parameter notesTargets: whether widgets note what can be clicked, for `target(at:)`.
    public init(_ size: Size, glyphs: Glyphs = .unicode, notesTargets: Bool = false) {
        self.size = size
        self.glyphs = glyphs
        self.notesTargets = notesTargets
        self.cells = Array(repeating: .blank, count: size.columns * size.rows)
    }

    /// The whole frame.
    public var bounds: Rect { Rect(size) }

    /// The cell at a place; blank outside.
    public subscript(x: Int, y: Int) -> Cell {
        guard x >= 0, y >= 0, x < size.columns, y < size.rows else { return .blank }
        return cells[y * size.columns + x]
    }

    /// The cells of one row from left to right; none outside.
    public func row(_ y: Int) -> ArraySlice<Cell> {
        guard y >= 0, y < size.rows else { return [] }
        return cells[y * size.columns..<(y + 1) * size.columns]
    }

    // MARK: Text

    /// Draws `text` on one row and answers the columns it took.
    ///
    /// Characters that a terminal would obey are drawn as visible ones. What does not fit into `maxWidth` or the frame
    /// is cut and ends in an ellipsis; a wide character is never split. A style without a background of its own is put on
    /// the background that is there, so text in a dialog or on a selected row keeps its ground.
    @discardableResult
    public mutating func put(_ text: String, at point: Point, style: Style = .plain, maxWidth: Int? = nil) -> Int {
        let space = min(maxWidth ?? Coordinates.limit, size.columns - point.x)
        guard space > 0, point.y >= 0, point.y < size.rows else { return 0 }
        var x = point.x
        let end = point.x + space
        var overflow = false
        let text = glyphs.isASCII ? Frame.withPlainSeparators(text) : text
        VisibleText.forEachCell(of: text, ascii: glyphs.isASCII) { character, width in
            guard x + width <= end else {
                overflow = true
                return false
            }
            set(character, width: width, x: x, y: point.y, style: style)
            x += width
            return true
        }
        if overflow {
            // The cut may need the column of the last character drawn, or both halves of a wide one.
            var mark = min(x, end - 1)
            if self[mark, point.y].width == 0, mark > point.x { mark -= 1 }
            set(glyphs.ellipsis, width: 1, x: mark, y: point.y, style: style)
            x = mark + 1
        }
        return x - point.x
    }

    /// The text with a bar for each dot that parts two words: a full stop, which is what ASCII has for it, would look like the end of a
    /// sentence. Of a dot behind two spaces nothing is parted; it is the letter of a source.
    private static func withPlainSeparators(_ text: String) -> String {
        guard text.contains(" · ") else { return text }
        var characters = Array(text)
        for place in characters.indices.dropFirst(2).dropLast() where characters[place] == "·" {
            if characters[place - 1] == " ", characters[place - 2] != " ", characters[place + 1] == " " { characters[place] = "|" }
        }
        return String(characters)
    }

    /// Draws `text` on one row of a rectangle, aligned and clipped to it.
    @discardableResult
    public mutating func put(
        _ text: String, in rect: Rect, line: Int = 0, style: Style = .plain, alignment: Text.Alignment = .left
    ) -> Int {
        guard line >= 0, line < rect.height else { return 0 }
        let free = max(rect.width - DisplayWidth.of(text), 0)
        let indent =
            switch alignment {
            case .left: 0
            case .right: free
            case .centre: free / 2
            }
        return put(text, at: Point(rect.x + indent, rect.y + line), style: style, maxWidth: rect.width - indent)
    }

    /// Draws one printable character of a glyph set.
    public mutating func put(_ glyph: Character, at point: Point, style: Style = .plain) {
        fill(Rect(x: point.x, y: point.y, width: 1, height: 1), withGlyph: glyph, style: style)
    }

    /// Puts one printable character of a glyph set on every cell of a rectangle.
    public mutating func fill(_ rect: Rect, withGlyph glyph: Character, style: Style = .plain) {
        let area = rect.intersection(bounds)
        guard !area.isEmpty, let cell = VisibleText.cells(of: String(glyph), ascii: glyphs.isASCII).first else { return }
        for y in area.y..<area.endY {
            for x in area.x..<area.endX { set(cell.character, width: cell.width, x: x, y: y, style: style) }
        }
    }

    // MARK: Clicks

    /// Notes what a click on a rectangle stands for.
    public mutating func note(_ meaning: ClickTarget.Meaning, at rect: Rect) {
        if notesTargets { targets.append(ClickTarget(rect: rect, meaning: meaning)) }
    }

    // MARK: Areas

    /// Fills a rectangle with one single-width character, and replaces what was there with its background.
    public mutating func fill(_ rect: Rect, with character: Character = " ", style: Style = .plain) {
        let area = rect.intersection(bounds)
        guard !area.isEmpty else { return }
        let cell = VisibleText.cells(of: String(character), ascii: glyphs.isASCII).first
        let drawn = cell?.width == 1 ? cell?.character ?? " " : " "
        for y in area.y..<area.endY {
            for x in area.x..<area.endX { set(drawn, width: 1, x: x, y: y, style: style, keepsBackground: false) }
        }
    }

    /// Changes the styles inside a rectangle and leaves the characters.
    public mutating func restyle(_ rect: Rect, _ change: (inout Style) -> Void) {
        let area = rect.intersection(bounds)
        guard !area.isEmpty else { return }
        for y in area.y..<area.endY {
            for x in area.x..<area.endX { change(&cells[y * size.columns + x].style) }
        }
    }

    /// Sets one cell and blanks the other half of any wide character it cuts.
    private mutating func set(_ character: Character, width: Int, x: Int, y: Int, style: Style, keepsBackground: Bool = true) {
        guard y >= 0, y < size.rows, x + width > 0, x < size.columns else { return }
        guard x >= 0, x + width <= size.columns else {
            // Half of a wide character at an edge: the visible half is blank.
            for column in max(x, 0)..<min(x + width, size.columns) { set(" ", width: 1, x: column, y: y, style: style) }
            return
        }
        let start = y * size.columns
        if cells[start + x].width == 0, x > 0 { blank(start + x - 1) }
        let next = x + width
        if next < size.columns, cells[start + next].width == 0 { blank(start + next) }
        var style = style
        if keepsBackground, style.background == nil { style.background = cells[start + x].style.background }
        cells[start + x] = Cell(character: character, style: style, width: width)
        if width == 2 { cells[start + x + 1] = .continuation(style) }
    }

    private mutating func blank(_ index: Int) {
        cells[index] = Cell(character: " ", style: cells[index].style)
    }
}
