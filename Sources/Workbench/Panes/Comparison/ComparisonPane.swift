import Provenance
import TerminalUI

/// The same prompt without and with the rules, or a branch and the answer it left: what changed is bright, what is equal is dim.
enum ComparisonPane {
    static func draw(_ frame: inout Frame, _ layout: Layout, _ state: State) {
        let rect = layout.comparison
        guard !rect.isEmpty, let document = state.document else { return }
        let sides = sides(document, state)
        let (before, after) = (sides.before.run, sides.after.run)
        frame.drawBox(rect)
        frame.drawDivider(in: rect, line: 0, title: sides.banner)
        let inner = inner(rect)
        let words = WordDiff.compare(before.text, after.text)
        let parts = parts(inner, before.text)
        if isSideBySide(inner) {
            for y in inner.y..<inner.endY {
                frame.put(frame.glyphs.vertical, at: Point(parts[0].endX + 1, y), style: Style(.border))
            }
        }
        // Held against a refusal every word is another: marking them all would say nothing.
        let hasBoth = before.hasEnded && after.hasEnded && (before.refusal == nil) == (after.refusal == nil)
        let top = document.comparisonTop
        let last = max(
            drawSide(&frame, parts[0], sides.before, words.old, marksChanges: hasBoth, top: top),
            drawSide(&frame, parts[1], sides.after, words.new, marksChanges: hasBoth, top: top))
        let side = Rect(x: rect.x, y: inner.y, width: rect.width, height: inner.height)
        frame.drawScrollIndicator(side, offset: min(top, last), visible: inner.height, total: inner.height + last)
    }

    private static func inner(_ rect: Rect) -> Rect { rect.inset(by: 1).inset(left: 1, right: 1) }

    private static func isSideBySide(_ inner: Rect) -> Bool { inner.width >= Layout.sideBySide }

    /// Where the two answers stand: beside one another where there is room, else one below the other.
    private static func parts(_ inner: Rect, _ before: String) -> [Rect] {
        guard !isSideBySide(inner) else { return inner.splitColumns([.flexible(1), .flexible(1)], gap: 3) }
        let needed = Text.wrap(before, inner.width).count + 1
        return inner.splitRows([.fixed(min(needed, max(inner.height / 2, 2))), .flexible(1)])
    }

    /// The line that the pane can be scrolled to at most, and the lines of an answer that are on the screen.
    static func scrolling(_ state: State) -> (last: Int, visible: Int) {
        let rect = Layout(state).comparison
        guard !rect.isEmpty, let document = state.document else { return (0, 0) }
        let sides = sides(document, state)
        let texts = [sides.before.run.text, sides.after.run.text]
        let parts = parts(inner(rect), texts[0])
        let lines = zip(parts, texts).map { Text.flow([$1], width: $0.width).count - max($0.height - 1, 0) }
        return (max(lines.max() ?? 0, 0), max(parts.map { $0.height - 1 }.min() ?? 0, 1))
    }

    private struct Side {
        var title: String
        var run: Run
        var verdict: Verdict?
    }

    /// What is compared: a branch with the answer it left where a person asked for it, else the plain answer with the ruled one.
    private static func sides(_ document: Document, _ state: State) -> (before: Side, after: Side, banner: String) {
        if let original = state.comparedParent, state.shownBranch == nil, let key = state.shownKey {
            return (
                Side(title: "As it was asked", run: state.runs[original] ?? Run()), Side(title: "Edited", run: state.runs[key] ?? Run()),
                "The prompt was edited"
            )
        }
        if let parent = state.comparedParent, let branch = state.shownBranch {
            let (before, after) = (state.runs[parent] ?? Run(), state.runs[branch.key] ?? Run())
            let place = branch.key.forced.count
            return (
                Side(title: state.branchName(parent), run: before), Side(title: branch.name, run: after),
                "\(branch.name) leaves \(state.branchName(parent)) at token \(place)"
            )
        }
        let (before, after) = (state.runs[document.plainKey] ?? Run(), state.runs[document.ruledKey(state.rulesInForce)] ?? Run())
        return (
            Side(title: "Without rules", run: before, verdict: verdict(state, rules: .none)),
            Side(title: "With the rules", run: after, verdict: verdict(state, rules: state.rulesInForce)), banner(before, after)
        )
    }

    /// What became of the answer, in a few words.
    private static func banner(_ before: Run, _ after: Run) -> String {
        guard let refusal = after.refusal else {
            guard before.hasEnded, after.hasEnded else { return "Without and with the rules" }
            return before.text == after.text ? "The rules change nothing here" : "The rules change the answer"
        }
        let way = refusal.way == .learned ? "learned" : "guard"
        let source = refusal.source ?? "a source"
        return "Refused: \(source) · \(way) · at token \(refusal.token)"
    }

    private static func verdict(_ state: State, rules: RuleSet) -> Verdict? {
        guard let index = state.document?.caseIndex else { return nil }
        return state.verdicts.outcome(index, under: rules)?.verdict
    }

    /// - Returns: lines that the answer has more than its room.
    private static func drawSide(
        _ frame: inout Frame, _ rect: Rect, _ side: Side, _ words: [WordDiff.Word], marksChanges: Bool, top: Int
    ) -> Int {
        guard rect.height > 0 else { return 0 }
        let run = side.run
        var x = rect.x + frame.put(side.title, in: rect, style: Style(.title)) + 1
        switch side.verdict {
        case .passing:
            x +=
                frame.put(String(frame.glyphs.check), in: Rect(x: x, y: rect.y, width: rect.endX - x, height: 1), style: Style(.passing))
                + 1
        case .failing:
            x +=
                frame.put(String(frame.glyphs.cross), in: Rect(x: x, y: rect.y, width: rect.endX - x, height: 1), style: Style(.failing))
                + 1
        default: break
        }
        let rest = Rect(x: x, y: rect.y, width: max(rect.endX - x, 0), height: 1)
        if run.refusal != nil {
            frame.put("refused", in: rest, style: Style(.refused))
        } else {
            frame.put(word(run), in: rest, style: Style(.dim))
        }
        let body = rect.inset(top: 1)
        let all = Text.flow(words.map(\.text), width: body.width)
        let hidden = max(all.count - body.height, 0)
        let lines = all.dropFirst(min(top, hidden))
        for (index, line) in lines.prefix(max(body.height, 0)).enumerated() {
            for fragment in line where words.indices.contains(fragment.piece) {
                let style: Style
                if !marksChanges {
                    style = run.refusal == nil ? .plain : Style(.refused)
                } else if words[fragment.piece].changed {
                    style = Style(run.refusal == nil ? .changed : .refused)
                } else {
                    style = Style(.unchanged)
                }
                // The space behind a word is no part of what changed.
                let word = fragment.text.last == " " ? String(fragment.text.dropLast()) : fragment.text
                frame.put(word, at: Point(body.x + fragment.column, body.y + index), style: style)
            }
        }
        guard lines.count > body.height, body.height > 0 else { return hidden }
        let end = lines[lines.startIndex + body.height - 1].last.map { $0.column + $0.width } ?? 0
        let column = min(end, body.width - 1)
        frame.put(frame.glyphs.ellipsis, at: Point(body.x + column, body.y + body.height - 1), style: Style(.dim))
        return hidden
    }

    private static func word(_ run: Run) -> String {
        switch run.phase {
        case .waiting: "reading"
        case .running: "running"
        case .paused: run.tokens.isEmpty ? "" : "paused"
        case .failed: "failed"
        case .ended: ""
        }
    }
}
