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
}
