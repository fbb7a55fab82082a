import TerminalUI

/// What a terminal shows after the bytes a program wrote: enough of an xterm to read what ncurses draws.
///
/// Colours are forgotten; of the attributes only reverse is kept. Sequences that are not known are counted, so that a test can say
/// that there was none.
public struct ScreenReader: Sendable {
    public private(set) var columns: Int
    public private(set) var rows: Int
    public internal(set) var cursor = (x: 0, y: 0)
    /// DEC's private modes that are on: 25 the cursor, 1049 the other screen, 1000 to 1006 the mouse, 2004 bracketed paste.
    public internal(set) var modes: Set<Int> = [7, 25]
    /// Sequences that this reader does not know.
    public internal(set) var unknown: [String] = []
    /// Bytes read so far.
    public private(set) var byteCount = 0

    private var grid: [[Place]]
    var savedCursor = (x: 0, y: 0)
    var isReverse = false
    /// The rows that scroll.
    var region: ClosedRange<Int>
    private var sequence = SequenceParser()

    /// One column of a row. The right half of a wide character has no text.
    struct Place: Equatable, Sendable {
        var text: String
        var isReverse = false

        static let blank = Place(text: " ")
    }

    public init(columns: Int, rows: Int) {
        self.columns = max(columns, 1)
        self.rows = max(rows, 1)
        region = 0...max(rows - 1, 0)
        grid = Array(repeating: Array(repeating: .blank, count: self.columns), count: self.rows)
    }

    // MARK: Reading

    /// The text of a row, without spaces at its end.
    public func row(_ y: Int) -> String {
        guard grid.indices.contains(y) else { return "" }
        var text = ""
        for place in grid[y] { text += place.text }
        while text.last == " " { text.removeLast() }
        return text
    }

    public var text: String { (0..<rows).map(row).joined(separator: "\n") }

    public func contains(_ text: String) -> Bool { (0..<rows).contains { row($0).contains(text) } }

    /// The first row that holds a text, and the column where it begins there.
    public func find(_ text: String) -> (x: Int, y: Int)? {
        guard let y = (0..<rows).first(where: { row($0).contains(text) }) else { return nil }
        return (0..<columns).first { self.text(row: y, from: $0, to: columns).hasPrefix(text) }.map { ($0, y) }
    }

    /// The text from a column on, up to another.
    public func text(row y: Int, from x: Int, to end: Int) -> String {
        guard grid.indices.contains(y), x < end, x >= 0 else { return "" }
        return grid[y][min(x, columns)..<min(end, columns)].map(\.text).joined()
    }

    public func isReverse(x: Int, y: Int) -> Bool { grid.indices.contains(y) && grid[y].indices.contains(x) && grid[y][x].isReverse }

    // MARK: Writing

    public mutating func resize(columns: Int, rows: Int) {
        let old = grid
        self.columns = max(columns, 1)
        self.rows = max(rows, 1)
        region = 0...(self.rows - 1)
        grid = (0..<self.rows).map { y in
            (0..<self.columns).map { x in old.indices.contains(y) && old[y].indices.contains(x) ? old[y][x] : .blank }
        }
        moveCursor(cursor.x, cursor.y)
    }

    /// Takes what a program wrote; a sequence may be cut anywhere.
    public mutating func feed(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            byteCount += 1
            if let part = sequence.take(byte) { obey(part) }
        }
    }

    mutating func put(_ scalar: Unicode.Scalar) {
        let width = DisplayWidth.of(scalar)
        guard width > 0 else {
            let x = min(cursor.x, columns) - 1
            if x >= 0 { grid[cursor.y][x].text.unicodeScalars.append(scalar) }
            return
        }
        // The cursor waits behind the last column until something comes that needs the next row.
        if cursor.x + width > columns {
            guard modes.contains(7) else { return }
            cursor.x = 0
            lineFeed()
        }
        guard cursor.x + width <= columns else { return }
        grid[cursor.y][cursor.x] = Place(text: String(scalar), isReverse: isReverse)
        if width == 2 { grid[cursor.y][cursor.x + 1] = Place(text: "", isReverse: isReverse) }
        cursor.x += width
    }

    mutating func moveCursor(_ x: Int, _ y: Int) {
        cursor = (min(max(x, 0), columns - 1), min(max(y, 0), rows - 1))
    }

    mutating func lineFeed() {
        if cursor.y == region.upperBound { scroll(region, by: 1) } else { cursor.y = min(cursor.y + 1, rows - 1) }
    }

    /// Moves rows up, or down when `count` is negative; blank rows come in.
    mutating func scroll(_ rows: ClosedRange<Int>, by count: Int) {
        guard rows.upperBound < grid.count else { return }
        let blank = Array(repeating: Place.blank, count: columns)
        for _ in 0..<min(abs(count), rows.count) {
            if count > 0 {
                grid.remove(at: rows.lowerBound)
                grid.insert(blank, at: rows.upperBound)
            } else {
                grid.remove(at: rows.upperBound)
                grid.insert(blank, at: rows.lowerBound)
            }
        }
    }

    mutating func erase(row y: Int, _ range: Range<Int>) {
        let range = range.clamped(to: 0..<columns)
        guard grid.indices.contains(y) else { return }
        for x in range { grid[y][x] = Place(text: " ", isReverse: false) }
    }

    mutating func insertBlanks(_ count: Int) {
        for _ in 0..<min(count, columns - cursor.x) {
            grid[cursor.y].insert(.blank, at: min(cursor.x, columns - 1))
            grid[cursor.y].removeLast()
        }
    }

    mutating func deletePlaces(_ count: Int) {
        for _ in 0..<min(count, columns - cursor.x) {
            grid[cursor.y].remove(at: min(cursor.x, columns - 1))
            grid[cursor.y].append(.blank)
        }
    }
}
