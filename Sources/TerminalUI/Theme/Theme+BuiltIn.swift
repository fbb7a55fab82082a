extension Theme {
    /// The theme that is used without `Themes/`: it takes the terminal's own colours for text and background, so that it
    /// fits a dark terminal as well as a light one.
    public static let builtIn = Theme(name: "built-in", entries: builtInEntries)

    private static var builtInEntries: [Role: Entry] {
        var entries: [Role: Entry] = [
            .text: Entry(),
            .dim: ansi(8, mono: [.dim]),
            .title: Entry(modifiers: .bold),
            .border: ansi(8),
            .borderFocused: ansi(4, mono: [.bold]),
            .selection: Entry(modifiers: .reverse),
            .selectionUnfocused: Entry(modifiers: .underline),
            .cursor: Entry(modifiers: .reverse),
            .passing: ansi(2),
            .failing: ansi(1, modifiers: .bold),
            .running: ansi(6),
            .notJudged: ansi(8),
            .accent: ansi(4, modifiers: .bold),
            .warning: ansi(3, mono: [.bold]),
            .error: ansi(1, modifiers: .bold),
            .keyName: ansi(4, modifiers: .bold),
            .keyHint: ansi(8),
            .changed: Entry(modifiers: [.bold, .underline]),
            .unchanged: ansi(8, mono: [.dim]),
            .refused: ansi(5, mono: [.bold]),
            .progress: ansi(4),
            .progressTrack: ansi(8),
            .bar: ansi(4),
            .barTrack: ansi(8),
            .threshold: ansi(3),
            .marker: ansi(4, modifiers: .bold),
            .header: Entry(modifiers: .bold),
            .footer: ansi(8),
            .dialog: Entry(),
            .input: Entry(modifiers: .underline),
            .placeholder: ansi(8, mono: [.dim]),
            .match: ansi(3, modifiers: .underline),
            .scroll: ansi(4),
            .scrollTrack: ansi(8),
            .sourceNone: ansi(8, mono: [.dim]),
        ]
        let sources: [(direct: Int, ansi: Int)] = [
            (173, 3), (74, 6), (141, 5), (71, 2), (204, 1), (68, 4), (179, 11), (44, 14), (176, 13), (107, 10),
        ]
        for (index, colour) in sources.enumerated() {
            entries[.source(index)] = Entry(foreground: Shade(.indexed(colour.direct), ansi16: .ansi(colour.ansi)))
        }
        return entries
    }

    private static func ansi(_ index: Int, modifiers: Style.Modifiers = [], mono: Style.Modifiers? = nil) -> Entry {
        Entry(foreground: Shade(.ansi(index)), modifiers: modifiers, monoModifiers: mono)
    }
}
