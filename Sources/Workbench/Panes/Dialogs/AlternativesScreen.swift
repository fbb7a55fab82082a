import Provenance
import TerminalUI

/// What could stand at the token under the cursor; choosing one makes a branch.
enum AlternativesScreen {
    private static let columns = 80
    private static let rankWidth = 4
    private static let figuresWidth = 18
    /// A source's letter and its probability.
    private static let sourceWidth = 8

    static func draw(_ frame: inout Frame, _ area: Rect, selected: Int, _ state: State) {
        guard let (token, place) = state.tokenAtCursor else { return }
        let rows = state.alternativesAtCursor
        let size = Size(columns: min(area.width - 4, columns), rows: min(rows.count + 6, area.height))
        let title = "Instead of \(Figures.piece(token.text, frame.glyphs)) · token \(place + 1)"
        let acts = [KeyHint(keys: "Enter", label: "branch here"), KeyHint(keys: "i", label: "own words")]
        let keys = (state.engine.isReady ? acts : []) + [KeyHint(keys: "Esc", label: "close")]
        let inner = frame.drawDialog(in: area, size: size, title: title, keys: keys)
        drawBefore(&frame, inner.row(0), place, state)
        drawHeader(&frame, inner.row(1))
        let list = inner.inset(top: 2, bottom: 2)
        let top = ListScroll.settle(offset: 0, selected: selected, count: rows.count, height: list.height)
        frame.drawList(list, count: rows.count, offset: top, selected: selected, focused: true) { frame, row, index, _ in
            drawRow(&frame, row, rows[index].rank, rows[index].alternative, stands: rows[index].stands)
            let source = row.inset(left: max(row.width - figuresWidth - sourceWidth, 0), right: figuresWidth + 1)
            drawSource(&frame, source, rows[index].alternative.id, state)
        }
        let side = Rect(x: inner.x, y: list.y, width: inner.width + 2, height: list.height)
        frame.drawScrollIndicator(side, offset: top, visible: list.height, total: rows.count)
        drawSum(&frame, inner.row(inner.height - 1), token, rows.count)
    }

    /// The end of what stands before the place, so that one sees what one would go on from.
    private static func drawBefore(_ frame: inout Frame, _ row: Rect, _ place: Int, _ state: State) {
        let before = state.shownRun?.tokens.prefix(place).map(\.text).joined() ?? ""
        let cells = VisibleText.of(before.isEmpty ? "at the beginning of the answer" : before)
        var width = 0
        var start = cells.endIndex
        while start > cells.startIndex {
            let previous = cells.index(before: start)
            width += DisplayWidth.of(String(cells[previous]))
            guard width <= max(row.width - 2, 1) else { break }
            start = previous
        }
        let shown = cells[start...]
        let isCut = start > cells.startIndex
        frame.put((isCut ? String(frame.glyphs.ellipsis) : "") + shown, in: row, style: Style(.dim, on: .dialog))
    }

    private static func drawHeader(_ frame: inout Frame, _ row: Rect) {
        let figures = row.inset(left: max(row.width - figuresWidth, 0))
        frame.put("rank", in: row, style: Style(.dim, on: .dialog))
        frame.put("token", in: row.inset(left: rankWidth + 3), style: Style(.dim, on: .dialog))
        let source = row.inset(left: max(row.width - figuresWidth - sourceWidth, 0), right: figuresWidth + 1)
        frame.put("source", in: source, style: Style(.dim, on: .dialog))
        frame.put("logprob", in: figures.inset(right: 9), style: Style(.dim, on: .dialog), alignment: .right)
        frame.put("%", in: figures, style: Style(.dim, on: .dialog), alignment: .right)
    }

    private static func drawRow(_ frame: inout Frame, _ row: Rect, _ rank: Int?, _ alternative: TraceToken.Alternative, stands: Bool) {
        let style = Style(.text, on: .dialog, bold: stands)
        frame.put(rank.map(String.init) ?? "-", in: Rect(x: row.x, y: row.y, width: rankWidth, height: 1), style: style, alignment: .right)
        if stands { frame.put(frame.glyphs.marker, at: Point(row.x + rankWidth + 1, row.y), style: Style(.marker, on: .dialog)) }
        let figures = row.inset(left: max(row.width - figuresWidth, 0))
        let piece = row.inset(left: rankWidth + 3, right: figuresWidth + sourceWidth + 1)
        let width = frame.put(Figures.piece(alternative.text, frame.glyphs), in: piece, style: style)
        let bar = piece.inset(left: max(width + 2, piece.width / 2))
        let probability = Exponential.of(Double(alternative.logprob))
        if probability >= 0.005 { frame.drawBar(bar, fraction: probability, style: Style(stands ? .accent : .dim, on: .dialog)) }
        frame.put(Figures.fixed(Double(alternative.logprob), 2), in: figures.inset(right: 9), style: style, alignment: .right)
        frame.put(Figures.percent(alternative.logprob), in: figures, style: style, alignment: .right)
    }

    /// The main source, were this the token.
    private static func drawSource(_ frame: inout Frame, _ rect: Rect, _ token: Int, _ state: State) {
        switch state.candidates?.face {
        case .reading: frame.put(frame.glyphs.ellipsis, at: rect.origin, style: Style(.dim, on: .dialog))
        case .failed, nil: break
        case .read:
            guard let tags = state.candidates?.tags(of: token), let main = tags.main else { break }
            frame.put(state.marks.letter(main), at: rect.origin, style: Style(state.marks.role(main), on: .dialog, bold: true))
            let probability = Figures.short(tags.probabilities[main])
            frame.put(probability, in: rect.inset(left: 2), style: Style(.dim, on: .dialog))
        }
    }

    /// How sure the model was here, and how much of the probability is on the list.
    private static func drawSum(_ frame: inout Frame, _ row: Rect, _ token: TraceToken, _ count: Int) {
        let mass = token.alternatives.prefix(State.alternatives).reduce(0) { $0 + Exponential.of(Double($1.logprob)) }
        let listed = "\(count) listed, \(Figures.fixed(min(mass, 1) * 100, 1)) % of the probability"
        frame.put("\(listed) · entropy \(Figures.fixed(Double(token.entropy), 2)) nat", in: row, style: Style(.dim, on: .dialog))
    }
}
