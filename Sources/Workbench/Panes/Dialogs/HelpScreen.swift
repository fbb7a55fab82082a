import TerminalUI

/// The help, written from the key bindings and the commands.
enum HelpScreen {
    private enum Line {
        case title(String)
        /// `column` is where the text begins; the keys stand on the first line of a longer text only.
        case entry(keys: String, text: String, column: Int, isDim: Bool)
        case blank
    }

    private static let keysWidth = 10
    private static let usageWidth = 26

    private static func lines(_ state: State) -> [Line] {
        let width = Scrolling.size(state).columns - 4
        var lines: [Line] = []
        func add(_ keys: String, _ text: String, column: Int, isDim: Bool) {
            for (index, part) in Text.wrap(text, max(width - column, 10)).enumerated() {
                lines.append(.entry(keys: index == 0 ? keys : "", text: part, column: column, isDim: isDim))
            }
        }
        for context in KeyBinding.Context.allCases {
            lines.append(.title(context == .everywhere ? context.title : "In the pane \(context.title)"))
            for binding in state.keys.bindings where binding.context == context && binding.isListed {
                let reason = state.whyDisabled(binding.action)
                let text = reason.map { "\(binding.tooltip) (not now: \($0))" } ?? binding.tooltip
                add(binding.shownKeys, text, column: keysWidth, isDim: reason != nil)
            }
            lines.append(.blank)
        }
        lines.append(.title("Commands, after :"))
        for command in Command.all { add(command.usage, command.about, column: usageWidth, isDim: false) }
        return lines
    }

    static func settled(_ top: Int, _ state: State) -> Int {
        Scrolling.settled(top, count: lines(state).count, state)
    }

    static func draw(_ frame: inout Frame, _ area: Rect, top: Int, _ state: State) {
        let lines = lines(state)
        let size = Scrolling.size(state)
        let keys = Scrolling.keys(frame.glyphs, isCut: lines.count > size.rows - 2)
        let inner = frame.drawDialog(in: area, size: size, title: "Keys", keys: keys)
        for (row, line) in lines.dropFirst(max(top, 0)).prefix(inner.height).enumerated() {
            switch line {
            case .blank: break
            case .title(let text): frame.put(text, in: inner, line: row, style: Style(.title, on: .dialog, bold: true))
            case .entry(let keys, let text, let column, let isDim):
                let keysRect = Rect(x: inner.x + 1, y: inner.y, width: min(column - 2, inner.width - 1), height: inner.height)
                frame.put(keys, in: keysRect, line: row, style: Style(.keyName, on: .dialog))
                frame.put(text, in: inner.inset(left: column), line: row, style: Style(isDim ? .dim : .text, on: .dialog))
            }
        }
        let side = Rect(x: inner.x, y: inner.y, width: inner.width + 2, height: inner.height)
        frame.drawScrollIndicator(side, offset: top, visible: inner.height, total: lines.count)
    }
}
