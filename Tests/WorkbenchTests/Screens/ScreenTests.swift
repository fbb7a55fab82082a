import TerminalUI
import Testing
import Workbench

/// Every pane and state at three sizes, in colour, without, and in ASCII, against `Goldens/`.
///
/// `DEBUGLM_RECORD_GOLDENS=1 swift test --filter ScreenTests` writes the goldens anew; read the differences before they are committed.
@Suite struct ScreenTests {
    @Test(arguments: Screen.all)
    func looksAsItDid(screen: Screen) throws {
        let page = ScreenPage(screen: screen)
        #expect(page.unknownStyles.isEmpty, "new styles; add them to the end of StyleLetters.labels")
        try expectGolden(screen.name, page.text)
    }

    @Test func stylesLookAsTheyDid() throws {
        var lines = [
            "# The letters of styles in the other files, and how the built-in theme shows them.",
            "# letter, style (role@background+modifiers), with 256 colours, with 16, without",
        ]
        for (letter, style) in StyleLetters.all {
            let looks = [ColourDepth.palette256, .ansi16, .mono].map { Theme.builtIn.look(style, $0).words }
            lines.append("\(letter)  \(padded(style.label, 40)) \(padded(looks[0], 34)) \(padded(looks[1], 34)) \(looks[2])")
        }
        try expectGolden("styles", lines.joined(separator: "\n"))
    }

    private func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(width - text.count, 0)) }

    @Test(arguments: Screen.all)
    func inASCIINothingElseIsDrawn(screen: Screen) {
        for size in Screen.sizes {
            let text = view(screen.state(size), Appearance(ascii: true)).text
            let isASCII = text.unicodeScalars.allSatisfy { $0.isASCII }
            #expect(isASCII, "\(size):\n\(text)")
        }
    }

    @Test func namesAreThereOnce() {
        #expect(Set(Screen.all.map(\.name)).count == Screen.all.count)
        for screen in Screen.all { #expect(screen.base.map { Screen.named($0) != nil } ?? true, "\(screen.name)") }
    }

    @Test func tooSmallAScreenSaysSo() {
        let screen = Driver.ready(50, 10).screen
        #expect(screen.contains("needs at least 60x16, this is 50x10"))
    }
}

extension Look {
    /// `173 on 4 bold`; the terminal's own colours are not named.
    fileprivate var words: String {
        var words: [String] = []
        if foreground != .terminal { words.append(foreground.word) }
        if background != .terminal { words += ["on", background.word] }
        let names: [(Style.Modifiers, String)] = [
            (.bold, "bold"), (.underline, "underline"), (.reverse, "reverse"), (.dim, "dim"), (.italic, "italic"),
        ]
        words += names.filter { modifiers.contains($0.0) }.map(\.1)
        return words.isEmpty ? "plain" : words.joined(separator: " ")
    }
}

extension Colour {
    fileprivate var word: String {
        switch self {
        case .terminal: "default"
        case .ansi(let index), .indexed(let index): "\(index)"
        case .rgb(let red, let green, let blue): "\(red),\(green),\(blue)"
        }
    }
}
