import TerminalUI
import Testing

/// Drawing is total: any size, any place, any text.
@Suite struct FrameRandomTests {
    /// A small repeatable generator (SplitMix64).
    struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    private static let pieces = [
        "a", " ", "日", "e\u{301}", "👩\u{200D}👧", "\u{1B}", "\n", "\u{202E}", "█", "🇩🇪", "\u{301}", "longer words", "\u{0}",
    ]

    @Test func twentyThousandRandomDrawingsKeepTheGridWhole() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = Generator(state: seed)
        for round in 0..<400 {
            let size = Size(columns: Int.random(in: 0...30, using: &random), rows: Int.random(in: 0...12, using: &random))
            var frame = Frame(size, glyphs: Bool.random(using: &random) ? .unicode : .ascii)
            for _ in 0..<50 { FrameRandomTests.draw(into: &frame, &random) }
            #expect(FrameRandomTests.isWhole(frame), "seed \(seed), round \(round), size \(size)")
        }
    }

    private static func draw(into frame: inout Frame, _ random: inout Generator) {
        func number(_ range: ClosedRange<Int>) -> Int {
            Int.random(in: 0..<40, using: &random) == 0
                ? [Int.min, Int.max, 0, -1].randomElement(using: &random) ?? 0 : Int.random(in: range, using: &random)
        }
        let rect = Rect(x: number(-5...35), y: number(-5...15), width: number(-2...40), height: number(-2...16))
        let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
        let fraction = [0, 1, 0.5, 0.003, .nan, .infinity, -3].randomElement(using: &random) ?? 0
        switch Int.random(in: 0..<16, using: &random) {
        case 0: frame.drawBox(rect, title: text, right: text, focused: true)
        case 1: frame.fill(rect, with: text.first ?? "x")
        case 2: frame.drawDivider(in: rect, line: number(-2...9), title: text)
        case 3: frame.drawBar(rect, fraction: fraction, track: Style(.progressTrack))
        case 4: frame.drawProgress(rect, fraction: fraction, label: text, figure: text)
        case 5: frame.drawSparkline(rect, values: [fraction, 0.5, 1], offset: number(-3...4))
        case 6: frame.drawScrollIndicator(rect, offset: number(-3...30), visible: number(-1...9), total: number(-1...90))
        case 7: frame.drawKeyHints(rect, hints: [KeyHint(keys: "q", label: text)], gap: number(-2...3))
        case 8: frame.drawTextField(rect, field: TextField(text), prompt: "/", placeholder: "p", focused: Bool.random(using: &random))
        case 9: frame.drawDialog(in: rect, size: Size(columns: number(-1...20), rows: number(-1...9)), title: text)
        case 10: frame.drawBox(rect, title: text)
        case 11: frame.put(text, in: rect, line: number(-1...9), alignment: .centre)
        default: frame.put(text, at: Point(number(-9...35), number(-3...14)), maxWidth: Bool.random(using: &random) ? nil : number(-2...20))
        }
    }

    /// Every wide character is followed by its continuation, and no continuation stands alone.
    private static func isWhole(_ frame: Frame) -> Bool {
        for y in 0..<frame.size.rows {
            var expectsContinuation = false
            for cell in frame.row(y) {
                if (cell.width == 0) != expectsContinuation { return false }
                if DisplayWidth.of(String(cell.character)) != max(cell.width, 1) { return false }
                expectsContinuation = cell.width == 2
            }
            if expectsContinuation { return false }
        }
        return true
    }
}
