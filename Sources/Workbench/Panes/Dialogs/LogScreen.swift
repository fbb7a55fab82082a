import TerminalUI

/// Every call to the engine as the command that repeats it, the newest last.
enum LogScreen {
    /// Columns of a command's lines.
    static func width(_ state: State) -> Int { Scrolling.size(state).columns - 4 }

    private static func lineCount(_ state: State) -> Int {
        state.log.entries.reduce(0) { $0 + $1.lines.count + 1 }
    }

    /// The lines from `top` on, as many as there is room for.
    private static func lines(_ state: State, from top: Int, count: Int) -> [(text: String, role: Role)] {
        var found: [(text: String, role: Role)] = []
        var hidden = max(top, 0)
        for entry in state.log.entries where found.count < count {
            guard hidden <= entry.lines.count else {
                hidden -= entry.lines.count + 1
                continue
            }
            found += entry.lines.dropFirst(hidden).map { ($0, Role.text) }
            let (text, role) = wording(entry.status)
            let job = entry.job.map { "\($0)  " } ?? ""
            found.append(("  \(job)at \(Figures.fixed(entry.time, 1)) s  \(text)", role))
            hidden = 0
        }
        return Array(found.prefix(count))
    }

    static func settled(_ top: Int, _ state: State) -> Int {
        Scrolling.settled(top, count: lineCount(state), state)
    }

    static func draw(_ frame: inout Frame, _ area: Rect, top: Int, _ state: State) {
        let size = Scrolling.size(state)
        let keys = Scrolling.keys(frame.glyphs, isCut: lineCount(state) > size.rows - 2)
        let inner = frame.drawDialog(in: area, size: size, title: "Calls to the engine", keys: keys)
        guard !state.log.entries.isEmpty else {
            return drawFace(&frame, inner, [("Nothing was asked of the engine yet.", Style(.placeholder))])
        }
        for (row, line) in lines(state, from: top, count: inner.height).enumerated() {
            frame.put(line.text, in: inner, line: row, style: Style(line.role, on: .dialog))
        }
        let side = Rect(x: inner.x, y: inner.y, width: inner.width + 2, height: inner.height)
        frame.drawScrollIndicator(side, offset: top, visible: inner.height, total: lineCount(state))
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
