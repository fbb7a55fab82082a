import Provenance
import TerminalUI

/// The whole answer at a glance: one band a source, one column a position, and where a guard would cut.
enum Ribbon {
    static func draw(_ frame: inout Frame, _ geometry: TraceGeometry, _ run: Run, _ document: Document, _ state: State) {
        let rect = geometry.ribbonRect
        guard !rect.isEmpty else { return }
        let tags = run.allTags
        let window = RibbonWindow(count: tags.count, cursor: document.cursor, width: RibbonWindow.width(in: rect))
        let columns = Rect(x: rect.x + RibbonWindow.labelWidth, y: rect.y, width: window.visible, height: rect.height)
        let here = run.tags(at: document.cursor)
        let rows = geometry.ribbonRows
        for (place, source) in geometry.ribbonSources.enumerated() where (place + 1) * rows <= rect.height {
            let role = state.marks.role(source)
            let band = Rect(x: columns.x, y: rect.y + place * rows, width: columns.width, height: rows)
            frame.put(state.marks.letter(source), at: Point(rect.x, band.endY - 1), style: Style(role, bold: true))
            if let here, here.probabilities.indices.contains(source) {
                frame.put(Figures.probability(here.probabilities[source]), at: Point(rect.x + 3, band.endY - 1))
            }
            let values = tags.map { tags in
                tags.flatMap { $0.probabilities.indices.contains(source) ? Double($0.probabilities[source]) : nil } ?? .nan
            }
            frame.drawSparkline(band, values: values, offset: window.start) { position in
                Style(position == document.cursor ? .text : role, bold: position == document.cursor)
            }
        }
        let below = geometry.ribbonSources.count * rows
        for row in 0..<min(below, rect.height) {
            let sign = Style(.dim)
            if window.hasMoreBefore { frame.put(frame.glyphs.pointerLeft, at: Point(columns.x - 1, rect.y + row), style: sign) }
            if window.hasMoreBehind { frame.put(frame.glyphs.pointerRight, at: Point(columns.endX, rect.y + row), style: sign) }
        }
        drawThreshold(&frame, rect, columns.row(below), window, run, document, state)
        drawCursor(&frame, columns.row(below), at: document.cursor - window.start, of: window.visible)
    }

    /// Points at the cursor's column from below; without colour that alone tells it.
    private static func drawCursor(_ frame: inout Frame, _ row: Rect, at column: Int, of columns: Int) {
        guard !row.isEmpty, (0..<columns).contains(column) else { return }
        frame.put(frame.glyphs.pointerUp, at: Point(row.x + column, row.y), style: Style(.marker))
    }

    /// Says where the guards that are on cut this answer, at the column where they do.
    private static func drawThreshold(
        _ frame: inout Frame, _ rect: Rect, _ row: Rect, _ window: RibbonWindow, _ run: Run, _ document: Document, _ state: State
    ) {
        guard !row.isEmpty, let manifest = state.manifest,
            let applied = try? state.rules.current.applied(to: document.prompt, manifest: manifest)
        else { return }
        // What only watches says where it would have acted.
        let guards = applied.guards.isEmpty ? applied.watched : applied.guards
        guard !guards.isEmpty else { return }
        let line = Rect(x: row.x, y: row.y, width: rect.endX - row.x, height: 1)
        let pointer = document.cursor - window.start
        let watches = applied.guards.isEmpty
        guard let cut = run.cut(under: guards) else {
            let whose = guards.count == 1 ? "the guard of \(state.marks.name(guards[0].source))" : "no guard"
            let says = guards.count == 1 ? "does not cut here" : "cuts here"
            if !watches { drawWords(&frame, "\(whose) \(says)", line, beside: pointer, style: Style(.dim)) }
            return
        }
        let threshold = "threshold \(Figures.probability(cut.guard.threshold))"
        let text = watches ? "\(threshold) would cut at token \(cut.token)" : "\(threshold) cuts at token \(cut.token)"
        let style = Style(watches ? .dim : .threshold)
        let column = cut.token - window.start
        guard column >= 0, column < window.visible else { return drawWords(&frame, text, line, beside: pointer, style: style) }
        drawCut(&frame, rect, line, column, [text, "cuts at token \(cut.token)", "cut"], beside: pointer, style: style)
    }

    /// Draws words at the beginning of a line, or behind the pointer to the cursor where they would cover it.
    private static func drawWords(_ frame: inout Frame, _ words: String, _ line: Rect, beside pointer: Int, style: Style) {
        let width = DisplayWidth.of(words)
        let isCovered = (0...width).contains(pointer)
        frame.put(words, in: line.inset(left: isCovered && pointer + 2 + width <= line.width ? pointer + 2 : 0), style: style)
    }

    /// Draws a sign at the column of a cut and the longest words that fit beside it. Where the pointer to the cursor would stand among
    /// them, a line leads past it to the words.
    private static func drawCut(
        _ frame: inout Frame, _ rect: Rect, _ line: Rect, _ column: Int, _ wordings: [String], beside pointer: Int, style: Style
    ) {
        for words in wordings {
            let width = DisplayWidth.of(words)
            let right = (column + 1...column + width + 2).contains(pointer) ? pointer + 2 : column + 2
            if right + width <= line.width {
                frame.put(frame.glyphs.treeEnd, at: Point(line.x + column, line.y), style: style)
                lead(&frame, line, from: column + 1, to: right - 2, style)
                frame.put(words, in: line.inset(left: right), style: style)
                return
            }
            // No room to the right of the column: the words stand to its left, or fewer words do.
            let left = (column - width - 2..<column).contains(pointer) ? pointer - 1 : column - 1
            guard line.x + left - width >= rect.x else { continue }
            frame.put(words, at: Point(line.x + left - width, line.y), style: style)
            lead(&frame, line, from: left + 1, to: column, style)
            return frame.put(frame.glyphs.isASCII ? "'" : "┘", at: Point(line.x + column, line.y), style: style)
        }
    }

    /// A line from one column to the one before another, where they are apart.
    private static func lead(_ frame: inout Frame, _ line: Rect, from start: Int, to end: Int, _ style: Style) {
        guard end > start else { return }
        frame.fill(Rect(x: line.x + start, y: line.y, width: end - start, height: 1), withGlyph: frame.glyphs.horizontal, style: style)
    }
}
