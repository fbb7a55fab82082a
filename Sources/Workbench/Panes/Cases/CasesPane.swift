import Provenance
import TerminalUI

/// The cases: verdict, main source, id, probability.
enum CasesPane {
    static func draw(_ frame: inout Frame, _ layout: Layout, _ state: State) {
        let rect = layout.cases
        guard !rect.isEmpty else { return }
        let focused = state.focus == .cases
        let inner = frame.drawBox(rect, title: title(state), right: counts(state), focused: focused)
        drawFilters(&frame, inner.row(0), state)
        let list = layout.caseListRect(state)
        if state.cases.shown.isEmpty {
            drawEmpty(&frame, list.inset(left: 1, right: 1), state)
        } else {
            drawRows(&frame, list, state, focused: focused)
            let indicator = Rect(x: rect.x, y: list.y, width: rect.width, height: list.height)
            frame.drawScrollIndicator(indicator, offset: state.cases.top, visible: list.height, total: state.cases.shown.count)
        }
        if hasFootline(state) { drawFootline(&frame, inner.row(inner.height - 1).inset(left: 1, right: 1), state) }
    }

    private static func title(_ state: State) -> String { "Cases" }

    private static func counts(_ state: State) -> String {
        let all = state.cases.cases.count
        let shown = state.cases.shown.count
        // A lone trace has none, and an empty list says so itself.
        guard all > 0 else { return "" }
        let of = shown == all ? Figures.count(all) : "\(Figures.count(shown)) of \(Figures.count(all))"
        if !state.cases.marks.isEmpty { return "\(Figures.count(state.cases.marks.count)) marked · \(of)" }
        // Beside a part of the cases a number of all of them would be taken for one of that part.
        guard shown == all, let table = state.verdicts.table(state.rulesInForce), table.known > 0 else { return of }
        return "\(Figures.count(table.failing)) failing · \(of)"
    }

    /// What narrows the list down.
    static func drawFilters(_ frame: inout Frame, _ row: Rect, _ state: State) {
        let row = row.inset(left: 1, right: 1)
        var right = state.cases.order == .file ? "" : "by \(state.cases.order.rawValue)  "
        right += state.cases.verdictFacet.name
        if let source = state.cases.sourceFacet { right += "  \(state.marks.letter(source)) \(state.marks.name(source))" }
        let isNarrowed = state.cases.verdictFacet != .all || state.cases.sourceFacet != nil || state.cases.order != .file
        frame.put(right, in: row, style: Style(isNarrowed ? .match : .dim), alignment: .right)
        let left = row.inset(right: DisplayWidth.of(right) + 1)
        note(&frame, .verdictFacet, at: row.inset(left: left.width + 1), state)
        note(&frame, .filter, at: left, state)
        if state.cases.filter.isEmpty {
            frame.put("\(state.key(.filter)) filter", in: left, style: Style(.placeholder))
        } else {
            frame.put("/\(state.cases.filter)", in: left, style: Style(.match))
        }
    }

    /// A click there presses the action's key.
    private static func note(_ frame: inout Frame, _ action: Action, at rect: Rect, _ state: State) {
        if let key = state.keys.binding(of: action)?.keys.first { frame.note(.key(key), at: rect) }
    }

    // MARK: Rows

    private static func drawRows(_ frame: inout Frame, _ rect: Rect, _ state: State, focused: Bool) {
        let table = state.verdicts.table(state.rulesInForce)
        let before = state.rulesInForce == .none ? nil : state.verdicts.table(.none)
        let ids = rect.width - idIndent - figureWidth >= widthWithPrompts ? idWidth(state) : nil
        frame.drawList(
            rect, count: state.cases.shown.count, offset: state.cases.top, selected: state.cases.selection, focused: focused
        ) { frame, row, place, isSelected in
            let index = state.cases.shown[place]
            let isOpen = state.document?.caseIndex == index
            drawRow(&frame, row, state, index: index, outcome: table?[index], isOpen: isOpen, idWidth: ids)
            drawChange(&frame, Point(row.x + 2, row.y), before: before?[index]?.verdict, after: table?[index]?.verdict)
        }
    }

    private static let idWidths = 12...28
    private static let widthWithPrompts = 64
    /// Columns before an id: where one is, verdict, change, source, mark; and those behind it.
    private static let idIndent = 5
    private static let figureWidth = 6
    /// Cases whose ids say how wide their column is: it stays as it is while one scrolls.
    private static let measuredIDs = 500

    /// Columns for ids beside prompts: what they need, so that the prompts have the rest.
    private static func idWidth(_ state: State) -> Int {
        let longest = state.cases.cases.prefix(measuredIDs).reduce(0) { max($0, DisplayWidth.of($1.id)) }
        return min(max(longest, idWidths.lowerBound), idWidths.upperBound)
    }

    /// - Parameter idWidth: of ids that have prompts beside them; nil where there is no room for both.
    private static func drawRow(
        _ frame: inout Frame, _ row: Rect, _ state: State, index: Int, outcome: Outcome?, isOpen: Bool, idWidth: Int?
    ) {
        if isOpen { frame.put(frame.glyphs.marker, at: row.origin, style: Style(.marker)) }
        let (glyph, role) = glyph(outcome, isRunning: state.judging.running.contains(index), frame.glyphs)
        frame.put(glyph, at: Point(row.x + 1, row.y), style: Style(role))
        if let source = outcome?.source {
            frame.put(state.marks.letter(source), at: Point(row.x + 3, row.y), style: Style(state.marks.role(source), bold: true))
        }
        let figure = outcome?.probability.map(Figures.short) ?? ""
        frame.put(figure, in: row.inset(right: 1), style: Style(.dim), alignment: .right)
        let isMarked = state.cases.isMarked(index)
        if isMarked { frame.put(frame.glyphs.mark, at: Point(row.x + 4, row.y), style: Style(.accent, bold: true)) }
        let id = state.cases.cases[index].id
        let room = row.inset(left: idIndent, right: figureWidth)
        let style = Style(isMarked ? .accent : .text, bold: isOpen || isMarked)
        // Where the list has the screen, the prompts have the room that ids leave.
        guard let idWidth else { return _ = frame.put(id, in: room, style: style) }
        frame.put(id, in: room.inset(right: room.width - idWidth), style: style)
        frame.put(state.cases.cases[index].prompt, in: room.inset(left: idWidth + 2), style: Style(.dim))
    }

    /// Marks a case that the rules fixed or broke.
    private static func drawChange(_ frame: inout Frame, _ point: Point, before: Verdict?, after: Verdict?) {
        switch (before, after) {
        case (.failing, .passing): frame.put("+", at: point, style: Style(.passing, bold: true))
        case (.passing, .failing): frame.put("-", at: point, style: Style(.failing, bold: true))
        default: break
        }
    }

    /// The sign of a verdict; a refusal that passes has the same sign, for what counts is whether the case is right.
    static func glyph(_ outcome: Outcome?, isRunning: Bool, _ glyphs: Glyphs) -> (String, Role) {
        if isRunning { return (String(glyphs.running), .running) }
        if outcome?.failure != nil { return ("!", .error) }
        switch outcome?.verdict {
        case .passing: return (String(glyphs.check), .passing)
        case .failing: return (String(glyphs.cross), .failing)
        case .notJudged, nil: return (String(glyphs.unknown), .notJudged)
        }
    }

    private static func drawEmpty(_ frame: inout Frame, _ rect: Rect, _ state: State) {
        switch state.workspace {
        case .loading: drawFace(&frame, rect, [("reading the workspace", Style(.running))])
        case .failed(let reason): drawFace(&frame, rect, [("The workspace cannot be read", Style(.error)), ("", .plain), (reason, .plain)])
        case .ready where state.cases.cases.isEmpty:
            drawFace(&frame, rect, [("There are no cases yet.", .plain), ("\(state.key(.newCase)) writes the first one.", Style(.dim))])
        case .ready:
            drawFace(&frame, rect, [("No case is like that.", .plain), ("\(state.key(.cancel)) shows all again.", Style(.dim))])
        }
    }

    // MARK: The line below

    static func hasFootline(_ state: State) -> Bool {
        state.judging.isActive || state.judging.isStopped
    }

    private static func drawFootline(_ frame: inout Frame, _ row: Rect, _ state: State) {
        let judging = state.judging
        if judging.failure != nil {
            frame.put("judging failed; \(state.key(.log)) says why", in: row, style: Style(.error))
        } else if judging.isStopped {
            frame.put("judging stopped; \(state.key(.judge)) goes on", in: row, style: Style(.warning))
        } else {
            let (done, total) = state.judgingProgress
            let figure = judging.rate(now: state.now).map { pace($0, left: total - done) } ?? ""
            let fraction = total > 0 ? Double(done) / Double(total) : 0
            frame.drawProgress(row, fraction: fraction, label: "judged \(Figures.count(done))/\(Figures.count(total))", figure: figure)
        }
    }

    /// `judged 212/100,000  8/s 3:24:00`
    private static func progress(_ state: State, _ done: Int, _ total: Int) -> String {
        let judged = "judged \(Figures.count(done))/\(Figures.count(total))"
        guard let rate = state.judging.rate(now: state.now) else { return judged }
        return "\(judged)  " + pace(rate, left: total - done)
    }

    /// How fast it goes, and how long it will take.
    private static func pace(_ rate: Double, left: Int) -> String {
        "\(Figures.fixed(rate, rate < 10 ? 1 : 0))/s \(Figures.duration(Double(max(left, 0)) / rate))"
    }

    // MARK: Narrow form

    /// The list as one line: the open case, which the trace shows, and where it stands. What is selected is seen in the list itself.
    static func drawFold(_ frame: inout Frame, _ row: Rect, _ state: State) {
        let cases = state.cases
        let row = row.inset(left: 1, right: 1)
        let (done, total) = state.judgingProgress
        let right = state.judging.isActive ? progress(state, done, total) : counts(state)
        frame.put(right, in: row, style: Style(state.judging.isActive ? .running : .dim), alignment: .right)
        var left = row.inset(right: DisplayWidth.of(right) + 2)
        func put(_ text: String, _ style: Style) { left = left.inset(left: frame.put(text, in: left, style: style)) }
        guard let document = state.document, let index = document.caseIndex, cases.cases.indices.contains(index) else {
            if let title = state.document?.title {
                put(Text.clip(title, left.width, ellipsis: frame.glyphs.ellipsis), Style(.text, bold: true))
            } else if cases.shown.isEmpty {
                put(cases.cases.isEmpty ? "no cases" : "no case is like that; \(state.key(.cancel)) shows all", Style(.dim))
            } else {
                put("no case is open", Style(.dim))
            }
            return
        }
        put("[ ", Style(.keyName))
        // A filter may leave the open case out.
        let place = cases.place(of: index).map { Figures.count($0 + 1) } ?? "-"
        put("\(place)/\(Figures.count(cases.shown.count)) ", Style(.dim))
        let outcome = state.outcome(index)
        let (glyph, role) = glyph(outcome, isRunning: state.judging.running.contains(index), frame.glyphs)
        put(glyph + " ", Style(role))
        if let source = outcome?.source { put(state.marks.letter(source) + " ", Style(state.marks.role(source), bold: true)) }
        put(Text.clip(cases.cases[index].id, max(left.width - 2, 1), ellipsis: frame.glyphs.ellipsis), Style(.text, bold: true))
        put(" ]", Style(.keyName))
        guard !cases.filter.isEmpty else { return }
        put("  ", .plain)
        put("/\(cases.filter)", Style(.match))
    }
}
