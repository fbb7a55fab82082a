/// What keeps a YAML file from strangers from growing without end: aliases of aliases, ten at each level, make a key whose comparison
/// takes hours ("billion laughs").
public enum YAMLAliases {
    /// More than a person writes into such files.
    private static let most = 32

    /// Whether a text holds more aliases of several anchors than a settings file has use for. Words in quotes count, too: only a text
    /// with anchors as well is suspected.
    public static func areTooMany(in text: String) -> Bool {
        var (anchors, aliases) = (0, 0)
        var before: UInt8 = 0x0A
        for (mark, next) in zip(text.utf8, text.utf8.dropFirst()) {
            let beginsWord = before <= 0x20 || "[{,:?-".utf8.contains(before)
            before = mark
            guard beginsWord, next > 0x20, !"*&".utf8.contains(next) else { continue }
            if mark == UInt8(ascii: "&") { anchors += 1 }
            if mark == UInt8(ascii: "*") { aliases += 1 }
        }
        return anchors > 1 && aliases > most
    }
}
