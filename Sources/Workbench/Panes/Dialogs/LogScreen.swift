import TerminalUI

/// Every call to the engine as the command that repeats it, the newest last.
enum LogScreen {
    static func settled(_ top: Int, _ state: State) -> Int {
        Scrolling.settled(top, count: state.log.entries.count * 2, state)
    }

    static func draw(_ frame: inout Frame, _ area: Rect, top: Int, _ state: State) {
        let inner = frame.drawDialog(in: area, size: Scrolling.size(state), title: "Calls to the engine", right: "Esc closes")
        guard !state.log.entries.isEmpty else {
            return drawFace(&frame, inner, [("Nothing was asked of the engine yet.", Style(.placeholder))])
        }
        let count = state.log.entries.count * 2
        for row in 0..<inner.height where top + row < count && top >= 0 {
            let entry = state.log.entries[(top + row) / 2]
            if (top + row) % 2 == 0 {
                frame.put(entry.command, in: inner, line: row, style: Style(.text, on: .dialog))
            } else {
                let (text, role) = wording(entry.status)
                let time = Figures.fixed(entry.time, 1)
                frame.put("  \(entry.job)  at \(time) s  \(text)", in: inner, line: row, style: Style(role, on: .dialog))
            }
        }
        let side = Rect(x: inner.x, y: inner.y, width: inner.width + 2, height: inner.height)
        frame.drawScrollIndicator(side, offset: top, visible: inner.height, total: count)
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
