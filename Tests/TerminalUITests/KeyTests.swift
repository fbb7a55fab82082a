import TerminalUI
import Testing

/// Names of keys.
@Suite struct KeyTests {
    @Test func everyNameReadsBackAsItsKey() {
        var keys: [Key] = [
            .enter, .escape, .tab, .backTab, .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .backspace, .delete, .insert,
            .space,
            .character("a"), .character("A"), .character("-"), .character("日"), .control("x"), .control(" "), .control("\\"), .alt("x"),
            .alt("X"),
            .alt(" "), .modified(.control, .right), .modified([.control, .shift], .up), .modified(.alt, .enter),
            .modified(.shift, .function(5)),
        ]
        keys += (1...24).map(Key.function)
        for key in keys { #expect(Key(name: key.name) == key, "\(key.name)") }
    }

    @Test(arguments: [
        ("C-x", Key.control("x")), ("C-X", .control("x")), ("Space", .space), ("F1", .function(1)), ("enter", .enter), ("Return", .enter),
        ("Escape", .escape), ("PageUp", .pageUp), ("BTab", .backTab), ("C", .character("C")), ("C-Right", .modified(.control, .right)),
    ])
    func namesAreRead(name: String, key: Key) {
        #expect(Key(name: name) == key)
    }

    @Test(arguments: ["", "Nope", "C-", "C-Nope", "F0", "F25", "S-a", "ab"])
    func otherNamesAreNoKeys(name: String) {
        #expect(Key(name: name) == nil)
    }
}
