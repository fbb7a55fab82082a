/// Text as a frame may draw it: every cell is one printable character, and nothing a terminal could obey is left.
enum VisibleText {
    /// ncurses keeps at most five code points a cell; more marks on one letter are noise.
    private static let marksLimit = 4

    /// What a line feed is drawn as, here as in the tokens that an engine lists.
    static let lineFeedSign: Character = "⏎"

    /// Cells of `text`, without continuation cells.
    static func cells(of text: String, ascii: Bool = false) -> [(character: Character, width: Int)] {
        var cells: [(character: Character, width: Int)] = []
        cells.reserveCapacity(text.utf8.count)
        forEachCell(of: text, ascii: ascii) { character, width in
            cells.append((character, width))
            return true
        }
        return cells
    }

    /// Calls `body` for each cell of `text` until it answers false.
    static func forEachCell(of text: String, ascii: Bool, _ body: (Character, Int) -> Bool) {
        if isPrintableASCII(text) {
            // Most of what a screen shows; each letter is a cell of its own.
            for byte in text.utf8 where !body(asciiCharacters[Int(byte)], 1) { return }
            return
        }
        var pending: (base: Unicode.Scalar, marks: String.UnicodeScalarView, width: Int)?
        func flush() -> Bool {
            guard let (base, marks, width) = pending else { return true }
            pending = nil
            if !ascii { return body(joined(base, marks), width) }
            if let escape = asciiEscape(base) { return body("\\", 1) && body(escape, 1) }
            guard width == 2 else { return body(base.isASCII ? Character(base) : asciiStandIn(base), 1) }
            return body("?", 1) && body("?", 1)
        }
        for scalar in text.unicodeScalars {
            if let (base, marks, _) = pending {
                if isSilentAfter(base: base, scalar) { continue }
                if DisplayWidth.of(scalar) == 0, !isUnsafe(scalar) {
                    if marks.count < marksLimit { pending?.marks.append(scalar) }
                    continue
                }
            }
            guard flush() else { return }
            if let letter = flagLetter(scalar) {
                guard body(letter, 1) else { return }
            } else if isUnsafe(scalar) {
                if ascii, let escape = asciiEscape(scalar) {
                    guard body("\\", 1), body(escape, 1) else { return }
                    continue
                }
                guard body(standIn(scalar, ascii: ascii), 1) else { return }
            } else if DisplayWidth.of(scalar) == 0 {
                pending = ("◌", String.UnicodeScalarView([scalar]), 1)  // A mark with nothing to stand on.
            } else {
                pending = (scalar, String.UnicodeScalarView(), DisplayWidth.of(scalar))
            }
        }
        _ = flush()
    }

    /// Whether each byte of `text` is a printable character.
    static func isPrintableASCII(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    }

    private static let asciiCharacters = (UInt8(0)..<128).map { Character(Unicode.Scalar($0)) }

    /// A base and its marks are one grapheme; `first` stays total if Unicode ever disagrees.
    private static func joined(_ base: Unicode.Scalar, _ marks: String.UnicodeScalarView) -> Character {
        guard !marks.isEmpty else { return Character(base) }
        var scalars = marks
        scalars.insert(base, at: scalars.startIndex)
        return String(scalars).first ?? "?"
    }

    /// Whether a scalar could steer the terminal, hide, or reorder what is beside it.
    static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x20 { return true }
        if scalar.value < 0x7F { return false }
        if scalar.value < 0xA0 { return true }
        if scalar.value < 0xAD { return false }
        // Arrows, lines, blocks and marks, which every frame is full of: no need to ask for their categories.
        if (0x2190...0x23FF).contains(scalar.value) || (0x2460...0x27BF).contains(scalar.value) { return false }
        switch scalar.value {
        case 0x034F, 0x115F, 0x1160, 0x3164, 0xFFA0, 0x17B4, 0x17B5, 0xFE00...0xFE0F, 0xE0000...0xE0FFF, 0xF0000...0x10FFFF: return true
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: return true
        default: return false
        }
    }

    /// Parts of an emoji that change its look and nothing else. They are left out, because terminals disagree about
    /// the width of what they make.
    private static func isSilentAfter(base: Unicode.Scalar, _ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xFE0E, 0xFE0F: true
        case 0x200D, 0x1F3FB...0x1F3FF: base.properties.isEmoji && !base.isASCII
        default: false
        }
    }

    /// Flags are drawn as their two letters, because no two terminals agree about the width of a flag.
    private static func flagLetter(_ scalar: Unicode.Scalar) -> Character? {
        guard (0x1F1E6...0x1F1FF).contains(scalar.value) else { return nil }
        return Unicode.Scalar(scalar.value - 0x1F1E6 + 0x41).map(Character.init)
    }

    /// The one-column character that stands for an unsafe scalar.
    private static func standIn(_ scalar: Unicode.Scalar, ascii: Bool) -> Character {
        guard !ascii else { return "?" }
        switch scalar.value {
        case 0x09: return "⇥"
        case 0x0A: return lineFeedSign
        case 0x00...0x1F: return Unicode.Scalar(0x2400 + scalar.value).map(Character.init) ?? "�"
        case 0x7F: return "␡"
        case 0x80...0x9F: return "�"
        default: return scalar.properties.generalCategory == .format ? "·" : "�"
        }
    }

    /// The letter behind a backslash that stands for a line feed or a tab, and for their signs, on a terminal without Unicode.
    private static func asciiEscape(_ scalar: Unicode.Scalar) -> Character? {
        switch scalar {
        case "\n", "⏎": "n"
        case "\t", "⇥": "t"
        default: nil
        }
    }

    /// What stands for a printable character on a terminal without Unicode.
    private static func asciiStandIn(_ scalar: Unicode.Scalar) -> Character {
        switch scalar {
        case "‘", "’", "‚", "′": "'"
        case "“", "”", "„", "″": "\""
        case "‐", "‑", "‒", "–", "—", "−", "─": "-"
        case "…": "~"
        case "·", "•", "∙": "."
        case "×": "x"
        case "→", "▸", "▶": ">"
        case "←", "◂", "◀": "<"
        case "↑": "^"
        case "↓": "v"
        case "│": "|"
        case "␣": "_"
        case "\u{A0}": " "
        default: "?"
        }
    }
}
