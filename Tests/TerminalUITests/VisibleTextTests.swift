import TerminalUI
import Testing

/// Text from strangers never steers the terminal.
@Suite struct VisibleTextTests {
    private func drawn(_ text: String, ascii: Bool = false) -> String {
        var frame = Frame(Size(columns: 60, rows: 1), glyphs: ascii ? .ascii : .unicode)
        frame.put(text, at: Point(0, 0))
        return frame.text
    }

    @Test func controlCharactersBecomePictures() {
        #expect(drawn("a\u{1B}[31mb") == "a␛[31mb")
        #expect(drawn("\u{0}\t\r\n\u{7}\u{7F}") == "␀⇥␍⏎␇␡")
        #expect(drawn("\u{9B}31m") == "�31m")
    }

    @Test func reorderingAndHiddenCharactersBecomeDots() {
        #expect(drawn("a\u{202E}b\u{2066}c\u{2069}") == "a·b·c·")
        #expect(drawn("x\u{200B}y\u{FEFF}z\u{AD}w") == "x·y·z·w")
        #expect(drawn("tag\u{E0041}") == "tag�" || drawn("tag\u{E0041}") == "tag·")
        #expect(drawn("f\u{FE01}") == "f�")
    }

    @Test func marksWithoutALetterStandOnACircle() {
        #expect(drawn("\u{301}a") == "◌\u{301}a")
    }

    @Test func aPileOfMarksIsCutToFour() {
        let pile = "a" + String(repeating: "\u{301}", count: 50) + "b"
        #expect(drawn(pile) == "a\u{301}\u{301}\u{301}\u{301}b")
    }

    @Test func emojiAreDrawnAsPartsWhoseWidthIsCertain() {
        #expect(drawn("👩\u{200D}👧") == "👩👧")
        #expect(drawn("👍🏽❤\u{FE0F}") == "👍❤")
        #expect(drawn("🇩🇪") == "DE")
    }

    @Test func aDotBetweenWordsPartsThemWithoutUnicodeToo() {
        #expect(drawn("Trace · salt · running", ascii: true) == "Trace | salt | running")
        // The letter of a source behind two spaces, or at the beginning, parts nothing.
        #expect(drawn("all  · GENERAL", ascii: true) == "all  . GENERAL")
        #expect(drawn("· GENERAL", ascii: true) == ". GENERAL")
        #expect(drawn("Trace · salt") == "Trace · salt")
    }

    @Test func withoutUnicodeEverythingIsASCII() {
        #expect(drawn("“naïve” – 日…→\u{1B}", ascii: true) == "\"na?ve\" - ??~>?")
        #expect(drawn("a\n⏎\t␣", ascii: true) == #"a\n\n\t_"#)
    }

    @Test func noScalarAtAllEscapesIntoAFrame() {
        for value in 0..<UInt32(0x11_0000) where value < 0x3000 || value % 31 == 0 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            var frame = Frame(Size(columns: 4, rows: 1))
            frame.put(String(Character(scalar)), at: Point(0, 0))
            let unsafe = frame.text.unicodeScalars.contains { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: true
                default: false
                }
            }
            if unsafe { Issue.record("U+\(String(value, radix: 16))") }
        }
    }
}
