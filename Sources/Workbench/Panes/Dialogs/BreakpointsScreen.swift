import Provenance
import TerminalUI

/// The breakpoints: on or off, what stops, how often it did.
enum BreakpointsScreen {
    private static let columns = 66
    private static let hitsWidth = 12

    static func draw(_ frame: inout Frame, _ area: Rect, selected: Int, _ state: State) {
        let entries = state.breakpoints.entries
        let all = Breakpoint.Condition.forms
        let forms = ["one of: " + all.prefix(3).joined(separator: " · "), "        " + all.dropFirst(3).joined(separator: " · ")]
        let rows = max(entries.count, 2)
        let size = Size(columns: min(area.width - 4, columns), rows: min(rows + forms.count + 3, area.height))
        let keys = [
            KeyHint(keys: "Enter", label: "on or off", isEnabled: !entries.isEmpty),
            KeyHint(keys: "d", label: "delete", isEnabled: !entries.isEmpty),
            KeyHint(keys: "a", label: "add"), KeyHint(keys: "Esc", label: "close"),
        ]
        let inner = frame.drawDialog(in: area, size: size, title: "Breakpoints", keys: keys)
        let list = inner.inset(bottom: forms.count + 1)
        if entries.isEmpty {
            drawFace(&frame, list, [("Nothing stops an answer yet; a adds a breakpoint.", Style(.placeholder, on: .dialog))])
        } else {
            let top = ListScroll.settle(offset: 0, selected: selected, count: entries.count, height: list.height)
            frame.drawList(list, count: entries.count, offset: top, selected: selected, focused: true) { frame, row, index, _ in
                drawRow(&frame, row, entries[index])
            }
            let side = Rect(x: inner.x, y: list.y, width: inner.width + 2, height: list.height)
            frame.drawScrollIndicator(side, offset: top, visible: list.height, total: entries.count)
        }
        for (index, form) in forms.enumerated() {
            frame.put(form, in: inner, line: list.height + 1 + index, style: Style(.dim, on: .dialog))
        }
    }

    private static func drawRow(_ frame: inout Frame, _ row: Rect, _ entry: BreakpointList.Entry) {
        let isOn = entry.breakpoint.enabled
        frame.put(isOn ? frame.glyphs.switchOn : frame.glyphs.switchOff, in: row, style: Style(isOn ? .accent : .dim, on: .dialog))
        let words = row.inset(left: 4, right: hitsWidth + 1)
        frame.put(entry.breakpoint.condition.description, in: words, style: Style(isOn ? .text : .dim, on: .dialog, bold: isOn))
        let hits = entry.hits == 0 ? "no hit" : "\(Figures.count(entry.hits)) hit\(entry.hits == 1 ? "" : "s")"
        frame.put(hits, in: row, style: Style(entry.hits > 0 ? .text : .dim, on: .dialog), alignment: .right)
    }
}
