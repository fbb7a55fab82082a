/// One line of text being edited, with a cursor between its characters.
public struct TextField: Hashable, Sendable {
    public private(set) var text: String
    /// Characters before the cursor.
    public private(set) var cursor: Int

    /// Line breaks stay in the text, and are drawn as visible signs; otherwise they become spaces.
    private let keepsNewlines: Bool

    public init(_ text: String = "", keepsNewlines: Bool = false) {
        self.text = text
        self.keepsNewlines = keepsNewlines
        self.cursor = text.count
    }

    /// Applies an editing key; false when the key does not edit.
    public mutating func apply(_ key: Key) -> Bool {
        switch key {
        case .character(let character): insert(String(character))
        case .left, .control("b"): cursor = max(cursor - 1, 0)
        case .right, .control("f"): cursor = min(cursor + 1, text.count)
        case .home, .control("a"): cursor = 0
        case .end, .control("e"): cursor = text.count
        case .alt("b"), .modified(.control, .left), .modified(.alt, .left): cursor = wordStart
        case .alt("f"), .modified(.control, .right), .modified(.alt, .right): cursor = wordEnd
        case .backspace, .control("h"): delete(from: max(cursor - 1, 0), to: cursor)
        case .delete, .control("d"): delete(from: cursor, to: min(cursor + 1, text.count))
        case .control("w"), .modified(.alt, .backspace): delete(from: wordStart, to: cursor)
        case .control("u"): delete(from: 0, to: cursor)
        case .control("k"): delete(from: cursor, to: text.count)
        default: return false
        }
        return true
    }

    /// Inserts typed or pasted text at the cursor.
    public mutating func insert(_ added: String) {
        let line = String(added.map { $0.isNewline ? (keepsNewlines ? "\n" : " ") : $0 })
        let before = text.prefix(cursor) + line
        text = String(before + text.dropFirst(cursor))
        // Joined marks may make fewer characters of the two parts.
        cursor = min(before.count, text.count)
    }

    /// What a line feed is drawn as.
    static let lineFeedSign = VisibleText.lineFeedSign

    /// Puts the cursor before the cell with this number, of those that are drawn.
    mutating func moveCursor(toCell place: Int) {
        var cells = 0
        var characters = 0
        for character in text {
            guard cells < place else { break }
            cells += VisibleText.cells(of: String(character)).count
            characters += 1
        }
        cursor = characters
    }

    private mutating func delete(from start: Int, to end: Int) {
        guard start < end else { return }
        text = String(text.prefix(start) + text.dropFirst(end))
        cursor = min(start, text.count)
    }

    private var wordStart: Int {
        let before = Array(text.prefix(cursor))
        var index = before.count
        while index > 0, before[index - 1] == " " { index -= 1 }
        while index > 0, before[index - 1] != " " { index -= 1 }
        return index
    }

    private var wordEnd: Int {
        let characters = Array(text)
        var index = cursor
        while index < characters.count, characters[index] == " " { index += 1 }
        while index < characters.count, characters[index] != " " { index += 1 }
        return index
    }
}

extension Frame {
    /// Draws a prompt and a text field on one row, scrolled so that the cursor is visible, and answers where the cursor
    /// stands; nil when there is no room or the field is not focused.
    @discardableResult
    public mutating func drawTextField(
        _ rect: Rect, field: TextField, prompt: String = "", placeholder: String = "", focused: Bool
    ) -> Point? {
        let row = rect.row(0)
        guard !row.isEmpty else { return nil }
        let promptWidth = prompt.isEmpty ? 0 : put(prompt, in: row, style: Style(.keyName))
        let room = row.inset(left: promptWidth)
        guard !room.isEmpty else { return nil }
        fill(room, style: Style(.input))
        if field.text.isEmpty, !focused || !placeholder.isEmpty {
            put(placeholder, in: room, style: Style(.placeholder))
            return focused ? room.origin : nil
        }
        // Without focus the beginning is shown; with it, the part before the cursor, which needs a column of its own.
        var before = VisibleText.cells(of: String(field.text.prefix(field.cursor)))
        var width = before.reduce(0) { $0 + $1.width }
        var hidden = 0
        while focused, width > room.width - 1, let first = before.first {
            before.removeFirst()
            width -= first.width
            hidden += 1
        }
        let cells = VisibleText.cells(of: field.text).dropFirst(hidden)
        put(String(cells.map(\.character)), in: room, style: Style(.input))
        return focused ? Point(room.x + width, room.y) : nil
    }
}
