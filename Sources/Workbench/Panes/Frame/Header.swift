import Provenance
import TerminalUI

/// The first row: what is open, which rules are on, how fast the model is.
enum Header {
    static func draw(_ frame: inout Frame, _ rect: Rect, _ state: State) {
        frame.fill(rect, style: Style(.header))
        let right = speed(state)
        frame.put(right.text + " ", in: rect, style: right.style, alignment: .right)
        let room = rect.inset(right: DisplayWidth.of(right.text) + 3)
        var x = room.x + frame.put(" DebugLM  ", in: room, style: Style(.header, bold: true))
        x += frame.put(subject(state), in: Rect(x: x, y: room.y, width: max(room.endX - x, 0), height: 1), style: Style(.header))
        drawRules(&frame, Rect(x: x, y: room.y, width: max(room.endX - x, 0), height: 1), state)
    }

    private static func subject(_ state: State) -> String {
        let name = state.workspaceName.isEmpty ? "" : state.workspaceName
        guard case .ready(let model) = state.engine, state.size.columns >= 90 else { return name }
        return "\(name) · \(model)"
    }

    /// The rules that are on, as far as they fit, and whether they are saved.
    private static func drawRules(_ frame: inout Frame, _ rect: Rect, _ state: State) {
        let rules = state.rulesInForce.rules
        var names: [String] = []
        for rule in rules where !names.contains(rule.source) { names.append(rule.source) }
        // What is not written has its place first: names can be counted instead, and stand in the rules pane too.
        var marks = state.rules.isUnsaved ? "  *unsaved" : ""
        if state.caseWrites.stuck > 0 { marks += "  *cases not written" }
        let room = rect.inset(left: min(4, max(rect.width - DisplayWidth.of(marks), 0)))
        frame.put(marks, in: room, style: Style(.warning), alignment: .right)
        let left = room.inset(right: DisplayWidth.of(marks))
        guard !names.isEmpty, left.width > 0 else { return }
        // As many names as fit, and how many more there are; letters where not even one does.
        func list(_ shown: Int, byLetter: Bool) -> [(String, Style)] {
            var parts: [(String, Style)] = [("refused: ", Style(.header))]
            for (index, name) in names.prefix(shown).enumerated() {
                let place = state.marks.index(of: name)
                let text = byLetter ? place.map { state.marks.letter($0) } ?? name : name
                if index > 0 { parts.append((byLetter ? " " : ", ", Style(.header))) }
                parts.append((text, Style(state.marks.role(place), bold: true)))
            }
            if shown < names.count { parts.append((" +\(names.count - shown)", Style(.header))) }
            return parts
        }
        func width(_ parts: [(String, Style)]) -> Int { parts.reduce(0) { $0 + DisplayWidth.of($1.0) } }
        let lists = (1...names.count).reversed().map { list($0, byLetter: false) } + [list(names.count, byLetter: true)]
        let short: [(String, Style)] = [("\(names.count) off", Style(.header, bold: true))]
        guard let parts = (lists + [short]).first(where: { width($0) <= left.width }) else { return }
        var x = left.endX - width(parts)
        for (text, style) in parts {
            x += frame.put(text, in: Rect(x: x, y: left.y, width: max(left.endX - x, 0), height: 1), style: style)
        }
    }

    private static func speed(_ state: State) -> (text: String, style: Style) {
        switch state.engine {
        case .waiting: return ("", Style(.header))
        case .loading: return ("loading", Style(.running))
        case .failed: return state.isTraceAlone ? ("saved trace", Style(.dim)) : ("no model", Style(.error))
        case .ready:
            guard let run = state.shownRun else { return ("", Style(.header)) }
            if run.isBusy { return ("running", Style(.running)) }
            return (run.speed > 0 ? "traced \(Figures.fixed(run.speed, 0)) tok/s" : "", Style(.header))
        }
    }
}
