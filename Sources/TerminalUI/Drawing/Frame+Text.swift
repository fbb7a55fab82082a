extension Frame {
    /// The rows as plain text without trailing spaces, for golden tests and text captures.
    public var text: String {
        (0..<size.rows).map { y in
            var line = ""
            for cell in row(y) where cell.width > 0 { line.append(cell.character) }
            return Frame.trimmed(line)
        }.joined(separator: "\n")
    }

    /// The rows as runs of equal style, such as `[title+bold|Cases][selection| 1 2]`; unstyled text stands bare.
    public var styledText: String {
        (0..<size.rows).map { y in
            var runs: [(style: Style, text: String)] = []
            for cell in row(y) where cell.width > 0 {
                if runs.last?.style == cell.style {
                    runs[runs.count - 1].text.append(cell.character)
                } else {
                    runs.append((cell.style, String(cell.character)))
                }
            }
            if let last = runs.last, last.style == .plain { runs[runs.count - 1].text = Frame.trimmed(last.text) }
            return runs.map { $0.style == .plain ? $0.text : "[\($0.style.label)|\($0.text)]" }.joined()
        }.joined(separator: "\n")
    }

    private static func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}

extension Style {
    /// A short form for golden tests: role, `@` background, `+` modifiers.
    public var label: String {
        var label = role.rawValue
        if let background { label += "@\(background.rawValue)" }
        for (modifier, name) in Modifiers.names where modifiers.contains(modifier) { label += "+\(name)" }
        return label
    }
}

extension Style.Modifiers {
    /// Every modifier with the name that themes and goldens use.
    static let names: [(Style.Modifiers, String)] = [
        (.bold, "bold"), (.underline, "underline"), (.reverse, "reverse"), (.dim, "dim"), (.italic, "italic"),
    ]
}
