/// Words for a shell.
public enum ShellWord {
    /// The word as it is, or in quotes when a shell would take it apart; what a terminal would obey is written as an escape.
    public static func quoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { byte in
            (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5A) || (byte >= 0x61 && byte <= 0x7A)
                || "_-./,:=+@%".utf8.contains(byte)
        }
        if plain, !word.isEmpty { return word }
        let isSafe = word.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        return isSafe ? "'" + word.replacing("'", with: "'\\''") + "'" : "$'" + word.unicodeScalars.map(escaped).joined() + "'"
    }

    /// A scalar between `$'` and `'`.
    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": return "\\n"
        case "\t": return "\\t"
        case "'": return "\\'"
        case "\\": return "\\\\"
        default:
            guard scalar.value < 0x20 || scalar.value == 0x7F else { return String(scalar) }
            let hex = String(scalar.value, radix: 16)
            return "\\x" + (hex.count == 1 ? "0" : "") + hex
        }
    }
}
