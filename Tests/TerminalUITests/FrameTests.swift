import TerminalUI
import Testing

/// Cells, clipping and goldens.
@Suite struct FrameTests {
    @Test func textStopsAtItsRoomWithAnEllipsis() {
        var frame = Frame(Size(columns: 8, rows: 2))
        #expect(frame.put("watermelon", at: Point(2, 0)) == 6)
        #expect(frame.put("watermelon", at: Point(0, 1), maxWidth: 4) == 4)
        #expect(frame.text == "  water…\nwat…")
    }

    @Test func aCutWideCharacterLeavesRoomForTheEllipsis() {
        var frame = Frame(Size(columns: 6, rows: 1))
        #expect(frame.put("日本語文", at: Point(0, 0), maxWidth: 5) == 5)
        #expect(frame.text == "日本…")
        frame = Frame(Size(columns: 6, rows: 1))
        #expect(frame.put("日本語文", at: Point(0, 0), maxWidth: 4) == 3)
        #expect(frame.text == "日…")
    }

    @Test func overwritingHalfOfAWideCharacterBlanksTheOther() {
        var frame = Frame(Size(columns: 6, rows: 1))
        frame.put("日本", at: Point(0, 0))
        frame.put("x", at: Point(1, 0))
        #expect(frame.text == " x本")
        frame.put("y", at: Point(2, 0))
        #expect(frame.text == " xy")
    }

    @Test func textThatStartsLeftOfTheFrameShowsItsRest() {
        var frame = Frame(Size(columns: 5, rows: 1))
        frame.put("abcdef", at: Point(-2, 0))
        #expect(frame.text == "cdef")
        frame = Frame(Size(columns: 5, rows: 1))
        frame.put("日本", at: Point(-1, 0))
        #expect(frame.text == " 本")
    }

    @Test func styledTextNamesRolesAndModifiers() {
        var frame = Frame(Size(columns: 14, rows: 1))
        frame.put("Cases", at: Point(0, 0), style: Style(.title, bold: true))
        frame.put("T", at: Point(6, 0), style: Style(.source0, on: .selection))
        #expect(frame.styledText == "[title+bold|Cases] [source_0@selection|T]")
    }

    @Test func restylingChangesOnlyStyles() {
        var frame = Frame(Size(columns: 4, rows: 1))
        frame.put("abcd", at: Point(0, 0))
        frame.restyle(Rect(x: 1, y: -5, width: 2, height: 50)) { $0.role = .dim }
        #expect(frame.styledText == "a[dim|bc]d")
    }

    @Test func textKeepsTheGroundItIsPutOn() {
        var frame = Frame(Size(columns: 6, rows: 1))
        frame.restyle(Rect(x: 0, y: 0, width: 4, height: 1)) { $0.background = .dialog }
        frame.put("ab", at: Point(1, 0), style: Style(.title))
        frame.put("c", at: Point(3, 0), style: Style(.title, on: .selection))
        #expect(frame.styledText == "[text@dialog| ][title@dialog|ab][title@selection|c]")
        frame.fill(frame.bounds)
        #expect(frame.styledText == "")
    }

    @Test func sourcesRepeatAfterTen() {
        #expect(Role.source(3) == .source3)
        #expect(Role.source(13) == .source3)
        #expect(Role.source(-1) == .sourceNone)
        #expect(Role.source(Int.max) == .source(Int.max % 10))
    }
}
