import TerminalUI
import Testing

/// Columns of text as terminals draw it.
@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("cafe\u{301}", 4), ("日本語", 6), ("ｆｕｌｌ", 8), ("한글", 4), ("\u{1112}\u{1161}\u{11AB}", 2),
        ("👍", 2), ("❤\u{FE0F}", 1), ("a\tb", 3), ("│─▏█", 4), ("สวัสดี", 4), ("日\u{3099}", 2), ("\u{301}", 1),
    ])
    func textTakesItsColumns(text: String, columns: Int) {
        #expect(DisplayWidth.of(text) == columns)
    }

    @Test func joinedEmojiCountAsTheirParts() {
        #expect(DisplayWidth.of("👩\u{200D}👩\u{200D}👧") == 6)
        #expect(DisplayWidth.of("👍🏽") == 2)
        #expect(DisplayWidth.of("🇩🇪") == 2)
    }

    @Test func aFrameUsesAsManyColumnsAsWereMeasured() {
        for text in [
            "plain", "日本 x", "\u{1B}[0m", "e\u{301}\u{302}", "👩\u{200D}🚀 🇫🇷", "a\u{202E}b\u{200B}c", "\u{0}\u{7F}\u{9B}", "\u{E000}",
        ] {
            for glyphs in [Glyphs.unicode, .ascii] {
                var frame = Frame(Size(columns: 40, rows: 1), glyphs: glyphs)
                #expect(frame.put(text, at: Point(0, 0)) == DisplayWidth.of(text), "\(text.debugDescription)")
            }
        }
    }
}
