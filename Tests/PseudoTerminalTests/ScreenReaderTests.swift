import PseudoTerminal
import Testing

/// What a terminal shows after sequences that ncurses sends.
@Suite struct ScreenReaderTests {
    private func screen(_ text: String, columns: Int = 10, rows: Int = 3) -> ScreenReader {
        var screen = ScreenReader(columns: columns, rows: rows)
        screen.feed(Array(text.utf8))
        return screen
    }

    @Test func textGoesOnInTheNextRowAndScrolls() {
        #expect(screen("0123456789ab\r\nc").text == "0123456789\nab\nc")
        #expect(screen("1\r\n2\r\n3\r\n4").text == "2\n3\n4")
    }

    @Test func theLastColumnIsNoNewRowByItself() {
        let full = screen("0123456789")
        #expect(full.text == "0123456789\n\n")
        #expect(screen("0123456789\rx").text == "x123456789\n\n")
    }

    @Test func theCursorIsPlacedAndMoved() {
        #expect(screen("\u{1B}[2;3Ha\u{1B}[1Gb\u{1B}[3d\u{1B}[Cc").text == "\nb a\n  c")
        #expect(screen("\u{1B}[99;99Hx\u{1B}[Ay").text == "\n         y\n         x")
    }

    @Test func partsAreErasedInsertedAndDeleted() {
        #expect(screen("abcdef\u{1B}[3G\u{1B}[2X").text == "ab  ef\n\n")
        #expect(screen("abcdef\u{1B}[3G\u{1B}[K").text == "ab\n\n")
        #expect(screen("abcdef\u{1B}[3G\u{1B}[2@").text == "ab  cdef\n\n")
        #expect(screen("abcdef\u{1B}[3G\u{1B}[2P").text == "abef\n\n")
        #expect(screen("a\r\nb\r\nc\u{1B}[2;1H\u{1B}[J").text == "a\n\n")
        #expect(screen("a\r\nb\r\nc\u{1B}[2;1H\u{1B}[L").text == "a\n\nb")
    }

    @Test func wideAndCombiningCharactersTakeTheirColumns() {
        let wide = screen("西e\u{301}x")
        #expect(wide.row(0) == "西e\u{301}x")
        #expect(wide.find("x")?.x == 3)
    }

    @Test func aSequenceMayBeCutAnywhere() {
        let bytes = Array("a\u{1B}[2;2H西\u{1B}]0;title\u{07}b\u{1B}(Bc".utf8)
        for cut in bytes.indices {
            var screen = ScreenReader(columns: 10, rows: 3)
            screen.feed(bytes[..<cut])
            screen.feed(bytes[cut...])
            #expect(screen.text == "a\n 西bc\n")
            #expect(screen.unknown.isEmpty)
        }
    }

    @Test func modesAndReverseAreKnown() {
        let screen = screen("\u{1B}[?1049h\u{1B}[?25l\u{1B}[1;7;38;5;27mon\u{1B}[0m off\r\n\u{1B}[38;5;7mno")
        #expect(screen.modes.contains(1049) && !screen.modes.contains(25))
        #expect(screen.isReverse(x: 1, y: 0) && !screen.isReverse(x: 2, y: 0) && !screen.isReverse(x: 0, y: 1))
    }

    @Test func whatIsNotKnownIsCounted() {
        #expect(screen("\u{1B}[3z\u{1B}Qa").unknown == ["CSI 3z", "ESC Q"])
    }
}
