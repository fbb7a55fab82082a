import Provenance
import TerminalUI

/// Provenance at the cursor: a bar a source, and the tokens that could have stood here.
enum AtCursorPane {
    private static let stageWidth = 4
    /// Below this inner width the stage gives its room to the bar.
    private static let widthForStage = 28
    private static let widthForLogprob = 26
    /// The pane has the likeliest; all of them stand in the dialog.
    private static let shownAlternatives = 8

    static func draw(_ frame: inout Frame, _ rect: Rect, _ state: State, joinsBelow: Bool) {
        guard !rect.isEmpty else { return }
        frame.drawBox(rect, title: title(state))
        let inner = rect.inset(by: 1).inset(left: 1, right: 1)
        guard let document = state.document, let run = state.shownRun, let tags = run.tags(at: document.cursor) else {
            return drawEmpty(&frame, inner, state)
        }
        let bars = drawBars(&frame, inner, tags, state)
        let rest = inner.inset(top: bars + 1)
        if run.tokens.indices.contains(document.cursor - 1) {
            drawAlternatives(&frame, rest, run.tokens[document.cursor - 1])
        } else if document.cursor == 0 {
            drawFace(&frame, rest, [("The probe before the first token.", Style(.dim))])
        }
    }

    private static func title(_ state: State) -> String {
        guard let document = state.document, state.shownRun?.hasBegun == true else { return "At the cursor" }
        return document.cursor == 0 ? "Before the answer" : "At token \(document.cursor)"
    }

    private static func drawEmpty(_ frame: inout Frame, _ rect: Rect, _ state: State) {
        if case .failed = state.engine { return drawFace(&frame, rect, [("no model", Style(.dim))]) }
        if let run = state.shownRun, run.hasBegun { return drawFace(&frame, rect, [("no probe at this token", Style(.dim))]) }
        drawFace(&frame, rect, [("The probability of every source at the token under the cursor stands here.", Style(.placeholder))])
    }

    // MARK: Bars

    /// - Returns: the rows taken.
    private static func drawBars(_ frame: inout Frame, _ rect: Rect, _ tags: TagDistribution, _ state: State) -> Int {
        // What is left below must do for a head and some tokens; where it does not, the bars take it.
        let share = max(rect.height * 2 / 3, 1)
        let sources = shown(tags, state, limit: rect.height - share >= 4 ? share : max(rect.height, 1))
        for (line, source) in sources.enumerated() {
            drawBar(&frame, rect.row(line), tags, source, state)
        }
        let hidden = state.marks.count - sources.count
        guard hidden > 0 else { return sources.count }
        frame.put("\(hidden) less likely", in: rect, line: sources.count, style: Style(.dim))
        return sources.count + 1
    }

    /// The sources with a bar: all in the manifest's order, or the likeliest where the room is short.
    private static func shown(_ tags: TagDistribution, _ state: State, limit: Int) -> [Int] {
        let all = Array(0..<min(state.marks.count, tags.probabilities.count))
        guard all.count > limit else { return all }
        return Array(all.sorted { (tags.probabilities[$0], -$0) > (tags.probabilities[$1], -$1) }.prefix(max(limit - 1, 1))).sorted()
    }

    private static func drawBar(_ frame: inout Frame, _ row: Rect, _ tags: TagDistribution, _ source: Int, _ state: State) {
        let value = tags.probabilities[source]
        let role = state.marks.role(source)
        let isMain = tags.main == source
        frame.put(state.marks.letter(source), in: row, style: Style(role, bold: true))
        let nameWidth = min(state.marks.nameWidth, max(row.width - 12, 4))
        let name = Rect(x: row.x + 2, y: row.y, width: nameWidth, height: 1)
        frame.put(state.marks.name(source), in: name, style: Style(isMain ? .text : .dim, bold: isMain))
        let stage = Rect(x: name.endX + 1, y: row.y, width: row.width >= widthForStage ? stageWidth : -1, height: 1)
        frame.put(Figures.stage(state.marks.stages[source]), in: stage, style: Style(.dim))
        frame.put(Figures.probability(value), in: row, style: Style(isMain ? .text : .dim, bold: isMain), alignment: .right)
        let start = stage.width > 0 ? stage.endX + 1 : name.endX + 1
        let bar = Rect(x: start, y: row.y, width: row.endX - 5 - start, height: 1)
        // Below half a percent there is nothing to see; a sliver would say otherwise.
        if value >= 0.005 { frame.drawBar(bar, fraction: Double(value), style: Style(role)) }
    }

    // MARK: Alternatives

    private static func drawAlternatives(_ frame: inout Frame, _ rect: Rect, _ token: TraceToken) {
        guard rect.height >= 2 else { return }
        // A narrow pane has room for one of the two figures.
        let showsLogprob = rect.width >= widthForLogprob
        let figures = rect.inset(left: max(rect.width - (showsLogprob ? 18 : 7), 8))
        frame.put("token", in: rect.inset(right: figures.width), style: Style(.dim))
        if showsLogprob { frame.put("logprob", in: figures.inset(right: 9), style: Style(.dim), alignment: .right) }
        frame.put("%", in: figures, style: Style(.dim), alignment: .right)
        var rows = token.alternatives.prefix(shownAlternatives).map { ($0.text, $0.logprob, $0.id == token.id) }
        if !rows.contains(where: \.2) { rows.append((token.text, token.logprob, true)) }
        let room = max(rect.height - 2, 1)
        for (line, alternative) in rows.prefix(room).enumerated() {
            let (text, logprob, isChosen) = alternative
            let style = Style(isChosen ? .text : .dim, bold: isChosen)
            let row = rect.row(line + 1)
            if isChosen { frame.put(frame.glyphs.marker, at: row.origin, style: Style(.marker)) }
            frame.put(
                Figures.piece(text, frame.glyphs), in: row.inset(left: 2, right: min(figures.width, row.width - 4)),
                style: style)
            let place = Rect(x: figures.x, y: row.y, width: figures.width, height: 1)
            if showsLogprob {
                frame.put(Figures.fixed(Double(logprob), 2), in: place.inset(right: 9), style: style, alignment: .right)
            }
            frame.put(Figures.percent(logprob), in: place, style: style, alignment: .right)
        }
        let last = min(rows.count, room) + 1
        frame.put("entropy \(Figures.fixed(Double(token.entropy), 2)) nat", in: rect, line: last, style: Style(.dim))
    }
}
