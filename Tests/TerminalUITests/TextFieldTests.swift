import TerminalUI
import Testing

/// Editing one line.
@Suite struct TextFieldTests {
    private func edited(_ text: String, _ keys: String...) -> TextField {
        var field = TextField(text)
        for name in keys {
            if let key = Key(name: name) { _ = field.apply(key) }
        }
        return field
    }

    @Test func keysEditAtTheCursor() {
        #expect(edited("", "a", "Space", "b").text == "a b")
        #expect(edited("abc", "Left", "BSpace").text == "ac")
        #expect(edited("abc", "Home", "Del").text == "bc")
        #expect(edited("one two", "C-w").text == "one ")
        #expect(edited("one two", "M-b", "C-u").text == "two")
        #expect(edited("one two", "Home", "M-f", "C-k").text == "one")
        #expect(edited("", "BSpace", "Del", "C-w", "Left", "Right").cursor == 0)
    }

    @Test func otherKeysAreLeftToTheScreen() {
        var field = TextField("x")
        for key in [Key.enter, .escape, .up, .function(1), .control("c")] {
            let applied = field.apply(key)
            #expect(!applied)
        }
    }

    @Test func pastedLinesBecomeOneAndMarksJoin() {
        var field = TextField("e")
        field.insert("\u{301}x\ny\r\nz")
        #expect(field.text == "e\u{301}x y z")
        #expect(field.cursor == field.text.count)
    }

    @Test func longTextStandsOnLinesBrokenAtSpaces() {
        var field = TextField("one two three four", keepsNewlines: true)
        #expect(field.lines(width: 10).texts == ["one two ", "three ", "four"])
        #expect(field.lines(width: 10).cursor == Point(4, 2))
        field.moveLine(by: -1, width: 10)
        #expect(field.lines(width: 10).cursor == Point(4, 1))
        field.moveLine(by: -1, width: 10)
        #expect(field.lines(width: 10).cursor == Point(4, 0))
        #expect(field.cursor == 4)
        field.moveLine(by: -1, width: 10)
        #expect(field.cursor == 4)
    }

    @Test func lineFeedsBreakLinesAndAreSeen() {
        let field = TextField("a\nbc\n", keepsNewlines: true)
        #expect(field.lines(width: 20).texts == ["a⏎", "bc⏎", ""])
        #expect(field.lines(width: 20).cursor == Point(0, 2))
        #expect(TextField().lines(width: 20).texts == [""])
    }

    @Test(arguments: 1...12) func everyPlaceOfTheCursorIsOnAScreenOfAnyWidth(width: Int) {
        for text in ["one two three four", "a\n\nbc d", "日本語のテキスト です", "e\u{301}e\u{301} x", "", " ", "nospacesatallinthisone"] {
            var field = TextField(text, keepsNewlines: true)
            _ = field.apply(.home)
            var seen: Set<Point> = []
            for _ in 0...text.count {
                let shown = field.lines(width: width)
                #expect(shown.lines.indices.contains(shown.cursor.y), "\(text.debugDescription) at \(field.cursor)")
                seen.insert(shown.cursor)
                _ = field.apply(.right)
            }
            #expect(seen.count == text.count + 1, "\(text.debugDescription), width \(width): each place stands somewhere else")
            for step in [-1, 1, 1, -1, -1] {
                field.moveLine(by: step, width: width)
                #expect((0...text.count).contains(field.cursor))
            }
        }
    }
}
