import CNcurses
import TerminalUI

/// Draws frames into ncurses' screen, row by row, and only rows that differ from the last frame.
struct Painter {
    private var palette: Palette
    private let isUTF8: Bool
    private var last: Frame?
    private var looks: [Style: (bits: Int32, pair: Int32)] = [:]

    init(palette: Palette, isUTF8: Bool) {
        self.palette = palette
        self.isUTF8 = isUTF8
    }

    var depth: ColourDepth { palette.depth }

    /// Forgets the last frame and the looks, so that the next frame is drawn whole.
    mutating func invalidate() {
        last = nil
        looks = [:]
    }

    mutating func paint(_ frame: Frame, appearance: Appearance, size: Size) {
        let previous = last?.size == frame.size ? last : nil
        if previous == nil { wb_erase() }
        let columns = min(frame.size.columns, size.columns)
        var cells: [cchar_t] = []
        cells.reserveCapacity(columns)
        for y in 0..<min(frame.size.rows, size.rows) {
            let row = frame.row(y)
            if let previous, previous.row(y) == row { continue }
            cells.removeAll(keepingCapacity: true)
            for cell in row.prefix(columns) where cell.width > 0 { append(cell, to: &cells, appearance) }
            wb_draw_row(Int32(y), cells, Int32(cells.count))
        }
        last = frame
    }

    private mutating func append(_ cell: Cell, to cells: inout [cchar_t], _ appearance: Appearance) {
        let (bits, pair) = resolve(cell.style, appearance)
        var target = cchar_t()
        if drawable(cell) {
            var text = cell.character.unicodeScalars.prefix(5).map { wchar_t(bitPattern: $0.value) }
            text.append(0)
            if wb_set_cell(&target, text, bits, pair) {
                cells.append(target)
                return
            }
        }
        // Something of the same width stands for what this terminal's locale cannot draw.
        for _ in 0..<cell.width {
            if wb_set_cell(&target, [wchar_t(0x3F), 0], bits, pair) { cells.append(target) }
        }
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
        if let known = looks[style] { return known }
        let resolved = palette.resolve(appearance.theme.look(style, appearance.colours))
        looks[style] = resolved
        return resolved
    }
}
