import CNcurses
import TerminalUI

/// Draws frames into ncurses' screen, row by row, and only rows that differ from the last frame.
struct Painter {
    private var palette: Palette
    private let isUTF8: Bool
    private var last: Frame?
    private var looks: [Style: (bits: Int32, pair: Int32)] = [:]
    private var latest: (style: Style, bits: Int32, pair: Int32)?

    init(palette: Palette, isUTF8: Bool) {
        self.palette = palette
        self.isUTF8 = isUTF8
    }

    var depth: ColourDepth { palette.depth }

    /// Forgets the last frame and the looks, so that the next frame is drawn whole.
    mutating func invalidate() {
        last = nil
        looks = [:]
        latest = nil
    }

    mutating func paint(_ frame: Frame, appearance: Appearance, size: Size) {
        let previous = last?.size == frame.size ? last : nil
        if previous == nil { wb_erase() }
        let columns = min(frame.size.columns, size.columns)
        var cells: [cchar_t] = []
        cells.reserveCapacity(columns)
        var changed: [Int] = []
        for y in 0..<min(frame.size.rows, size.rows) {
            let row = frame.row(y)
            if let previous, previous.row(y) == row { continue }
            cells.removeAll(keepingCapacity: true)
            for cell in row.prefix(columns) where cell.width > 0 { append(cell, to: &cells, appearance) }
            wb_draw_row(Int32(y), cells, Int32(cells.count))
            changed.append(y)
        }
        if let previous, Self.hasMovedRows(changed, from: previous, to: frame) { changed.forEach { wb_redraw_row(Int32($0)) } }
        last = frame
    }

    /// Whether a row stands where another one stood: ncurses would move it with the terminal's scrolling, and cannot be told not to. Several
    /// terminals that go by an xterm's name scroll by one line alone, or not within a part of the screen, and keep rubble.
    private static func hasMovedRows(_ changed: [Int], from previous: Frame, to frame: Frame) -> Bool {
        changed.contains { y in
            let row = frame.row(y)
            return changed.contains { $0 != y && previous.row($0) == row }
        }
    }

    private mutating func append(_ cell: Cell, to cells: inout [cchar_t], _ appearance: Appearance) {
        let (bits, pair) = resolve(cell.style, appearance)
        var target = cchar_t()
        if drawable(cell), set(&target, cell.character.unicodeScalars, bits, pair) { return cells.append(target) }
        // Something of the same width stands for what this terminal's locale cannot draw.
        for _ in 0..<cell.width {
            if wb_set_single(&target, 0x3F, bits, pair) { cells.append(target) }
        }
    }

    /// At most five code points, as many as ncurses keeps; an array is only made for more than one.
    private func set(_ target: inout cchar_t, _ scalars: Character.UnicodeScalarView, _ bits: Int32, _ pair: Int32) -> Bool {
        var rest = scalars.makeIterator()
        guard let first = rest.next() else { return false }
        guard rest.next() != nil else { return wb_set_single(&target, wchar_t(bitPattern: first.value), bits, pair) }
        return wb_set_cell(&target, scalars.prefix(5).map { wchar_t(bitPattern: $0.value) } + [0], bits, pair)
    }

    /// Whether the C library agrees about the width of each part; ncurses goes by it.
    private func drawable(_ cell: Cell) -> Bool {
        var scalars = cell.character.unicodeScalars.makeIterator()
        guard let base = scalars.next() else { return false }
        if base.value < 0x7F { return base.value >= 0x20 && (isUTF8 || cell.character.isASCII) }
        guard isUTF8, wb_character_width(base.value) == Int32(cell.width) else { return false }
        while let mark = scalars.next() {
            if wb_character_width(mark.value) != 0 { return false }
        }
        return true
    }

    private mutating func resolve(_ style: Style, _ appearance: Appearance) -> (bits: Int32, pair: Int32) {
        // Neighbours mostly look alike.
        if let latest, latest.style == style { return (latest.bits, latest.pair) }
        let look = looks[style] ?? palette.resolve(appearance.theme.look(style, appearance.colours))
        looks[style] = look
        latest = (style, look.bits, look.pair)
        return look
    }
}
