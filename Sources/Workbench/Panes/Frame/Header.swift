import Provenance
import TerminalUI

/// The first row: what is open, which rules are on, how fast the model is.
enum Header {
    private static let brand = " DebugLM  "
    /// Columns between what is open and the rules, and between those and the speed.
    private static let gap = 4
    private static let rightGap = 3

    static func draw(_ frame: inout Frame, _ rect: Rect, _ state: State) {
        frame.fill(rect, style: Style(.header))
        let form = Form.all.first { width($0, state) <= rect.width } ?? .least
        let right = speed(form, state)
        frame.put(right.text + " ", in: rect, style: right.style, alignment: .right)
        let room = rect.inset(right: DisplayWidth.of(right.text) + rightGap)
        var x = room.x + frame.put(brand, in: room, style: Style(.header, bold: true))
        x += frame.put(subject(form, state), in: Rect(x: x, y: room.y, width: max(room.endX - x, 0), height: 1), style: Style(.header))
        drawRules(&frame, Rect(x: x, y: room.y, width: max(room.endX - x, 0), height: 1), form, state)
    }

    /// How much is said where there is no room for all of it. The sources that are refused change every answer and give way last; that
    /// something is not saved never does.
    private struct Form {
        enum Subject { case withModel, name, none }
        enum Speed { case words, figure, none }
        enum Refused { case names, letters }

        var subject: Subject
        var speed: Speed
        var refused = Refused.names

        /// From the one that says most.
        static let all = [
            Form(subject: .withModel, speed: .words), Form(subject: .name, speed: .words), Form(subject: .name, speed: .figure),
            Form(subject: .name, speed: .none), Form(subject: .none, speed: .none),
        ]
        static let least = Form(subject: .name, speed: .none, refused: .letters)
    }

    private static func width(_ form: Form, _ state: State) -> Int {
        let rules = width(parts(form, state)) + DisplayWidth.of(marks(state))
        return DisplayWidth.of(brand) + DisplayWidth.of(subject(form, state)) + (rules > 0 ? gap + rules : 0) + rightGap
            + DisplayWidth.of(speed(form, state).text)
    }

    private static func width(_ parts: [(String, Style)]) -> Int { parts.reduce(0) { $0 + DisplayWidth.of($1.0) } }

    private static func subject(_ form: Form, _ state: State) -> String {
        guard form.subject != .none else { return "" }
        let name = state.workspaceName
        guard form.subject == .withModel, case .ready(let model) = state.engine, state.size.columns >= 90 else { return name }
        return "\(name) · \(model)"
    }

    /// The sources that are refused, each once.
    private static func refused(_ state: State) -> [String] {
        var names: [String] = []
        for rule in state.rulesInForce.rules where !names.contains(rule.source) { names.append(rule.source) }
        return names
    }

    /// The sources that are refused, in their colours.
    private static func parts(_ form: Form, _ state: State) -> [(String, Style)] {
        let names = refused(state)
        guard !names.isEmpty else { return [] }
        var parts = [("refused: ", Style(.header))]
        for (index, name) in names.enumerated() {
            let source = state.marks.index(of: name)
            let isShort = form.refused == .letters && source != nil
            if index > 0 { parts.append((isShort ? " " : ", ", Style(.header))) }
            parts.append((isShort ? state.marks.letter(source) : name, Style(state.marks.role(source), bold: true)))
        }
        return parts
    }

    /// What is not written.
    private static func marks(_ state: State) -> String {
        (state.rules.isUnsaved ? "  *unsaved" : "") + (state.caseWrites.stuck > 0 ? "  *cases not written" : "")
    }

    private static func drawRules(_ frame: inout Frame, _ rect: Rect, _ form: Form, _ state: State) {
        let marks = marks(state)
        let room = rect.inset(left: min(gap, max(rect.width - DisplayWidth.of(marks), 0)))
        frame.put(marks, in: room, style: Style(.warning), alignment: .right)
        let left = room.inset(right: DisplayWidth.of(marks))
        var parts = parts(form, state)
        // A list that is cut would hide rules that are on: where even letters have no room, they are counted.
        if width(parts) > left.width { parts = [("\(refused(state).count) off", Style(.header, bold: true))] }
        guard width(parts) <= left.width else { return }
        var x = left.endX - width(parts)
        for (text, style) in parts {
            x += frame.put(text, in: Rect(x: x, y: left.y, width: max(left.endX - x, 0), height: 1), style: style)
        }
    }

    private static func speed(_ form: Form, _ state: State) -> (text: String, style: Style) {
        guard form.speed != .none else { return ("", Style(.header)) }
        switch state.engine {
        case .waiting: return ("", Style(.header))
        case .loading: return ("loading", Style(.running))
        case .failed: return state.isTraceAlone ? ("saved trace", Style(.dim)) : ("no model", Style(.error))
        case .ready:
            guard let run = state.shownRun else { return ("", Style(.header)) }
            if run.isBusy { return ("running", Style(.running)) }
            guard run.speed > 0 else { return ("", Style(.header)) }
            return ((form.speed == .words ? "traced " : "") + "\(Figures.fixed(run.speed, 0)) tok/s", Style(.header))
        }
    }
}
