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
        var parts: [(String, Style)] = []
        let rules = state.rulesInForce.rules
        if !rules.isEmpty {
            var names: [String] = []
            for rule in rules where !names.contains(rule.source) { names.append(rule.source) }
            parts.append(("refused: ", Style(.header)))
            for (index, name) in names.enumerated() {
                parts.append((name, Style(state.marks.role(state.marks.index(of: name)), bold: true)))
                if index + 1 < names.count { parts.append((", ", Style(.header))) }
            }
        }
        // What is not written has its place first: names can be cut, and stand in the rules pane too.
        var marks = state.rules.isUnsaved ? "  *unsaved" : ""
        if state.caseWrites.stuck > 0 { marks += "  *cases not written" }
        let room = rect.inset(left: min(4, max(rect.width - DisplayWidth.of(marks), 0)))
        frame.put(marks, in: room, style: Style(.warning), alignment: .right)
        let left = room.inset(right: DisplayWidth.of(marks))
        let width = parts.reduce(0) { $0 + DisplayWidth.of($1.0) }
        guard width > 0, left.width > 12 else { return }
        var x = left.endX - min(width, left.width)
        for (text, style) in parts {
            x += frame.put(text, in: Rect(x: x, y: left.y, width: max(left.endX - x, 0), height: 1), style: style)
        }
    }

    private static func speed(_ state: State) -> (text: String, style: Style) {
        switch state.engine {
        case .waiting: return ("", Style(.header))
        case .loading: return ("loading", Style(.running))
        case .failed: return ("no model", Style(.error))
        case .ready:
            guard let run = state.shownRun else { return ("", Style(.header)) }
            if run.isBusy { return ("running", Style(.running)) }
            return (run.speed > 0 ? "traced \(Figures.fixed(run.speed, 0)) tok/s" : "", Style(.header))
        }
    }
}
