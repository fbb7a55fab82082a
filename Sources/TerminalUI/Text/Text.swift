/// Fits text into columns. Widths are display widths, so wide and combining characters are counted as drawn.
public enum Text {
    public enum Alignment: Hashable, Sendable { case left, right, centre }

    /// `text` cut to at most `width` columns; when something is cut, the last column is `ellipsis`.
    public static func clip(_ text: String, _ width: Int, ellipsis: Character = "…") -> String {
        guard width > 0 else { return "" }
        guard DisplayWidth.of(text) > width else { return text }
        var result = ""
        var columns = 0
        VisibleText.forEachCell(of: text, ascii: false) { character, cellWidth in
            guard columns + cellWidth <= width - 1 else { return false }
            result.append(character)
            columns += cellWidth
            return true
        }
        result.append(ellipsis)
        return result
    }

    /// `text` broken into lines of at most `width` columns, at spaces where there are any.
    ///
    /// Line feeds break lines, but one at the end starts none; spaces at the end of a line are dropped; a word longer than
    /// a line is cut. An empty text is one empty line, and a width below 1 gives no lines.
    public static func wrap(_ text: String, _ width: Int) -> [String] {
        if width > 0, text.utf8.count <= width, VisibleText.isPrintableASCII(text), text.utf8.last != UInt8(ascii: " ") { return [text] }
        return flow([text], width: width).map { fragments in
            var line = fragments.map(\.text).joined()
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// Part of a piece placed on a line by `flow`.
    public struct Fragment: Hashable, Sendable {
        /// Index of the piece it is cut from.
        public var piece: Int
        /// The text as it is drawn.
        public var text: String
        /// The column it starts at and the columns it takes.
        public var column: Int
        public var width: Int

        public init(piece: Int, text: String, column: Int, width: Int) {
            self.piece = piece
            self.text = text
            self.column = column
            self.width = width
        }
    }

    /// Lays pieces (tokens of an answer, spans of a sentence) one after another on lines of at most `width` columns.
    ///
    /// Words may span pieces; lines break as in `wrap`. Each fragment says which piece it belongs to, so that a style,
    /// a mark or a cursor can be put where the piece stands. A piece that is only the line feed or the space at a break
    /// has an empty fragment there, so no piece is without a place.
    public static func flow(_ pieces: [String], width: Int) -> [[Fragment]] {
        guard width > 0 else { return [] }
        var flow = Flow(width: width)
        for (index, piece) in pieces.enumerated() { flow.append(piece, index: index) }
        return flow.finish()
    }
}

/// The state of `Text.flow`: finished lines, the line in hand, and the word at its end that may still move down.
private struct Flow {
    typealias Item = (piece: Int, character: Character, width: Int)

    let width: Int
    private var lines: [[Text.Fragment]] = []
    private var line: [Item] = []
    private var lineWidth = 0
    private var word: [Item] = []
    private var wordWidth = 0

    init(width: Int) {
        self.width = width
    }

    mutating func append(_ piece: String, index: Int) {
        if piece.isEmpty { word.append((index, " ", 0)) }
        guard piece.utf8.contains(UInt8(ascii: "\n")) else { return appendCells(piece, index: index) }
        // CR LF is one character to Swift, so lines are cut on scalars.
        var visible = String.UnicodeScalarView()
        for scalar in piece.unicodeScalars {
            guard scalar == "\n" else {
                visible.append(scalar)
                continue
            }
            if visible.last == "\r" { visible.removeLast() }
            appendCells(String(visible), index: index)
            visible = String.UnicodeScalarView()
            endWord()
            line.append((index, " ", 0))
            breakLine()
        }
        appendCells(String(visible), index: index)
    }

    private mutating func appendCells(_ text: String, index: Int) {
        for (character, cellWidth) in VisibleText.cells(of: text) {
            if character == " " {
                endWord()
                // A space that does not fit vanishes into the break, but keeps the place of its piece.
                let fits = lineWidth + 1 <= width
                line.append((index, " ", fits ? 1 : 0))
                lineWidth += fits ? 1 : 0
                continue
            }
            if wordWidth + cellWidth > width { endWord() }
            word.append((index, character, cellWidth))
            wordWidth += cellWidth
            if cellWidth == 2 { endWord() }  // East Asian text breaks between any two characters.
        }
    }

    private mutating func endWord() {
        if lineWidth > 0, lineWidth + wordWidth > width { breakLine() }
        line += word
        lineWidth += wordWidth
        word = []
        wordWidth = 0
    }

    private mutating func breakLine() {
        var fragments: [Text.Fragment] = []
        var column = 0
        for item in line {
            if fragments.last?.piece != item.piece {
                fragments.append(Text.Fragment(piece: item.piece, text: "", column: column, width: 0))
            }
            guard item.width > 0 else { continue }
            // A character that is wider than the whole line cannot be drawn.
            fragments[fragments.count - 1].text.append(item.width > width ? "…" : item.character)
            fragments[fragments.count - 1].width += min(item.width, width)
            column += min(item.width, width)
        }
        lines.append(fragments)
        line = []
        lineWidth = 0
    }

    mutating func finish() -> [[Text.Fragment]] {
        endWord()
        if !line.isEmpty || lines.isEmpty { breakLine() }
        return lines
    }
}
