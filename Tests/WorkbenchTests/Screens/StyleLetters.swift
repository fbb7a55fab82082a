import TerminalUI
import Testing

/// One letter for each style that screens have, the same in all goldens. `Goldens/styles.txt` says how each looks.
enum StyleLetters {
    /// Labels of styles in the order of their letters. A new one goes to the end, so that no letter changes.
    static let labels: [String] = [
        "accent", "accent+bold", "accent+bold+underline", "accent@dialog", "accent@dialog+bold", "accent@selection", "border",
        "border@dialog", "border_focused", "border_focused@dialog", "changed", "dialog@dialog", "dialog@selection", "dim",
        "dim@dialog", "dim@selection", "dim@selection_unfocused", "error", "error@dialog", "failing", "failing@dialog+bold",
        "failing@selection", "failing@selection+bold", "header", "header+bold", "input", "key_hint", "key_hint@dialog", "key_name",
        "key_name@dialog", "key_name@selection", "marker", "marker@dialog", "marker@selection", "marker@selection_unfocused", "match",
        "not_judged", "not_judged@selection", "passing", "passing+bold", "passing@dialog+bold", "passing@selection",
        "passing@selection+bold", "passing@selection_unfocused", "passing@selection_unfocused+bold", "placeholder",
        "placeholder@dialog", "progress", "progress_track", "refused", "refused@selection", "running", "running@dialog",
        "running@selection", "scroll", "scroll@dialog", "scroll_track", "scroll_track@dialog", "source_0", "source_0+bold",
        "source_0@cursor+bold", "source_0@dialog", "source_0@dialog+bold", "source_0@selection+bold",
        "source_0@selection_unfocused+bold", "source_1", "source_1+bold", "source_1@cursor+bold", "source_1@dialog",
        "source_1@selection+bold", "source_2", "source_2+bold", "source_2@dialog", "source_2@selection+bold", "source_none",
        "source_none+bold", "source_none@dialog", "source_none@selection+bold", "text+bold", "text@cursor+bold", "text@dialog",
        "text@dialog+bold", "text@selection", "text@selection+bold", "text@selection_unfocused", "text@selection_unfocused+bold",
        "threshold", "title", "title+bold", "title@dialog+bold", "unchanged", "warning", "warning@dialog", "match@selection",
        "match@dialog", "passing@dialog", "source_none@dialog+bold", "failing@dialog", "changed@dialog", "unchanged@dialog",
        "failing@selection_unfocused", "cursor@cursor+bold", "source_1@dialog+bold", "source_2@dialog+bold",
    ]

    private static let letters = Array(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&*+-/:;<=>?@^_~αβγδεζηθικλμνξπρςστυφχψωäöüßÄÖÜ")

    private static let byLabel = Dictionary(uniqueKeysWithValues: zip(labels, letters))

    /// The letter of a style; nil for one that has none yet.
    static func letter(_ style: Style) -> Character? { byLabel[style.label] }

    /// Every style with its letter, in order.
    static var all: [(letter: Character, style: Style)] {
        zip(letters, labels).compactMap { letter, label in Style(label: label).map { (letter, $0) } }
    }
}

extension Style {
    /// Reads what `label` writes: role, `@` background, `+` modifiers.
    init?(label: String) {
        let parts = label.split(separator: "+")
        let names = parts[0].split(separator: "@").map(String.init)
        guard let role = Role(rawValue: names[0]) else { return nil }
        let known: [Substring: Modifiers] = [
            "bold": .bold, "underline": .underline, "reverse": .reverse, "dim": .dim, "italic": .italic,
        ]
        let modifiers = parts.dropFirst().compactMap { known[$0] }
        self.init(role, on: names.count > 1 ? Role(rawValue: names[1]) : nil, modifiers: Modifiers(modifiers))
    }
}
