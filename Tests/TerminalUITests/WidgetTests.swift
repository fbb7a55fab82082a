import TerminalUI
import Testing

/// Each widget as text, with Unicode and with ASCII.
@Suite struct WidgetTests {
    @Test func theKeysOfADialogStandOnItsLowerSideAndTheWayOutIsNeverCut() {
        let keys = [KeyHint(keys: "Enter", label: "run"), KeyHint(keys: "a", label: "add"), KeyHint(keys: "Esc", label: "close")]
        func drawn(_ columns: Int) -> String {
            draw(columns, 3) { $0.drawDialog(in: $0.bounds, size: $0.size, title: "Go", keys: keys) }
        }
        #expect(drawn(40).hasSuffix("╰─ Enter run  a add  Esc close ────────╯"))
        #expect(drawn(30).hasSuffix("╰─ Enter run  Esc close ─────╯"))
        #expect(drawn(20).hasSuffix("╰─ Esc close ──────╯"))
        #expect(drawn(8).hasSuffix("╰──────╯"))
    }

    @Test func aDialogLeavesNoSliversAtItsSides() {
        func drawn(_ columns: Int) -> String {
            draw(columns, 1) { frame in
                frame.fill(frame.bounds, withGlyph: "x")
                frame.drawDialog(in: frame.bounds, size: Size(columns: 20, rows: 1), title: "")
            }
        }
        #expect(!drawn(35).contains("x"))
        let wide = drawn(40)
        #expect(wide.hasPrefix("xxxxxxxxx ") && wide.hasSuffix(" xxxxxxxxx"), "\(wide)")
    }

    private func draw(_ columns: Int, _ rows: Int, ascii: Bool = false, _ body: (inout Frame) -> Void) -> String {
        var frame = Frame(Size(columns: columns, rows: rows), glyphs: ascii ? .ascii : .unicode)
        body(&frame)
        return frame.text
    }

    @Test func aBoxWithTitlesAndADivider() {
        func body(_ frame: inout Frame) {
            let inner = frame.drawBox(frame.bounds, title: "Trace", right: "9/14")
            frame.put("You grow", in: inner)
            frame.drawDivider(in: frame.bounds, line: 2, title: "Rules")
            frame.put("off", in: inner, line: 2)
        }
        #expect(
            draw(24, 5, body) == """
                ╭ Trace ───────── 9/14 ╮
                │You grow              │
                ├ Rules ───────────────┤
                │off                   │
                ╰──────────────────────╯
                """)
        #expect(
            draw(24, 5, ascii: true, body) == """
                + Trace --------- 9/14 +
                |You grow              |
                + Rules ---------------+
                |off                   |
                +----------------------+
                """)
    }

    @Test func aNarrowBoxGivesUpTheRightTitleThenClipsTheLeft() {
        #expect(draw(8, 2) { $0.drawBox($0.bounds, title: "Cases", right: "31") } == "╭ Cas… ╮\n╰──────╯")
        #expect(draw(3, 2) { $0.drawBox($0.bounds, title: "Cases") } == "╭─╮\n╰─╯")
    }

    @Test func aListShowsItsSelection() {
        var frame = Frame(Size(columns: 8, rows: 3))
        let names = ["one", "two", "three", "four"]
        frame.drawList(frame.bounds, count: 4, offset: 1, selected: 2, focused: true) { frame, row, index, isSelected in
            frame.put(isSelected ? frame.glyphs.marker : " ", at: row.origin, style: Style(.marker))
            frame.put(names[index], at: Point(row.x + 1, row.y))
        }
        #expect(
            frame.styledText == """
                [marker| ]two
                [marker@selection|▸][text@selection|three  ]
                [marker| ]four
                """)
    }

    @Test func scrollingMovesAsLittleAsItMust() {
        #expect(ListScroll.settle(offset: 0, selected: 4, count: 20, height: 5) == 0)
        #expect(ListScroll.settle(offset: 0, selected: 5, count: 20, height: 5) == 1)
        #expect(ListScroll.settle(offset: 9, selected: 5, count: 20, height: 5) == 5)
        #expect(ListScroll.settle(offset: 18, selected: nil, count: 20, height: 5) == 15)
        #expect(ListScroll.settle(offset: 3, selected: 0, count: 0, height: 5) == 0)
        #expect(ListScroll.settle(offset: 0, selected: 5, count: 20, height: 5, margin: 1) == 2)
        #expect(ListScroll.settle(offset: Int.max, selected: Int.min, count: 3, height: 1) == 0)
    }

    @Test func barsGrowByEighths() {
        #expect(
            draw(8, 6) { frame in
                for (line, fraction) in [0, 0.001, 0.5, 0.99, 1, 2].enumerated() {
                    frame.drawBar(frame.bounds.row(line), fraction: fraction)
                }
            } == "\n▏\n████\n███████▉\n████████\n████████")
        #expect(draw(8, 1, ascii: true) { $0.drawBar($0.bounds, fraction: 0.5) } == "####")
    }

    @Test func progressShowsItsTrack() {
        func body(_ frame: inout Frame) { frame.drawProgress(frame.bounds, fraction: 0.5, label: "judging 5/10", figure: "12/s") }
        #expect(draw(30, 1, body) == "judging 5/10 ██████░░░░░░ 12/s")
        #expect(draw(30, 1, ascii: true, body) == "judging 5/10 ######...... 12/s")
        #expect(draw(5, 1) { $0.drawProgress($0.bounds, fraction: nil) } == "░░░░░")
    }

    @Test func sparklinesShowHeights() {
        let values = [0, 0.2, 0.4, 0.6, 0.8, 1, .nan, 1]
        #expect(draw(10, 1) { $0.drawSparkline($0.bounds, values: values) } == "▁▂▄▅▇█ █")
        #expect(draw(10, 1, ascii: true) { $0.drawSparkline($0.bounds, values: values) } == ".:=+%# #")
        #expect(draw(3, 1) { $0.drawSparkline($0.bounds, values: values, offset: 3) } == "▅▇█")
        #expect(draw(4, 2) { $0.drawSparkline($0.bounds, values: [0, 0.4, 0.6, 1]) } == "  ▂█\n▁▇██")
    }

    @Test func keyHintsAreWholeOrAbsent() {
        let hints = [KeyHint(keys: "←→", label: "step"), KeyHint(keys: "q", label: "quit", key: .character("q"))]
        #expect(draw(20, 1) { $0.drawKeyHints($0.bounds, hints: hints) } == "←→ step  q quit")
        #expect(draw(12, 1) { $0.drawKeyHints($0.bounds, hints: hints) } == "←→ step")
        var frame = Frame(Size(columns: 20, rows: 1))
        let areas = frame.drawKeyHints(frame.bounds, hints: hints)
        #expect(areas.last?.rect == Rect(x: 9, y: 0, width: 6, height: 1))
        #expect(areas.last?.hint.key == .character("q"))
    }

    @Test func aTextFieldKeepsItsCursorInSight() {
        var field = TextField("einstein at school")
        var frame = Frame(Size(columns: 10, rows: 1))
        #expect(frame.drawTextField(frame.bounds, field: field, prompt: "/", focused: true) == Point(9, 0))
        #expect(frame.text == "/t school")
        _ = field.apply(.home)
        frame = Frame(Size(columns: 10, rows: 1))
        #expect(frame.drawTextField(frame.bounds, field: field, prompt: "/", focused: true) == Point(1, 0))
        #expect(frame.text == "/einstein…")
        frame = Frame(Size(columns: 10, rows: 1))
        #expect(frame.drawTextField(frame.bounds, field: TextField(), prompt: "/", placeholder: "filter", focused: false) == nil)
        #expect(frame.text == "/filter")
    }

    @Test func aDialogCoversWhatIsBelow() {
        #expect(
            draw(30, 4) { frame in
                frame.fill(frame.bounds, with: "x")
                let inner = frame.drawDialog(in: frame.bounds, size: Size(columns: 10, rows: 3), title: "Help")
                frame.put("hello", in: inner)
            } == """
                xxxxxxxxx ╭ Help ──╮ xxxxxxxxx
                xxxxxxxxx │ hello  │ xxxxxxxxx
                xxxxxxxxx ╰────────╯ xxxxxxxxx
                xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
                """)
    }

    @Test func theScrollIndicatorReachesBothEnds() {
        func thumb(_ offset: Int) -> String {
            draw(1, 4) { $0.drawScrollIndicator($0.bounds, offset: offset, visible: 4, total: 16) }
        }
        #expect(thumb(0) == "┃\n│\n│\n│")
        #expect(thumb(12) == "│\n│\n│\n┃")
        #expect(draw(1, 2) { $0.drawScrollIndicator($0.bounds, offset: 0, visible: 5, total: 5) } == "\n")
    }

    /// In ASCII an arrow would be the sign of another key.
    @Test func arrowKeysAreSpelledOutInASCII() {
        var frame = Frame(Size(columns: 30, rows: 1), glyphs: .ascii)
        frame.drawKeyHints(frame.bounds, hints: [KeyHint(keys: "→", label: "step"), KeyHint(keys: "t", label: "branch")])
        #expect(frame.text == "Right step  t branch")
        #expect(Glyphs.unicode.keyName("→") == "→" && Glyphs.unicode.leftRight == "←→")
    }
}
