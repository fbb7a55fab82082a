import TerminalUI

/// The help, written from the key bindings and the commands.
enum HelpScreen {
    private enum Line {
        case title(String)
        case entry(keys: String, text: String, isDim: Bool)
        case blank
    }

    private static func lines(_ state: State) -> [Line] {
        var lines: [Line] = []
        for context in [KeyBinding.Context.everywhere, .cases, .trace, .rules] {
            lines.append(.title(context == .everywhere ? context.title : "In the pane \(context.title)"))
            for binding in KeyBinding.all where binding.context == context && binding.isListed {
                let reason = state.whyDisabled(binding.action)
                let text = reason.map { "\(binding.tooltip) (not now: \($0))" } ?? binding.tooltip
                lines.append(.entry(keys: binding.shownKeys, text: text, isDim: reason != nil))
            }
            lines.append(.blank)
        }
        lines.append(.title("Commands, after :"))
        for command in Command.all { lines.append(.entry(keys: command.usage, text: command.about, isDim: false)) }
        return lines
    }

    static func settled(_ top: Int, _ state: State) -> Int {
        Scrolling.settled(top, count: lines(state).count, state)
    }

    static func draw(_ frame: inout Frame, _ area: Rect, top: Int, _ state: State) {
        let inner = frame.drawDialog(in: area, size: Scrolling.size(state), title: "Keys", right: "Esc closes")
        let lines = lines(state)
        for (row, line) in lines.dropFirst(max(top, 0)).prefix(inner.height).enumerated() {
            switch line {
            case .blank: break
            case .title(let text): frame.put(text, in: inner, line: row, style: Style(.title, on: .dialog, bold: true))
            case .entry(let keys, let text, let isDim):
                frame.put(keys, in: inner.inset(left: 1, right: max(inner.width - 26, 0)), line: row, style: Style(.keyName, on: .dialog))
                frame.put(text, in: inner.inset(left: 27), line: row, style: Style(isDim ? .dim : .text, on: .dialog))
            }
        }
        let side = Rect(x: inner.x, y: inner.y, width: inner.width + 2, height: inner.height)
        frame.drawScrollIndicator(side, offset: top, visible: inner.height, total: lines.count)
    }
}
