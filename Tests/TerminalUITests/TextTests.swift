import TerminalUI
import Testing

/// Fitting text into columns.
@Suite struct TextTests {
    @Test func clippingEndsInAnEllipsisAndNeverSplitsAWideCharacter() {
        #expect(Text.clip("watermelon", 10) == "watermelon")
        #expect(Text.clip("watermelon", 6) == "water…")
        #expect(Text.clip("日本語", 5) == "日本…")
        #expect(Text.clip("日本語", 4) == "日…")
        #expect(Text.clip("abc", 1) == "…")
        #expect(Text.clip("abc", 0) == "")
        #expect(Text.clip("abc", -3) == "")
    }

    @Test func linesBreakAtSpaces() {
        #expect(Text.wrap("What happens if you eat seeds?", 12) == ["What happens", "if you eat", "seeds?"])
        #expect(Text.wrap("", 5) == [""])
        #expect(Text.wrap("a\n\nb", 5) == ["a", "", "b"])
        #expect(Text.wrap("a\r\nb\n", 5) == ["a", "b"])
        #expect(Text.wrap("abc", 0) == [])
    }

    @Test func longWordsAreCutAndEastAsianTextBreaksAnywhere() {
        #expect(Text.wrap("abcdefgh ij", 3) == ["abc", "def", "gh", "ij"])
        #expect(Text.wrap("日本語の文", 5) == ["日本", "語の", "文"])
        #expect(Text.wrap("日", 1) == ["…"])
    }

    @Test func flowSaysWhereEveryPieceStands() {
        let lines = Text.flow(["You", " grow", " water", "melons", "."], width: 12)
        let drawn = lines.map { line in line.map { "\($0.piece):\($0.column)+\($0.width) \($0.text)" } }
        #expect(drawn == [["0:0+3 You", "1:3+5  grow", "2:8+1  "], ["2:0+5 water", "3:5+6 melons", "4:11+1 ."]])
    }

    @Test func noPieceIsWithoutAPlace() {
        let pieces = ["", "a", "\n", " ", "日", "\n\n", "long-word-that-is-cut", " ", "", "\u{1B}"]
        for width in 1...30 {
            let placed = Set(Text.flow(pieces, width: width).flatMap { $0.map(\.piece) })
            #expect(placed == Set(pieces.indices), "width \(width)")
        }
    }

    @Test func noLineIsWiderThanItsRoom() {
        let text = "The 日本語 quick brown — foxjumpsoverthelazydogandmore 👍👍 a\u{301}b\tc   d\nend"
        for width in 1...40 {
            for line in Text.wrap(text, width) { #expect(DisplayWidth.of(line) <= width, "\(width): \(line)") }
        }
    }
}
