import Provenance
import TerminalUI

/// The same prompt through the checkpoint of each training stage, over the whole screen: side by side where there is room, else
/// one below the other.
enum StagesScreen {
    /// From this width on, a stage is a column.
    private static let leastColumn = 26
    private static let gap = 3
    /// Rows of a stage that stands below another: its head, its answer, its sources, a blank line.
    private static let leastBlock = 5
    /// Lines that are no stages: the prompt and a blank line above, a blank line and the finding below.
    private static let linesAbove = 2
    private static let linesBelow = 2

    private static func size(_ state: State) -> Size {
        Size(columns: max(state.size.columns, 1), rows: max(state.size.rows - 2, 1))
    }

    private static func isWide(_ state: State) -> Bool {
        let count = max(state.stages?.stages.count ?? 1, 1)
        return size(state).columns - 4 >= count * leastColumn + (count - 1) * gap
    }

    /// Rows of one stage where they stand below one another, and how many stages are on the screen.
    private static func blocks(_ state: State) -> (rows: Int, visible: Int) {
        let count = max(state.stages?.stages.count ?? 1, 1)
        let room = max(size(state).rows - 2 - linesAbove - linesBelow, 1)
        let rows = max(room / count, leastBlock)
        return (rows, min(max(room / rows, 1), count))
    }

    /// The first stage on the screen, inside its bounds.
    static func settled(_ top: Int, _ state: State) -> Int {
        guard !isWide(state) else { return 0 }
        return min(max(top, 0), max((state.stages?.stages.count ?? 0) - blocks(state).visible, 0))
    }

    static func draw(_ frame: inout Frame, _ area: Rect, top: Int, _ state: State) {
        guard let comparison = state.stages else { return }
        let answered = comparison.stages.count - comparison.missing.count
        let inner = frame.drawDialog(
            in: area, size: size(state), title: "Stages of \(comparison.run ?? "this model")",
            right: comparison.canCompare ? "\(answered) of \(comparison.stages.count) answered" : "",
            keys: keys(frame.glyphs, comparison, state))
        frame.put("Q", in: inner, style: Style(.dim, on: .dialog))
        frame.put(comparison.request.prompt, in: inner.inset(left: 3), style: Style(.text, on: .dialog))
        let body = inner.inset(top: linesAbove, bottom: linesBelow)
        switch comparison.face {
        case .looking: drawFace(&frame, body, [("looking for the checkpoints", Style(.running, on: .dialog))])
        case .failed(let reason): drawMissing(&frame, body, reason)
        case .found where !comparison.canCompare: drawMissing(&frame, body, "There is one checkpoint here, and nothing to hold it against.")
        case .found:
            isWide(state) ? drawColumns(&frame, body, comparison, state) : drawBlocks(&frame, inner, body, top, comparison, state)
            drawFinding(&frame, inner.row(inner.height - 1), comparison, state)
        }
    }

    /// What would fill the screen, and the command that makes it.
    private static func drawMissing(_ frame: inout Frame, _ rect: Rect, _ reason: String) {
        drawFace(
            &frame, rect,
            [
                (reason, Style(.warning, on: .dialog)), ("", .plain),
                (
                    "Here the same case would stand as each stage of a training run answers it, side by side: its answer, its sources, its "
                        + "verdict, and which stage brought what you see.", Style(.text, on: .dialog)
                ), ("", .plain),
                (
                    "debuglm train PIPELINE.yaml keeps the result of each stage in OUT/stages, and :stages OUT shows them.",
                    Style(.text, on: .dialog)
                ),
            ])
    }

    // MARK: Side by side

    private static func drawColumns(_ frame: inout Frame, _ rect: Rect, _ comparison: StageComparison, _ state: State) {
        let marks = marks(comparison, state)
        let sources = shownSources(comparison, marks, limit: max(rect.height / 3, 1))
        let columns = rect.splitColumns(Array(repeating: .flexible(1), count: comparison.stages.count), gap: gap)
        // The sources stand below the longest answer, in one line over all stages.
        let room = max(rect.height - sources.count - 4, 0)
        let lines = zip(columns, comparison.shown).map { min(Text.flow([$1.run.text], width: $0.width).count, room) }.max() ?? 0
        for (place, column) in columns.enumerated() {
            if place > 0 {
                for y in rect.y..<rect.endY {
                    frame.put(frame.glyphs.vertical, at: Point(column.x - 2, y), style: Style(.border, on: .dialog))
                }
            }
            drawHead(&frame, column.row(0), place, comparison, state)
            drawTag(&frame, column.row(1), comparison.shown[place], marks)
            let answer = column.inset(top: 3, bottom: sources.count + 1)
            drawAnswer(&frame, answer, place, comparison)
            for (line, source) in sources.enumerated() {
                drawShare(&frame, column.row(3 + lines + 1 + line), source, comparison.shown[place], marks)
            }
        }
    }

    /// The workspace's sources, and those that a stage alone knows.
    private static func marks(_ comparison: StageComparison, _ state: State) -> SourceMarks {
        state.marks.adding(comparison.shown.flatMap { $0.run.trace?.sources ?? [] })
    }

    /// Sources that reach something at the end of any answer, in the manifest's order.
    private static func shownSources(_ comparison: StageComparison, _ marks: SourceMarks, limit: Int) -> [Int] {
        let peaks = marks.names.map { name in comparison.shown.compactMap { $0.share(of: name) }.max() ?? 0 }
        let reached = peaks.indices.filter { peaks[$0] >= 0.05 }.sorted { (peaks[$0], -$0) > (peaks[$1], -$1) }
        return reached.prefix(limit).sorted()
    }

    private static func drawShare(
        _ frame: inout Frame, _ row: Rect, _ source: Int, _ answer: StageComparison.Answer, _ marks: SourceMarks
    ) {
        guard !row.isEmpty, let share = answer.share(of: marks.name(source)) else { return }
        let role = marks.role(source)
        let nameWidth = min(marks.nameWidth, max(row.width - 12, 4))
        frame.put(marks.letter(source), in: row, style: Style(role, on: .dialog, bold: true))
        let name = Rect(x: row.x + 2, y: row.y, width: nameWidth, height: 1)
        frame.put(marks.name(source), in: name, style: Style(share >= TracePane.sure ? .text : .dim, on: .dialog))
        frame.put(Figures.probability(share), in: row, style: Style(share >= TracePane.sure ? .text : .dim, on: .dialog), alignment: .right)
        let bar = Rect(x: name.endX + 1, y: row.y, width: row.endX - 6 - name.endX, height: 1)
        if share >= 0.005 { frame.drawBar(bar, fraction: Double(share), style: Style(role, on: .dialog)) }
    }

    // MARK: One below the other

    private static func drawBlocks(
        _ frame: inout Frame, _ inner: Rect, _ body: Rect, _ top: Int, _ comparison: StageComparison, _ state: State
    ) {
        let (rows, visible) = blocks(state)
        let marks = marks(comparison, state)
        for (line, place) in comparison.stages.indices.dropFirst(top).prefix(visible).enumerated() {
            let block = Rect(x: body.x, y: body.y + line * rows, width: body.width, height: rows).intersection(body)
            drawHead(&frame, block.row(0), place, comparison, state)
            drawAnswer(&frame, block.inset(left: 2, top: 1, bottom: 2), place, comparison)
            let sources = block.row(rows - 2).inset(left: 2)
            let width = marks.nameWidth + 8
            drawTag(&frame, Rect(x: sources.x, y: sources.y, width: min(width, sources.width), height: 1), comparison.shown[place], marks)
            if let trace = comparison.shown[place].run.trace, let tags = trace.finalTags {
                let places = trace.sources.compactMap { marks.index(of: $0) }
                SharesBar.draw(&frame, sources.inset(left: width + 2), tags, sources: places, marks)
            }
        }
        let side = Rect(x: inner.x, y: body.y, width: inner.width + 2, height: body.height)
        frame.drawScrollIndicator(side, offset: top, visible: visible, total: comparison.stages.count)
    }

    // MARK: Parts

    private static func drawHead(_ frame: inout Frame, _ row: Rect, _ place: Int, _ comparison: StageComparison, _ state: State) {
        let answer = comparison.shown[place]
        var right: (String, Role)
        switch answer.verdict {
        case .passing: right = ("passes \(frame.glyphs.check)", .passing)
        case .failing: right = ("fails \(frame.glyphs.cross)", .failing)
        default: right = (phase(answer), .dim)
        }
        if case .failed = answer.run.phase { right = ("failed", .error) }
        frame.put(right.0, in: row, style: Style(right.1, on: .dialog), alignment: .right)
        let name = row.inset(right: DisplayWidth.of(right.0) + 1)
        let number = frame.put("\(place + 1) ", in: name, style: Style(.dim, on: .dialog))
        frame.put(comparison.stages[place].name, in: name.inset(left: number), style: Style(.title, on: .dialog, bold: true))
    }

    private static func phase(_ answer: StageComparison.Answer) -> String {
        if answer.isOpening { return "opening" }
        switch answer.run.phase {
        case .waiting: return answer.run.hasBegun ? "reading" : "waits"
        case .running: return "\(answer.run.tokens.count) tokens"
        case .paused: return "stopped"
        case .ended: return "not judged"
        case .failed: return "failed"
        }
    }

    /// The tag that stands behind the answer.
    private static func drawTag(_ frame: inout Frame, _ row: Rect, _ answer: StageComparison.Answer, _ marks: SourceMarks) {
        guard let trace = answer.run.trace else { return }
        guard let source = trace.mainSource else {
            frame.put("knows no tags", in: row, style: Style(.dim, on: .dialog))
            return
        }
        let index = marks.index(of: source)
        let role = marks.role(index)
        var rest = row.inset(
            left: frame.put(index.map { marks.letter($0) } ?? "?", in: row, style: Style(role, on: .dialog, bold: true)) + 1)
        rest = rest.inset(left: frame.put(source, in: rest, style: Style(role, on: .dialog)) + 1)
        if let share = answer.share(of: source) { frame.put(Figures.probability(share), in: rest, style: Style(.dim, on: .dialog)) }
        if trace.refused { frame.put("refused", in: row, style: Style(.refused, on: .dialog), alignment: .right) }
    }

    /// The answer; words that the stage before has not are bright.
    private static func drawAnswer(_ frame: inout Frame, _ rect: Rect, _ place: Int, _ comparison: StageComparison) {
        guard rect.height > 0, rect.width > 0 else { return }
        let answer = comparison.shown[place]
        if case .failed(let reason) = answer.run.phase {
            for (line, text) in Text.wrap(reason, rect.width).prefix(rect.height).enumerated() {
                frame.put(text, in: rect, line: line, style: Style(.error, on: .dialog))
            }
            return
        }
        let before = place > 0 ? comparison.shown[place - 1] : nil
        let words = WordDiff.compare(before?.run.text ?? "", answer.run.text).new
        let hasBoth = answer.run.hasEnded && before?.run.hasEnded == true
        let lines = Text.flow(words.map(\.text), width: rect.width)
        for (index, line) in lines.prefix(rect.height).enumerated() {
            for fragment in line where words.indices.contains(fragment.piece) {
                let role: Role = !hasBoth ? .text : words[fragment.piece].changed ? .changed : .unchanged
                frame.put(fragment.text, at: Point(rect.x + fragment.column, rect.y + index), style: Style(role, on: .dialog))
            }
        }
        guard lines.count > rect.height else { return }
        let end = lines[rect.height - 1].last.map { $0.column + $0.width } ?? 0
        frame.put(frame.glyphs.ellipsis, at: Point(rect.x + min(end, rect.width - 1), rect.endY - 1), style: Style(.dim, on: .dialog))
    }

    private static func drawFinding(_ frame: inout Frame, _ row: Rect, _ comparison: StageComparison, _ state: State) {
        if let finding = state.stageFinding {
            frame.put(finding, in: row, style: Style(.accent, on: .dialog))
        } else if comparison.missing.isEmpty {
            frame.put("Without an answer of the last stage there is no finding.", in: row, style: Style(.dim, on: .dialog))
        } else if state.jobs.stages == nil {
            frame.put("Stopped; Space goes on.", in: row, style: Style(.warning, on: .dialog))
        } else {
            frame.put("One checkpoint after the other is opened and asked.", in: row, style: Style(.dim, on: .dialog))
        }
    }

    private static func keys(_ glyphs: Glyphs, _ comparison: StageComparison, _ state: State) -> [KeyHint] {
        let isAsking = state.jobs.stages != nil
        var hints: [KeyHint] = []
        if comparison.canCompare, isAsking || !comparison.missing.isEmpty {
            hints.append(KeyHint(keys: "Space", label: isAsking ? "stop" : "go on"))
        }
        hints.append(KeyHint(keys: "[ ]", label: "other cases", isEnabled: !state.cases.shown.isEmpty))
        if !isWide(state), blocks(state).visible < comparison.stages.count {
            hints.append(KeyHint(keys: glyphs.upDown, label: "scroll"))
        }
        return hints + [KeyHint(keys: "Esc", label: "close")]
    }
}
