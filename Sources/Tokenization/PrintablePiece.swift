/// Writes a token's bytes so that they can be seen on one line.
enum PrintablePiece {
    /// - Parameter marksSpace: whether a space is shown as a mark too.
    static func text(of bytes: [UInt8], marksSpace: Bool = true) -> String {
        var text = ""
        var rest = bytes[...]
        while !rest.isEmpty {
            let length = UTF8Prefix.lengthOfCharacter(at: rest.startIndex, in: rest)
            if let length, let scalar = String(decoding: rest.prefix(length), as: UTF8.self).unicodeScalars.first {
                text += scalar == " " && !marksSpace ? " " : visible(scalar)
                rest = rest.dropFirst(length)
            } else if let byte = rest.popFirst() {
                text += "\\x" + hexadecimal(UInt32(byte), digits: 2)
            }
        }
        return text
    }

    private static func visible(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case " ": return "␣"
        case "\n": return "⏎"
        case "\t": return "⇥"
        case "\r": return "␍"
        default: break
        }
        switch scalar.properties.generalCategory {
        // Format controls such as a change of writing direction would rearrange the line they are listed on.
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned, .spaceSeparator:
            return "\\u{" + hexadecimal(scalar.value, digits: 4) + "}"
        // A mark alone would sit on whatever stands before it; the dotted circle carries it.
        case .nonspacingMark, .spacingMark, .enclosingMark: return "\u{25CC}" + String(scalar)
        default: return String(scalar)
        }
    }

    private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
