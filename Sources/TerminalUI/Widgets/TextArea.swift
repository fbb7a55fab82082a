extension TextField {
    /// The text on lines, and where its cursor stands.
    package struct Lines {
        /// What is drawn: a line feed stands as a sign at the end of its line.
        package var lines: [[(character: Character, width: Int)]] = []
        /// The line and the column of the cursor.
        package var cursor = Point(0, 0)

        package var texts: [String] { lines.map { String($0.map(\.character)) } }
    }

    /// Breaks the text into lines of at most `width` columns, behind spaces where there are any and behind every line feed.
    package func lines(width: Int) -> Lines {
        // The cursor needs a column behind the last character.
        let width = max(width - 1, 1)
        let cells = VisibleText.cells(of: text)
        let cursorCell = VisibleText.cells(of: String(text.prefix(cursor))).count
        var result = Lines()
        var start = 0
        func end(at place: Int) {
            if cursorCell >= start, cursorCell < place || place == cells.count {
                let before = cells[start..<min(cursorCell, place)].reduce(0) { $0 + $1.width }
                result.cursor = Point(before, result.lines.count)
            }
            result.lines.append(Array(cells[start..<place]))
            start = place
        }
        var used = 0
        var index = 0
        while index < cells.count {
            if used + cells[index].width > width, index > start {
                let space = cells[start..<index].lastIndex { $0.character == " " }
                end(at: space.map { $0 + 1 } ?? index)
                used = cells[start..<index].reduce(0) { $0 + $1.width }
                continue
            }
            used += cells[index].width
            index += 1
            if cells[index - 1].character == TextField.lineFeedSign {
                end(at: index)
                used = 0
            }
        }
        // The line after a line feed at the end is there, and empty.
        end(at: cells.count)
        return result
    }

    /// Moves the cursor to the line above or below, as near to its column as that line reaches.
    public mutating func moveLine(by step: Int, width: Int) {
        let shown = lines(width: width)
        let target = shown.cursor.y + step
        guard shown.lines.indices.contains(target) else { return }
        var column = 0
        var cells = shown.lines[..<target].reduce(0) { $0 + $1.count }
        for cell in shown.lines[target] {
            guard column + cell.width <= shown.cursor.x, cell.character != TextField.lineFeedSign else { break }
            column += cell.width
            cells += 1
        }
        // A line that is broken ends before the first character of the next one.
        if target + 1 < shown.lines.count, column > 0, cells == shown.lines[...target].reduce(0, { $0 + $1.count }) { cells -= 1 }
        moveCursor(toCell: cells)
    }
}

extension Frame {
    /// Draws the lines of a text field on as many rows as a rectangle has, those around the cursor, and answers where the cursor stands.
    @discardableResult
    package mutating func drawTextArea(_ rect: Rect, _ shown: TextField.Lines, placeholder: String = "") -> Point? {
        guard !rect.isEmpty else { return nil }
        fill(rect, style: Style(.input))
        guard !shown.lines.allSatisfy(\.isEmpty) else {
            put(placeholder, in: rect, style: Style(.placeholder))
            return rect.origin
        }
        let top = min(max(shown.cursor.y - rect.height + 1, 0), max(shown.lines.count - rect.height, 0))
        for (line, text) in shown.texts.dropFirst(top).prefix(rect.height).enumerated() {
            put(text, in: rect, line: line, style: Style(.input))
        }
        return Point(rect.x + min(shown.cursor.x, rect.width - 1), rect.y + shown.cursor.y - top)
    }
}
