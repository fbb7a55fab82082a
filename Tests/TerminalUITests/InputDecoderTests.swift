import TerminalUI
import Testing

/// Bytes from a terminal become events.
@Suite struct InputDecoderTests {
    private func events(_ text: String, settled: Bool = false) -> [InputEvent] {
        var decoder = InputDecoder()
        decoder.feed(Array(text.utf8))
        if settled { decoder.giveUpWaiting() }
        var events: [InputEvent] = []
        while let event = decoder.next() { events.append(event) }
        return events
    }

    @Test(arguments: [
        ("a", "a"), ("é", "é"), ("日", "日"), (" ", "Space"), ("\r", "Enter"), ("\n", "Enter"), ("\t", "Tab"), ("\u{7F}", "BSpace"),
        ("\u{3}", "C-c"),
        ("\u{0}", "C-Space"), ("\u{1C}", "C-\\"), ("\u{1B}[A", "Up"), ("\u{1B}OA", "Up"), ("\u{1B}[H", "Home"), ("\u{1B}[4~", "End"),
        ("\u{1B}[5~", "PgUp"), ("\u{1B}[3~", "Del"), ("\u{1B}OP", "F1"), ("\u{1B}[[B", "F2"), ("\u{1B}[15~", "F5"), ("\u{1B}[24~", "F12"),
        ("\u{1B}[Z", "BTab"), ("\u{1B}[1;5C", "C-Right"), ("\u{1B}[1;2A", "S-Up"), ("\u{1B}[1;6B", "C-S-Down"), ("\u{1B}x", "M-x"),
        ("\u{1B}é", "M-é"),
        ("\u{1B}\r", "M-Enter"), ("\u{1B}\u{7F}", "M-BSpace"), ("\u{1B}[27;5;13~", "C-Enter"), ("\u{1B}[97;5u", "C-a"),
        ("\u{1B}[9;2u", "BTab"),
    ])
    func keysAreRead(bytes: String, name: String) {
        #expect(events(bytes).compactMap { if case .key(let key) = $0 { key.name } else { nil } } == [name])
        #expect(events(bytes).count == 1)
    }

    @Test func aKeyOfTheNumberPadWithoutANameIsNoKey() {
        #expect(events("\u{1B}Oka").compactMap { if case .key(let key) = $0 { key.name } else { nil } } == ["a"])
    }

    @Test func aLoneEscapeWaitsUntilTimeHasPassed() {
        #expect(events("\u{1B}") == [])
        #expect(events("\u{1B}", settled: true) == [.key(.escape)])
        #expect(events("\u{1B}\u{1B}[A", settled: true) == [.key(.escape), .key(.up)])
        #expect(events("\u{1B}[", settled: true) == [.key(.alt("["))])
    }

    @Test func sequencesMayArriveByteByByte() {
        var decoder = InputDecoder()
        var found: [InputEvent] = []
        for byte in "\u{1B}[1;5Dé\u{1B}OB".utf8 {
            decoder.feed([byte])
            while let event = decoder.next() { found.append(event) }
        }
        #expect(found == [.key(.modified(.control, .left)), .key(.character("é")), .key(.down)])
        #expect(!decoder.isWaiting)
    }

    @Test(arguments: ["-1;1;1", "1;-1;1", "1;1;-9"])
    func aMouseReportWithANegativeNumberIsLeftOut(numbers: String) {
        #expect(events("\u{1B}[<\(numbers)Mx") == [.key(.character("x"))])
    }

    @Test func mouseReportsAreRead() {
        #expect(events("\u{1B}[<0;5;3M") == [.mouse(MouseEvent(x: 4, y: 2, kind: .press))])
        #expect(events("\u{1B}[<0;5;3m") == [.mouse(MouseEvent(x: 4, y: 2, kind: .release))])
        #expect(events("\u{1B}[<34;1;1M") == [.mouse(MouseEvent(x: 0, y: 0, kind: .drag, button: .right))])
        #expect(events("\u{1B}[<64;1;1M") == [.mouse(MouseEvent(x: 0, y: 0, kind: .wheelUp, button: .none))])
        #expect(events("\u{1B}[<81;1;1M") == [.mouse(MouseEvent(x: 0, y: 0, kind: .wheelDown, button: .none, modifiers: .control))])
        #expect(events("\u{1B}[<35;9;9M\u{1B}[<0;99999999999;1M").count == 1)
    }

    @Test func aPasteIsOneEventWithLineFeeds() {
        #expect(events("\u{1B}[200~q\rb\r\nc\u{1B}[31m\u{1B}[201~x") == [.paste("q\nb\nc\u{1B}[31m"), .key(.character("x"))])
    }

    @Test func aPasteMayArriveInPiecesAndLoseItsEnd() {
        var decoder = InputDecoder()
        for byte in "\u{1B}[200~ab\u{1B}[20".utf8 {
            decoder.feed([byte])
            #expect(decoder.next() == nil)
        }
        #expect(decoder.isInsidePaste)
        decoder.feed(Array("1~".utf8))
        #expect(decoder.next() == .paste("ab"))
        decoder.feed(Array("\u{1B}[200~cut".utf8))
        #expect(decoder.next() == nil)
        decoder.giveUpWaiting()
        #expect(decoder.next() == .paste("cut"))
        #expect(!decoder.isWaiting)
    }

    @Test func aHugePasteIsBounded() {
        var decoder = InputDecoder()
        decoder.feed(Array("\u{1B}[200~".utf8))
        for _ in 0..<10 {
            decoder.feed([UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20))
            _ = decoder.next()
        }
        decoder.feed(Array("\u{1B}[201~".utf8))
        guard case .paste(let text) = decoder.next() else {
            Issue.record("no paste")
            return
        }
        #expect(text.utf8.count == InputDecoder.pasteLimit)
    }

    @Test func answersAndNonsenseAreDropped() {
        #expect(events("\u{1B}]11;rgb:0000/0000/0000\u{7}a") == [.key(.character("a"))])
        #expect(events("\u{1B}]11;rgb:0000\u{1B}\\a") == [.key(.character("a"))])
        #expect(events("\u{1B}[?62;4ca") == [.key(.character("a"))])
        #expect(events("\u{1B}[99;99;99~a") == [.key(.character("a"))])
    }

    @Test func randomBytesAlwaysEnd() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = FrameRandomTests.Generator(state: seed)
        for round in 0..<2_000 {
            var decoder = InputDecoder()
            var count = 0
            for _ in 0..<4 {
                decoder.feed(
                    (0..<8).map { _ in
                        Bool.random(using: &random)
                            ? UInt8.random(in: 0...255, using: &random) : Array("\u{1B}[<;1M~O]".utf8).randomElement(using: &random) ?? 0
                    })
                while decoder.next() != nil { count += 1 }
            }
            decoder.giveUpWaiting()
            while decoder.next() != nil { count += 1 }
            #expect(count <= 40 && !decoder.isWaiting, "seed \(seed), round \(round)")
        }
    }
}
