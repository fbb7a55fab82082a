/// Text from strangers, made safe to print: control characters and direction marks become visible characters.
public enum VisibleText {
    /// The text with a visible character for each one that could steer a terminal.
    ///
    /// - Parameter keepingNewlines: whether line feeds stay as they are.
    public static func of(_ text: String, keepingNewlines: Bool = false) -> String {
        var visible = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A where keepingNewlines:
                visible.append(scalar)
            // The signs of a line feed and a tab in tokens.
            case 0x09: visible.append("⇥")
            case 0x0A: visible.append("⏎")
            case 0x00...0x1F:
                // The control pictures block mirrors the C0 controls.
                visible.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
            case 0x7F:
                visible.append("\u{2421}")
            case 0x80...0x9F, 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0x2028, 0x2029, 0xFEFF:
                visible.append("\u{FFFD}")
            default:
                visible.append(scalar)
            }
        }
        return String(visible)
    }
}
