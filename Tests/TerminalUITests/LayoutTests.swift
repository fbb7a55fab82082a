import TerminalUI
import Testing

/// Layout is a function of its arguments; boxes drawn as text show it.
@Suite struct LayoutTests {
    private func drawn(_ columns: Int, _ rows: Int) -> String {
        var frame = Frame(Size(columns: columns, rows: rows))
        let parts = frame.bounds.splitRows([.fixed(1), .flexible(1), .fixed(1)])
        frame.put("head", in: parts[0])
        for (index, column) in parts[1].splitColumns([.fixed(9), .flexible(2), .atLeast(6, flexible: 1)]).enumerated() {
            frame.drawBox(column, title: "\(index)")
        }
        frame.put("foot", in: parts[2])
        return frame.text
    }

    @Test func threeColumnsBetweenHeadAndFoot() {
        #expect(
            drawn(36, 5) == """
                head
                ╭ 0 ────╮╭ 1 ─────────╮╭ 2 ────────╮
                │       ││            ││           │
                ╰───────╯╰────────────╯╰───────────╯
                foot
                """)
    }

    @Test func minimumsAreGrantedFirstWhenItIsNarrow() {
        #expect(
            drawn(18, 4) == """
                head
                ╭ 0 ────╮╭╮╭ 2 ──╮
                ╰───────╯╰╯╰─────╯
                foot
                """)
    }

    @Test func lengthsFillTheSideAtEverySize() {
        let tracks: [Track] = [.fixed(8), .flexible(1), .atLeast(5, flexible: 3), .flexible(0)]
        for length in 0...80 {
            for gap in 0...2 {
                let lengths = Track.lengths(tracks, length: length, gap: gap)
                #expect(lengths.allSatisfy { $0 >= 0 })
                #expect(lengths.reduce(0, +) == max(length - 3 * gap, 0), "\(length) with gap \(gap)")
            }
        }
    }

    @Test func partsLieSideBySideInsideTheRectangle() {
        let whole = Rect(x: 3, y: 2, width: 50, height: 20)
        for width in 0...50 {
            let rect = Rect(x: 3, y: 2, width: width, height: 20)
            var x = 3
            for part in rect.splitColumns([.fixed(10), .flexible(1), .fixed(5)]) {
                #expect(part.x == x && part.intersection(whole) == part)
                x = part.endX
            }
        }
    }

    @Test func rectanglesNeverTurnInsideOut() {
        let rect = Rect(x: 0, y: 0, width: 3, height: 1)
        #expect(rect.inset(by: 2).isEmpty)
        #expect(rect.row(5).isEmpty)
        #expect(rect.intersection(Rect(x: 9, y: 9, width: 1, height: 1)).isEmpty)
        #expect(Rect(x: Int.max, y: Int.min, width: Int.max, height: -1).isEmpty)
        #expect(Rect(x: 0, y: 0, width: 10, height: 10).centred(Size(columns: 4, rows: 20)) == Rect(x: 3, y: 0, width: 4, height: 10))
    }
}
