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
        drawCursor(&frame, columns.row(below), at: document.cursor - window.start, of: window.visible)
        drawThreshold(&frame, rect, columns.row(below), window, run, document, state)
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
        let watches = applied.guards.isEmpty
        guard let cut = run.cut(under: guards) else {
            let whose = guards.count == 1 ? "the guard of \(state.marks.name(guards[0].source))" : "no guard"
            let says = guards.count == 1 ? "does not cut here" : "cuts here"
            if !watches { frame.put("\(whose) \(says)", in: line, style: Style(.dim)) }
            return
        }
        let threshold = "threshold \(Figures.probability(cut.guard.threshold))"
        let text = watches ? "\(threshold) would cut here at token \(cut.token)" : "\(threshold) cuts here at token \(cut.token)"
        let column = cut.token - window.start
        guard column >= 0, column < window.visible else {
            frame.put(text, in: line, style: Style(watches ? .dim : .threshold))
            return
        }
        let style = Style(watches ? .dim : .threshold)
        let left = Rect(x: rect.x, y: row.y, width: row.x + column - 1 - rect.x, height: 1)
        for words in [text, "cuts at token \(cut.token)", "cut"] {
            let width = DisplayWidth.of(words)
            if column + width + 2 <= line.width {
                return _ = frame.put("\(frame.glyphs.treeEnd) \(words)", in: line.inset(left: column), style: style)
            }
            // No room to the right of the column: the words stand to its left, or fewer words do.
            guard width <= left.width else { continue }
            frame.put(words, in: left, style: style, alignment: .right)
            return frame.put(frame.glyphs.isASCII ? "'" : "┘", at: Point(row.x + column, row.y), style: style)
        }
    }
}
