/// The characters that widgets draw with.
public struct Glyphs: Hashable, Sendable {
    public var isASCII: Bool
    public var topLeft, topRight, bottomLeft, bottomRight: Character
    public var horizontal, vertical: Character
    /// Where a dividing line meets the left and the right side of a box.
    public var leftTee, rightTee: Character
    public var ellipsis: Character
    /// Eighths of a cell from one to full, growing from the left; the last one is the full cell.
    public var barSteps: [Character]
    public var barTrack: Character
    /// What goes on behind the letter of a part of a line that several share.
    public var shareLine: Character
    /// Heights from lowest to full.
    public var sparkSteps: [Character]
    public var check, cross, running, unknown: Character
    /// In front of the selected row.
    public var marker: Character
    /// Before a row that a person marked.
    public var mark: Character
    public var arrowLeft, arrowRight, arrowUp, arrowDown: Character
    public var pointerLeft, pointerRight, pointerUp: Character
    public var switchOn, switchOff: String
    public var bullet: Character
    public var scrollThumb, scrollTrack: Character
    /// A line that goes on, a branch, and the last branch of a tree.
    public var treeLine, treeBranch, treeEnd: Character

    /// The two keys that go to the left and to the right.
    public var leftRight: String { isASCII ? "Left Right" : "\(arrowLeft)\(arrowRight)" }

    /// The two keys that go up and down.
    public var upDown: String { isASCII ? "Up Down" : "\(arrowUp)\(arrowDown)" }

    /// A key's name as these characters write it: an arrow that ASCII would show as another key's sign is spelled out.
    public func keyName(_ name: String) -> String {
        guard isASCII else { return name }
        return name.map { Glyphs.spelledArrows[$0] ?? String($0) }.joined()
    }

    private static let spelledArrows: [Character: String] = ["←": "Left", "→": "Right", "↑": "Up", "↓": "Down"]

    public static let unicode = Glyphs(
        isASCII: false, topLeft: "╭", topRight: "╮", bottomLeft: "╰", bottomRight: "╯", horizontal: "─", vertical: "│",
        leftTee: "├", rightTee: "┤", ellipsis: "…", barSteps: ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"], barTrack: "░",
        shareLine: "━",
        sparkSteps: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"], check: "✓", cross: "✗", running: "…", unknown: "?", marker: "▸", mark: "•",
        arrowLeft: "←", arrowRight: "→", arrowUp: "↑", arrowDown: "↓", pointerLeft: "◂", pointerRight: "▸", pointerUp: "▴", switchOn: "[■]",
        switchOff: "[ ]", bullet: "·", scrollThumb: "┃", scrollTrack: "│", treeLine: "─", treeBranch: "┬", treeEnd: "└")

    public static let ascii = Glyphs(
        isASCII: true, topLeft: "+", topRight: "+", bottomLeft: "+", bottomRight: "+", horizontal: "-", vertical: "|",
        leftTee: "+", rightTee: "+", ellipsis: "~", barSteps: ["#"], barTrack: ".",
        shareLine: "=",
        sparkSteps: [".", ":", "-", "=", "+", "*", "%", "#"], check: "v", cross: "x", running: "~", unknown: "?", marker: ">", mark: "*",
        arrowLeft: "<", arrowRight: ">", arrowUp: "^", arrowDown: "v", pointerLeft: "<", pointerRight: ">", pointerUp: "^", switchOn: "[x]",
        switchOff: "[ ]", bullet: ".", scrollThumb: "#", scrollTrack: "|", treeLine: "-", treeBranch: "+", treeEnd: "`")
}

/// How many colours a terminal shows.
public enum ColourDepth: String, CaseIterable, Hashable, Sendable {
    case mono
    case ansi16 = "16"
    case palette256 = "256"
    case direct
}

/// What the terminal can show and how the person wants it to look.
public struct Appearance: Equatable, Sendable {
    public var colours: ColourDepth
    /// True when only ASCII may be drawn, as on a terminal without UTF-8.
    public var ascii: Bool
    public var theme: Theme

    public init(colours: ColourDepth = .direct, ascii: Bool = false, theme: Theme = .builtIn) {
        self.colours = colours
        self.ascii = ascii
        self.theme = theme
    }

    public var glyphs: Glyphs { ascii ? .ascii : .unicode }
}
