import Provenance
import TerminalUI

/// The layers at the cursor, the last one on top: what each would say, how likely it finds the token that stands there, and which
/// source it would name.
enum LayersScreen {
    private static let columns = 110
    private static let layerWidth = 6
    private static let sourceWidth = 8
    private static let chosenWidth = 7
    /// Columns between the figure of the token that stands there and the likeliest ones.
    private static let gap = 3
    /// Columns of one of the likeliest tokens.
    private static let pieceWidth = 13
    /// Columns of the bar in which the sources share a layer.
    private static let leastBar = 12
    /// Lines that are no layers: two of the border, the place, the heads, a blank line, the sum.
    private static let otherRows = 6

    static func rowCount(_ state: State) -> Int { max(min(state.size.rows - 2 - otherRows, state.lens?.readings.count ?? 1), 1) }

    static func draw(_ frame: inout Frame, _ area: Rect, top: Int, _ state: State) {
        guard let lens = state.lens, let document = state.document else { return }
        let readings = lens.readings
        let rows = readings.isEmpty ? 4 : rowCount(state)
        let size = Size(columns: min(area.width - 4, columns), rows: min(rows + otherRows, area.height))
        let place = document.cursor == 0 ? "before the answer" : "token \(document.cursor)"
        let keys = [KeyHint(keys: frame.glyphs.leftRight, label: "other tokens"), KeyHint(keys: "Esc", label: "close")]
        let inner = frame.drawDialog(in: area, size: size, title: "Layers · \(place)", keys: keys)
        drawPlace(&frame, inner.row(0), state)
        let body = inner.inset(top: 2, bottom: 2)
        switch lens.face {
        case .reading: drawFace(&frame, body, [("asking every layer", Style(.running, on: .dialog))])
        case .failed(let reason):
            drawFace(&frame, body, [("The layers cannot be read", Style(.error, on: .dialog)), (reason, Style(.text, on: .dialog))])
        case .read:
            drawHeads(&frame, inner.row(1), parts(inner))
            for (line, reading) in readings.dropFirst(top).prefix(body.height).enumerated() {
                drawRow(&frame, body.row(line), reading, state)
            }
            let side = Rect(x: inner.x, y: body.y, width: inner.width + 2, height: body.height)
            frame.drawScrollIndicator(side, offset: top, visible: body.height, total: readings.count)
            drawSum(&frame, inner.row(inner.height - 1), lens, state)
        }
    }

    // MARK: Columns

    private struct Parts {
        var layer: Rect
        var source: Rect
        var bar: Rect
        var chosen: Rect
        var pieces: [Rect]
    }

    /// Where the columns stand; what there is no room for is left out, the less likely tokens first.
    private static func parts(_ row: Rect) -> Parts {
        func part(_ x: Int, _ width: Int) -> Rect { Rect(x: x, y: row.y, width: max(width, 0), height: 1) }
        let fixed = layerWidth + sourceWidth + chosenWidth + 1 + gap
        let count = min(max((row.width - fixed - leastBar) / pieceWidth, 1), 3)
        let bar = max(row.width - fixed - count * pieceWidth, 4)
        let source = part(row.x + layerWidth, sourceWidth)
        let bars = part(source.endX, bar)
        let chosen = part(bars.endX + 1, chosenWidth)
        let pieces = (0..<count).map { part(chosen.endX + gap + $0 * pieceWidth, pieceWidth - 1) }
        return Parts(layer: part(row.x, layerWidth - 2), source: source, bar: bars, chosen: chosen, pieces: pieces)
    }

    private static func drawPlace(_ frame: inout Frame, _ row: Rect, _ state: State) {
        guard let (token, _) = state.tokenAtCursor else {
            frame.put("What the model is about to say, before its first token", in: row, style: Style(.dim, on: .dialog))
            return
        }
        frame.put(
            "What was there to choose from when it said \"\(Figures.piece(token.text, frame.glyphs))\"", in: row,
            style: Style(.dim, on: .dialog))
    }

    private static func drawHeads(_ frame: inout Frame, _ row: Rect, _ parts: Parts) {
        let style = Style(.dim, on: .dialog)
        func put(_ text: String, _ rect: Rect, _ alignment: Text.Alignment = .left) {
            frame.put(text, in: Rect(x: rect.x, y: row.y, width: rect.width, height: 1), style: style, alignment: alignment)
        }
        put("layer", Rect(x: parts.layer.x, y: row.y, width: layerWidth - 1, height: 1))
        put("source", parts.source)
        put("token %", parts.chosen, .right)
        if let first = parts.pieces.first { put("likeliest", first) }
    }

    // MARK: Rows

    private static func drawRow(_ frame: inout Frame, _ row: Rect, _ reading: LayerReading, _ state: State) {
        let parts = parts(row)
        let name = reading.layer == 0 ? "in" : "\(reading.layer)"
        frame.put(name, in: parts.layer, style: Style(.dim, on: .dialog), alignment: .right)
        if let tags = reading.tags, let main = tags.main {
            let role = state.marks.role(main)
            frame.put(state.marks.letter(main), in: parts.source, style: Style(role, on: .dialog, bold: true))
            frame.put(Figures.probability(tags.probabilities[main]), in: parts.source.inset(left: 2), style: Style(.text, on: .dialog))
            SharesBar.draw(&frame, parts.bar, tags, sources: 0..<state.marks.count, state.marks)
        }
        if let chosen = reading.chosenLogprob {
            frame.put(Figures.percent(chosen), in: parts.chosen, style: Style(.text, on: .dialog), alignment: .right)
        }
        for (index, part) in parts.pieces.enumerated() where reading.top.indices.contains(index) {
            let piece = Figures.piece(reading.top[index].text, frame.glyphs)
            let isChosen = reading.top[index].id == state.tokenAtCursor?.token.id
            frame.put(piece, in: part, style: Style(isChosen ? .accent : index == 0 ? .text : .dim, on: .dialog, bold: isChosen))
        }
    }

    private static func drawSum(_ frame: inout Frame, _ row: Rect, _ lens: LayerLens, _ state: State) {
        guard let decisive = lens.decisive else { return }
        let from = decisive.layer == 0 ? "from the embedding (in) on" : "from layer \(decisive.layer) on"
        var x = row.x + frame.put("\(from), all name ", in: row, style: Style(.dim, on: .dialog))
        x += frame.put(
            state.marks.name(decisive.source), at: Point(x, row.y), style: Style(state.marks.role(decisive.source), on: .dialog, bold: true)
        )
    }
}
