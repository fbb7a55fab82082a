import TerminalUI
import Testing
import Workbench

/// The text of a screen's golden: at each size what stands there, and below it a letter for the style of each place.
///
/// A screen is held whole or, where it stands on another, by the rows that differ. Without colour and in ASCII the same frame is
/// drawn with other means; only what does not follow from the first picture is written down.
struct ScreenPage {
    private let screen: Screen
    private let pictures: [Picture]

    /// One size: the state, how it is drawn, and the rows that are not as in the screen below it.
    private struct Picture {
        var state: State
        var frame: Frame
        var rows: [Int]
        var name: String { "\(frame.size.columns)x\(frame.size.rows)" }

        init(_ screen: Screen, _ size: Size) {
            state = screen.state(size)
            let frame = view(state, Appearance())
            let base = screen.base.flatMap(Screen.named).map { view($0.state(size), Appearance()) }
            rows = (0..<size.rows).filter { y in
                guard let base else { return true }
                return base.row(y) != frame.row(y) && !Self.isFaded(base.row(y), frame.row(y))
            }
            self.frame = frame
        }

        /// Whether a row only stepped back behind a dialog.
        private static func isFaded(_ base: ArraySlice<Cell>, _ row: ArraySlice<Cell>) -> Bool {
            base.count == row.count
                && zip(base, row).allSatisfy { before, now in
                    before.character == now.character && (now.style == Style(.dim) || now.style == before.style)
                }
        }
    }

    init(screen: Screen) {
        self.screen = screen
        pictures = Screen.sizes.map { Picture(screen, $0) }
    }

    var text: String {
        let leftOut = screen.base.map { "Rows that are as in \($0).txt, or dim behind a dialog, are left out. " } ?? ""
        var lines = ["# \(screen.name): \(screen.about)", "# \(leftOut)Letters below a picture are styles, see styles.txt."]
        for picture in pictures { lines += coloured(picture) }
        lines += withoutColour(pictures[0])
        for picture in pictures { lines += inASCII(picture) }
        return lines.joined(separator: "\n")
    }

    /// Styles that have no letter yet.
    var unknownStyles: [String] {
        var unknown: [String] = []
        for picture in pictures {
            for cell in (0..<picture.frame.size.rows).flatMap(picture.frame.row) where Self.shows(cell) {
                let label = cell.style.label
                if StyleLetters.letter(cell.style) == nil, !unknown.contains(label) { unknown.append(label) }
            }
        }
        return unknown
    }

    // MARK: Parts

    private func coloured(_ picture: Picture) -> [String] {
        let head = ["", "== \(picture.name) =="]
        guard !picture.rows.isEmpty else { return head + ["(as there)"] }
        return head + picture.rows.map { Self.numbered($0, Self.text(picture.frame, $0)) } + ["-- styles --"]
            + picture.rows.map { Self.numbered($0, Self.line(picture.frame, $0) { StyleLetters.letter($0.style) ?? "�" }) }
    }

    /// Bold, underline, reverse and dim are what is left without colours.
    private func withoutColour(_ picture: Picture) -> [String] {
        guard !picture.rows.isEmpty else { return [] }
        let lines = picture.rows.map { y in
            Self.numbered(y, Self.line(picture.frame, y) { Self.attributeLetter(Theme.builtIn.look($0.style, .mono).modifiers) })
        }
        let head = "== \(picture.name) without colours: b bold, d dim, u underline, r reverse, U B bold with these, + others =="
        return ["", head] + lines
    }

    private static func attributeLetter(_ modifiers: Style.Modifiers) -> Character {
        switch modifiers {
        case []: " "
        case .bold: "b"
        case .dim: "d"
        case .underline: "u"
        case .reverse: "r"
        case [.bold, .underline]: "U"
        case [.bold, .reverse]: "B"
        default: "+"
        }
    }

    /// Rows whose ASCII form is more than one sign for another.
    private func inASCII(_ picture: Picture) -> [String] {
        let ascii = view(picture.state, Appearance(ascii: true))
        let rows = picture.rows.filter { Self.parted(Self.text(ascii, $0)) != Self.parted(Self.plainSigns(Self.text(picture.frame, $0))) }
        guard !rows.isEmpty else { return [] }
        let head = "== \(picture.name) in ASCII, where it is more than the plain sign for the other =="
        return ["", head] + rows.map { Self.numbered($0, Self.text(ascii, $0)) }
    }

    /// What stands in ASCII for each sign of the usual pictures.
    private static let signs: [Character: Character] = {
        let pairs: [(String, Character)] = [
            ("╭╮╰╯├┤┬", "+"), ("─", "-"), ("│", "|"), ("┃█▏▎▍▌▋▊▉", "#"), ("░", "."), ("━", "="), ("▁", "."), ("▂", ":"), ("▃", "-"),
            ("▄", "="),
            ("▅", "+"),
            ("▆", "*"), ("▇", "%"), ("✓", "v"), ("✗", "x"), ("…", "~"), ("▸→", ">"), ("◂←", "<"), ("•", "*"), ("■", "x"), ("·", "."),
            ("└", "`"), ("␣", "_"), ("↑", "^"), ("↓", "v"),
        ]
        return pairs.reduce(into: [:]) { signs, pair in for sign in pair.0 { signs[sign] = pair.1 } }
    }()

    /// A bar parts two words in ASCII, where a dot does else.
    private static func parted(_ line: String) -> String { line.replacing(" | ", with: " . ") }

    private static func plainSigns(_ line: String) -> String { String(line.map { signs[$0] ?? $0 }) }

    // MARK: Lines

    /// Whether a cell's style is to be seen: text, or on an empty place a line or a ground other than that of the dialog around it.
    private static func shows(_ cell: Cell) -> Bool {
        let hasGround = cell.style.background != nil && cell.style.background != .dialog
        return cell.style != .plain && (cell.character != " " || hasGround || !cell.style.modifiers.isEmpty)
    }

    private static func text(_ frame: Frame, _ y: Int) -> String {
        trimmed(String(frame.row(y).filter { $0.width > 0 }.map(\.character)))
    }

    /// A letter a column; none where plain text or nothing stands.
    private static func line(_ frame: Frame, _ y: Int, _ letter: (Cell) -> Character) -> String {
        trimmed(String(frame.row(y).map { shows($0) ? letter($0) : " " }))
    }

    private static func numbered(_ y: Int, _ line: String) -> String {
        let number = "\(y + 1)"
        return trimmed(String(repeating: " ", count: max(2 - number.count, 0)) + number + "|" + line)
    }

    private static func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}
