import TerminalUI

/// Draws the state. Total at any size, and changes nothing.
public func view(_ state: State, _ appearance: Appearance) -> Frame { viewWithCursor(state, appearance).frame }

/// Draws the state and says where the terminal's cursor belongs, if anywhere.
public func viewWithCursor(_ state: State, _ appearance: Appearance) -> (frame: Frame, cursor: Point?) {
    var frame = Frame(state.size, glyphs: appearance.glyphs)
    let layout = Layout(state)
    guard !layout.isTooSmall else {
        drawTooSmall(&frame)
        return (frame, nil)
    }
    Header.draw(&frame, layout.header, state)
    if layout.isNarrow {
        CasesPane.drawFold(&frame, layout.fold, state)
        RulesPane.drawSwitches(&frame, layout.switches, state)
    }
    CasesPane.draw(&frame, layout, state)
    TracePane.draw(&frame, layout, state)
    AtCursorPane.draw(&frame, layout.atCursor, state, joinsBelow: !layout.rules.isEmpty)
    ComparisonPane.draw(&frame, layout, state)
    RulesPane.draw(&frame, layout, state)
    if let dragged = state.dragged { frame.restyle(layout.rect(of: dragged)) { $0.role = .borderFocused } }
    TourBox.draw(&frame, layout.tour, state)
    var cursor = Footer.draw(&frame, layout, state)
    if state.dialog != nil { fade(&frame, layout, state) }
    if let dialog = state.dialog { cursor = DialogScreen.draw(&frame, layout, dialog, state) ?? cursor }
    return (frame, cursor)
}

/// Lets what a dialog stands on step back: its colours, and keys that do nothing meanwhile. The token at the cursor stays as it is, for
/// dialogs speak of it, and so does what is being told.
private func fade(_ frame: inout Frame, _ layout: Layout, _ state: State) {
    let area = frame.bounds.inset(top: 1, bottom: layout.notice(state).height)
    frame.restyle(area) { if $0.background != .cursor { $0 = Style(.dim) } }
}

private func drawTooSmall(_ frame: inout Frame) {
    let size = frame.size
    let lines = Text.wrap("needs at least \(Layout.least.columns)x\(Layout.least.rows), this is \(size.columns)x\(size.rows)", size.columns)
    let top = max((size.rows - lines.count) / 2, 0)
    for (index, line) in lines.enumerated() {
        frame.put(line, in: Rect(x: 0, y: top + index, width: size.columns, height: 1), style: Style(.warning), alignment: .centre)
    }
}

/// Draws a face with a title and lines of text in the middle of a pane: what is missing, and what would fill it.
func drawFace(_ frame: inout Frame, _ rect: Rect, _ paragraphs: [(text: String, style: Style)]) {
    var lines: [(String, Style)] = []
    for (text, style) in paragraphs { lines += Text.wrap(text, rect.width).map { ($0, style) } }
    let top = max((rect.height - lines.count) / 3, 0)
    for (index, line) in lines.enumerated() where top + index < rect.height {
        frame.put(line.0, in: rect, line: top + index, style: line.1)
    }
}
