import TerminalUI

/// The command palette: above the line being typed, what could stand there, what it does and which key does the same; what
/// cannot be done just now says why.
enum PaletteView {
    private static let mostRows = 12
    private static let leastAbout = 16
    private static let mostTitle = 30

    /// Suggestions that are on the screen at once.
    ///
    /// - Parameter height: of what is above the line.
    static func rows(_ count: Int, height: Int) -> Int { min(max(count, 1), mostRows, max(height - 4, 1)) }

    /// - Parameter area: what is above the line.
    static func draw(_ frame: inout Frame, _ area: Rect, _ command: TypedCommand, _ state: State) {
        let suggestions = command.suggestions
        let known = command.isAtName ? nil : state.command(of: command)
        let rows = rows(suggestions.count, height: area.height)
        // What the command does stands above what it could be given.
        let hasAbout = known != nil && !suggestions.isEmpty && rows + 3 <= area.height
        let box = Rect(x: area.x, y: area.endY - rows - (hasAbout ? 3 : 2), width: area.width, height: rows + (hasAbout ? 3 : 2))
        frame.fill(box, style: Style(.dialog))
        frame.restyle(box) { $0.background = .dialog }
        frame.note(.dialog, at: box)
        let title = known?.usage ?? "Commands"
        var inner = frame.drawBox(box, title: title, focused: true).inset(left: 1, right: 1)
        frame.drawKeys(below: box, keys(command))
        guard !suggestions.isEmpty else {
            let text = known?.about ?? (command.isAtName ? "no command has these letters" : "no command has this name")
            frame.put(text, in: inner, style: Style(.dim, on: .dialog))
            return
        }
        if hasAbout {
            frame.put(known?.about ?? "", in: inner.row(0), style: Style(.dim, on: .dialog))
            inner = inner.inset(top: 1)
        }
        // The best one is what Enter takes while the name is not whole.
        let isOpen = command.isAtName && !command.field.text.isEmpty && state.command(of: command) == nil
        let selected = command.selected ?? (isOpen ? 0 : nil)
        let top = ListScroll.settle(offset: command.top, selected: selected, count: suggestions.count, height: rows)
        let titleWidth = min(suggestions.map { DisplayWidth.of($0.title) }.max() ?? 0, mostTitle, max(inner.width - leastAbout, 8))
        let keysWidth = suggestions.map { DisplayWidth.of($0.keys) }.max() ?? 0
        frame.drawList(inner, count: suggestions.count, offset: top, selected: selected, focused: true) { frame, row, index, _ in
            drawRow(&frame, row, suggestions[index], titleWidth: titleWidth, keysWidth: keysWidth)
        }
        let side = Rect(x: inner.x, y: inner.y, width: inner.width + 2, height: rows)
        frame.drawScrollIndicator(side, offset: top, visible: rows, total: suggestions.count)
    }

    private static func keys(_ command: TypedCommand) -> [KeyHint] {
        var hints = [KeyHint(keys: "Enter", label: "run")]
        if !command.suggestions.isEmpty { hints.append(KeyHint(keys: "Tab", label: "complete")) }
        if command.field.text.isEmpty { hints.append(KeyHint(keys: "↑", label: "earlier ones", key: .up)) }
        return hints + [KeyHint(keys: "Esc", label: "close")]
    }

    private static func drawRow(_ frame: inout Frame, _ row: Rect, _ suggestion: Suggestion, titleWidth: Int, keysWidth: Int) {
        let isEnabled = suggestion.whyDisabled == nil
        let style = Style(isEnabled ? .text : .dim, on: .dialog)
        let title = Rect(x: row.x, y: row.y, width: titleWidth, height: 1)
        frame.put(suggestion.title, in: title, style: style)
        drawMatches(&frame, title, suggestion)
        frame.put(suggestion.keys, in: row, style: Style(isEnabled ? .keyName : .dim, on: .dialog), alignment: .right)
        let about = row.inset(left: titleWidth + 2, right: keysWidth > 0 ? keysWidth + 2 : 0)
        let text = suggestion.whyDisabled.map { "not now: \($0)" } ?? suggestion.about
        frame.put(text, in: about, style: Style(.dim, on: .dialog))
    }

    /// Marks the letters that were typed, as far as they are on the screen.
    private static func drawMatches(_ frame: inout Frame, _ title: Rect, _ suggestion: Suggestion) {
        let letters = Array(suggestion.title)
        for place in suggestion.places where letters.indices.contains(place) {
            let x = title.x + DisplayWidth.of(String(letters[..<place]))
            let width = DisplayWidth.of(String(letters[place]))
            // The ellipsis of a title that is cut is no letter.
            guard x + width < title.endX || DisplayWidth.of(suggestion.title) <= title.width else { break }
            frame.restyle(Rect(x: x, y: title.y, width: width, height: 1)) { $0.role = .match }
        }
    }
}
