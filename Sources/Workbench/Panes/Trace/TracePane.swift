import Provenance
import TerminalUI

/// The trace: the question, the answer's tokens with their main source, and the ribbon over all of them.
enum TracePane {
    /// From this on a source is called the main one without reserve.
    static let sure: Float = 0.5

    static func draw(_ frame: inout Frame, _ layout: Layout, _ state: State) {
        let rect = layout.trace
        guard !rect.isEmpty else { return }
        let run = state.shownRun
        let place = place(state, run)
        // Where one is counts more than the end of a long name.
        let room = rect.width - 6 - (place.isEmpty ? 0 : DisplayWidth.of(place) + 1)
        let title = title(state, width: room, ellipsis: frame.glyphs.ellipsis)
        frame.drawBox(rect, title: title, right: place, focused: state.focus == .trace)
        let inner = rect.inset(by: 1).inset(left: 1, right: 1)
        guard let geometry = TraceGeometry(state, layout), let document = state.document else {
            return drawEmpty(&frame, inner, state)
        }
        drawQuestion(&frame, inner, geometry)
        if let run, !run.tokens.isEmpty {
            drawAnswer(&frame, inner, geometry, run, document, state)
        } else {
            drawWaiting(&frame, geometry.answerRect, run, state)
        }
        if let run { Ribbon.draw(&frame, geometry, run, document, state) }
        let side = Rect(x: rect.x, y: geometry.answerRect.y, width: rect.width, height: geometry.answerRect.height)
        frame.drawScrollIndicator(side, offset: geometry.firstLine, visible: geometry.visibleLines, total: geometry.lines.count)
        drawFailure(&frame, geometry)
        BranchLine.draw(&frame, geometry.branchesRect, state)
    }

    private static func drawFailure(_ frame: inout Frame, _ geometry: TraceGeometry) {
        guard !geometry.failure.isEmpty else { return }
        frame.put(frame.glyphs.cross, at: geometry.failureRect.origin, style: Style(.failing))
        let text = geometry.failureRect.inset(left: geometry.questionRect.x - geometry.failureRect.x)
        for (index, line) in geometry.failure.enumerated() { frame.put(line, in: text, line: index, style: Style(.dim)) }
    }

    /// What is shown and of which case. Where that has no room the id gives way: that its prompt was edited stays to be seen.
    private static func title(_ state: State, width: Int, ellipsis: Character) -> String {
        guard let document = state.document else { return "Trace" }
        let what =
            switch document.subject {
            case .plain: "Trace"
            case .ruled: "Trace under the rules"
            case .observed: "Logged answer"
            case .saved: "Saved trace"
            case .branch(let key): "Branch \(state.branchName(key))"
            }
        let mark = document.title.hasSuffix(State.editedMark) ? State.editedMark : ""
        let name = String(document.title.dropLast(mark.count))
        let room = width - DisplayWidth.of(what) - 3 - DisplayWidth.of(mark)
        guard room >= min(DisplayWidth.of(name), leastName) else {
            return Text.clip("\(what) · \(document.title)", width, ellipsis: ellipsis)
        }
        return "\(what) · \(Text.clip(name, room, ellipsis: ellipsis))\(mark)"
    }

    /// A shorter part of an id names no case.
    private static let leastName = 6

    private static func place(_ state: State, _ run: Run?) -> String {
        guard let run, let document = state.document else { return "" }
        let word: String
        switch run.phase {
        case .paused: word = run.stoppedBy.map { "stop: \($0)" } ?? (run.tokens.isEmpty ? "" : "paused")
        case .waiting: word = "reading"
        case .running: word = "running"
        case .failed: word = "failed"
        case .ended(.end): word = ""
        case .ended(.length): word = "cut at the limit"
        case .ended(.guarded): word = "cut by the guard"
        case .ended(.cancelled): word = "paused"
        case .ended(.given): word = ""
        }
        guard run.hasBegun || !run.tokens.isEmpty else { return word }
        return "token \(document.cursor)/\(run.tokens.count)" + (word.isEmpty ? "" : " · \(word)")
    }

    private static func drawQuestion(_ frame: inout Frame, _ inner: Rect, _ geometry: TraceGeometry) {
        frame.put("Q", in: inner, style: Style(.dim))
        for (index, line) in geometry.question.enumerated() { frame.put(line, in: geometry.questionRect, line: index) }
    }

    // MARK: Tokens

    private static func drawAnswer(
        _ frame: inout Frame, _ inner: Rect, _ geometry: TraceGeometry, _ run: Run, _ document: Document, _ state: State
    ) {
        frame.put("A", at: Point(inner.x, geometry.answerRect.y), style: Style(.dim))
        var marked: Set<Int> = []
        for (index, line) in geometry.lines.enumerated() {
            guard let row = geometry.row(ofLine: index) else { continue }
            for fragment in line where run.tokens.indices.contains(fragment.piece) {
                let tags = run.tokens[fragment.piece].tags
                let style = style(of: tags, state)
                let place = Point(geometry.answerRect.x + fragment.column, row)
                let isAtCursor = fragment.piece + 1 == document.cursor
                frame.put(fragment.text, at: place, style: isAtCursor ? Style(.cursor, on: .cursor, bold: true) : style)
                // The mark stands under the first letter, not under the space before the word.
                let blanks = fragment.text.prefix { $0 == " " }.count
                guard blanks < fragment.text.count, row + 1 < geometry.answerRect.endY, marked.insert(fragment.piece).inserted else {
                    continue
                }
                drawMark(&frame, Point(place.x + blanks, row + 1), tags, isAtCursor: isAtCursor, state)
            }
        }
    }

    /// The colour of a token: that of its main source, faint when no source is sure.
    private static func style(of tags: TagDistribution?, _ state: State) -> Style {
        guard let tags, let main = tags.main else { return .plain }
        // What is not traced is plain text: it has to be read, and only its mark is faint.
        let role = state.marks.isTraced(main) ? state.marks.role(main) : .text
        return Style(role, dim: tags.probabilities[main] < sure)
    }

    private static func drawMark(_ frame: inout Frame, _ point: Point, _ tags: TagDistribution?, isAtCursor: Bool, _ state: State) {
        guard let tags, let main = tags.main else { return }
        let isSure = tags.probabilities[main] >= sure
        let letter = isSure ? state.marks.letter(main) : state.marks.letter(main).lowercased()
        frame.put(letter, at: point, style: Style(state.marks.role(main), bold: isAtCursor, dim: !isSure))
    }

    // MARK: Faces

    private static func drawWaiting(_ frame: inout Frame, _ rect: Rect, _ run: Run?, _ state: State) {
        switch state.engine {
        case .waiting: drawFace(&frame, rect, [("reading the workspace", Style(.running))])
        case .loading(let what, let fraction): drawLoading(&frame, rect, what, fraction, state)
        case .failed(let reason):
            drawFace(
                &frame, rect,
                [
                    ("The model cannot be opened", Style(.error)), ("", .plain), (reason, .plain), ("", .plain),
                    (
                        "The cases stay open to browse. Quit with \(state.key(.quit)) when the model is in its place, and start again.",
                        Style(.dim)
                    ),
                ])
        case .ready:
            switch run?.phase {
            case .waiting, .running: drawFace(&frame, rect, [("reading the prompt", Style(.running))])
            case .failed(let reason):
                drawFace(
                    &frame, rect,
                    [
                        ("The run failed", Style(.error)), ("", .plain), (reason, .plain),
                        ("\(state.key(.runOrPause)) tries again", Style(.dim)),
                    ])
            case .ended: drawFace(&frame, rect, [("The answer is empty: the model ended it at once.", Style(.dim))])
            default:
                drawFace(
                    &frame, rect, [("\(state.key(.runOrPause)) runs the model, \(state.key(.stepForward)) takes one token.", Style(.dim))])
            }
        }
    }

    private static func drawLoading(_ frame: inout Frame, _ rect: Rect, _ what: String, _ fraction: Double?, _ state: State) {
        let line = min(max(rect.height / 3, 0), max(rect.height - 1, 0))
        let seconds = Figures.duration(max(state.now - state.engineSince, 0))
        // The seconds are what one looks at: a long name gives way.
        let name = Text.clip(what, max(rect.width - DisplayWidth.of(seconds) - 2, 1), ellipsis: frame.glyphs.ellipsis)
        frame.put("\(name)  \(seconds)", in: rect, line: line, style: Style(.running))
        let bar = rect.row(line + 1)
        frame.drawProgress(Rect(x: bar.x, y: bar.y, width: min(bar.width, 40), height: bar.height), fraction: fraction)
    }

    private static func drawEmpty(_ frame: inout Frame, _ rect: Rect, _ state: State) {
        switch state.workspace {
        case .loading: drawFace(&frame, rect, [("reading the workspace", Style(.running))])
        case .failed(let reason): drawFace(&frame, rect, [("The workspace cannot be read", Style(.error)), ("", .plain), (reason, .plain)])
        case .ready where state.cases.cases.isEmpty:
            drawFace(
                &frame, rect,
                [
                    ("There are no cases yet.", .plain),
                    ("\(state.key(.newCase)) writes one, a paste does too, and :import FILE takes those of a file.", Style(.dim)),
                ])
        case .ready where state.cases.shown.isEmpty:
            drawFace(&frame, rect, [("\(state.key(.newCase)) writes a new prompt.", .plain)])
        case .ready:
            drawFace(
                &frame, rect,
                [
                    ("\(state.key(.open)) in the list opens the selected case.", .plain),
                    ("\(state.key(.newCase)) writes a new prompt.", Style(.dim)),
                ])
        }
    }
}
