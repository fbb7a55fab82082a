import TerminalUI

/// Every call to the engine as the command that repeats it, the newest last.
enum LogScreen {
    private static func lines(_ state: State) -> [(text: String, role: Role)] {
        let width = Scrolling.size(state).columns - 4
        return state.log.entries.flatMap { entry in
            let command = Text.wrap(entry.command, width).map { ($0, Role.text) }
            let (text, role) = wording(entry.status)
            return command + [("  \(entry.job)  at \(Figures.fixed(entry.time, 1)) s  \(text)", role)]
        }
    }

    static func settled(_ top: Int, _ state: State) -> Int {
        Scrolling.settled(top, count: lines(state).count, state)
    }

    static func draw(_ frame: inout Frame, _ area: Rect, top: Int, _ state: State) {
        let inner = frame.drawDialog(in: area, size: Scrolling.size(state), title: "Calls to the engine", right: "Esc closes")
        let lines = lines(state)
        guard !lines.isEmpty else {
            return drawFace(&frame, inner, [("Nothing was asked of the engine yet.", Style(.placeholder))])
        }
        for (row, line) in lines.dropFirst(max(top, 0)).prefix(inner.height).enumerated() {
            frame.put(line.text, in: inner, line: row, style: Style(line.role, on: .dialog))
        }
        let side = Rect(x: inner.x, y: inner.y, width: inner.width + 2, height: inner.height)
        frame.drawScrollIndicator(side, offset: top, visible: inner.height, total: lines.count)
    }

    private static func wording(_ status: CallLog.Status) -> (String, Role) {
        switch status {
        case .running: ("running", .running)
        case .done(let text): (text, .dim)
        case .cancelled: ("stopped", .warning)
        case .failed(let reason): (reason, .error)
        }
    }
}
