import TerminalUI

extension KeyMap {
    /// The written key list, as Markdown.
    public var markdown: String {
        var lines = ["# Keys of debuglm-tui", ""]
        for context in KeyBinding.Context.allCases {
            lines += ["## \(context.title)", "", "| key | what it does |", "|---|---|"]
            for binding in bindings where binding.context == context && binding.isListed {
                lines.append("| `\(binding.shownKeys)` | \(binding.tooltip) |")
            }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }

    /// The bindings as a file that `KeyFile` reads: what one starts from to change them.
    public var yaml: String {
        var lines = [
            "# Keys of debuglm-tui. Change what you like; what is left out stays as it is.",
            "# A key is a character, or one of Enter Esc Tab BTab Space Up Down Left Right Home End PgUp PgDn BSpace Del Ins F1 to F24;",
            "# C-x is x with Control, M-x with Alt. A list gives several keys, [] none. Within a dialog the keys stay as they are.",
        ]
        for context in KeyBinding.Context.allCases {
            lines += ["", "\(context.rawValue):"]
            let own = bindings.filter { $0.context == context }
            let entries = own.map { "  \($0.action.name): \(KeyMap.written($0.keys))" }
            let width = entries.map(\.count).max() ?? 0
            for (entry, binding) in zip(entries, own) {
                lines.append(entry + String(repeating: " ", count: width - entry.count) + "  # \(binding.tooltip)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func written(_ keys: [Key]) -> String {
        keys.count == 1 ? quoted(keys[0].name) : "[" + keys.map { quoted($0.name) }.joined(separator: ", ") + "]"
    }

    /// A key's name as YAML has it, in quotes where it would mean something else.
    private static func quoted(_ name: String) -> String {
        let isWord = name.first?.isLetter == true && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        // Alone, these letters are truth values to some readers.
        if isWord, !["n", "N", "y", "Y"].contains(name) { return name }
        return "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
