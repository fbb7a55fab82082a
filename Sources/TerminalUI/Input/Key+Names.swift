extension Key {
    private static let named: [(Key, String)] = [
        (.enter, "Enter"), (.escape, "Esc"), (.tab, "Tab"), (.backTab, "BTab"), (.up, "Up"), (.down, "Down"), (.left, "Left"),
        (.right, "Right"), (.home, "Home"), (.end, "End"), (.pageUp, "PgUp"), (.pageDown, "PgDn"), (.backspace, "BSpace"),
        (.delete, "Del"), (.insert, "Ins"), (.space, "Space"),
    ]

    /// Other spellings that people use, in lower case.
    private static let aliases: [String: Key] = [
        "return": .enter, "escape": .escape, "backtab": .backTab, "pageup": .pageUp, "pagedown": .pageDown,
        "backspace": .backspace, "delete": .delete, "insert": .insert,
    ]

    /// The name as help and footers show it and as `init(name:)` reads it: `a`, `C-x`, `M-x`, `Space`, `F1`, `C-Right`.
    public var name: String {
        switch self {
        case .character(" "): return "Space"
        case .character(let character): return String(character)
        case .function(let number): return "F\(number)"
        case .control(" "): return "C-Space"
        case .control(let character): return "C-\(character)"
        case .alt(" "): return "M-Space"
        case .alt(let character): return "M-\(character)"
        case .modified(let modifiers, let key):
            let prefixes: [(KeyModifiers, String)] = [(.control, "C-"), (.alt, "M-"), (.shift, "S-")]
            return prefixes.filter { modifiers.contains($0.0) }.map(\.1).joined() + key.name
        default: return Key.named.first { $0.0 == self }?.1 ?? "?"
        }
    }

    /// Reads a name as `name` prints it; names of keys are read in any case. Nil when there is no such key.
    public init?(name: String) {
        if name.count == 1, let character = name.first {
            self = .character(character)
            return
        }
        var rest = Substring(name)
        var modifiers: KeyModifiers = []
        while rest.count > 2 {
            if rest.hasPrefix("C-") {
                modifiers.insert(.control)
            } else if rest.hasPrefix("M-") {
                modifiers.insert(.alt)
            } else if rest.hasPrefix("S-") {
                modifiers.insert(.shift)
            } else {
                break
            }
            rest = rest.dropFirst(2)
        }
        guard let key = rest.count == 1 ? rest.first.map(Key.character) : Key.withoutModifiers(rest.lowercased()) else { return nil }
        switch (modifiers, key) {
        case ([], _): self = key
        case (.control, .character(let character)): self = .control(Character(character.lowercased()))
        case (.alt, .character(let character)): self = .alt(character)
        case (_, .character): return nil
        default: self = .modified(modifiers, key)
        }
    }

    private static func withoutModifiers(_ lowercased: String) -> Key? {
        if let alias = aliases[lowercased] { return alias }
        if lowercased.hasPrefix("f"), let number = Int(lowercased.dropFirst()), (1...24).contains(number) { return .function(number) }
        return named.first { $0.1.lowercased() == lowercased }?.0
    }
}

extension Key {
    /// Keys with Control that a terminal sends as another key, or not at all.
    static let notSent: [(key: Key, instead: Key?)] = [
        (.control("i"), .tab), (.control("m"), .enter), (.control("j"), .enter), (.control("h"), .backspace), (.control("["), .escape),
        (.control("z"), nil), (.modified(.shift, .tab), .backTab),
    ]

    /// The name a person probably meant: another way of writing modifiers, or a name with a slip in it.
    static func nearestName(to name: String) -> String? {
        let prefixes = [("ctrl", "C-"), ("control", "C-"), ("alt", "M-"), ("meta", "M-"), ("option", "M-"), ("shift", "S-"), ("^", "C-")]
        for (long, short) in prefixes where name.lowercased().hasPrefix(long) {
            let rest = name.dropFirst(long.count).drop { $0 == "-" || $0 == "+" || $0 == " " }
            // A letter with Shift is the capital letter.
            if short == "S-", rest.count == 1 { return rest.uppercased() }
            if let key = Key(name: short + rest) { return key.name }
        }
        let nearest = NearestName.of(name, among: named.map(\.1) + aliases.keys.sorted() + (1...24).map { "F\($0)" })
        return nearest.flatMap { Key(name: $0)?.name }
    }
}

extension Key: CustomStringConvertible {
    public var description: String { name }
}
