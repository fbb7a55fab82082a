import TerminalUI

/// The last row: keys, a notice, or the line being typed.
enum Footer {
    /// - Returns: where the terminal's cursor belongs.
    static func draw(_ frame: inout Frame, _ layout: Layout, _ state: State) -> Point? {
        let rect = layout.footer
        switch state.line {
        case .command(let command):
            PaletteView.draw(&frame, Rect(x: rect.x, y: 1, width: rect.width, height: max(rect.y - 1, 0)), command, state)
            return frame.drawTextField(rect, field: command.field, prompt: ":", focused: true)
        case .filter(let field, _):
            let found = " \(Figures.count(state.cases.shown.count)) of \(Figures.count(state.cases.cases.count)) "
            frame.put(found, in: rect, style: Style(.dim), alignment: .right)
            return frame.drawTextField(rect.inset(right: DisplayWidth.of(found)), field: field, prompt: "/", focused: true)
        case nil:
            break
        }
        if let notice = state.notice {
            let role: Role =
                switch notice.kind {
                case .information: .accent
                case .warning: .warning
                case .error: .error
                }
            let area = layout.notice(state)
            frame.fill(area)
            for (line, text) in Text.wrap(notice.text, max(area.width - 1, 1)).enumerated() {
                frame.put(text, in: area.inset(left: 1), line: line, style: Style(role))
            }
        } else {
            drawHints(&frame, rect, state)
        }
        return nil
    }

    /// Draws the hints of the keys that matter in the pane that has the focus.
    static func drawHints(_ frame: inout Frame, _ rect: Rect, _ state: State) {
        guard rect.height > 0 else { return }
        let row = rect.inset(left: 1)
        var hints = hints(state)
        // What one finds in the help first makes room for the help itself.
        for action in [
            Action.mark, .layers, .breakpoints, .newCase, .editPrompt, .matrix, .alternatives, .commandLine, .flipRow, .saveRules, .filter,
            .open,
        ] {
            let width = hints.reduce(-2) { $0 + DisplayWidth.of($1.hint.keys) + DisplayWidth.of($1.hint.label) + 3 }
            if width > row.width { hints.removeAll { $0.action == action } }
        }
        frame.drawKeyHints(row, hints: hints.map(\.hint))
    }

    private static func hints(_ state: State) -> [(action: Action, hint: KeyHint)] {
        let context = KeyBinding.Context(rawValue: state.focus.rawValue)
        let isBusy = state.shownRun?.isBusy ?? false
        return state.keys.bindings.filter { binding in
            // What acts on marks is worth a place once there are some.
            !binding.label.isEmpty && !binding.keys.isEmpty && (binding.action != .actions || !state.cases.marks.isEmpty)
                && (binding.context == .everywhere || binding.context == context)
        }.map { binding in
            let label = binding.action == .runOrPause && isBusy ? "pause" : binding.label
            let hint = KeyHint(
                keys: binding.firstShownKey, label: label, key: binding.keys.first, isEnabled: state.whyDisabled(binding.action) == nil)
            return (binding.action, hint)
        }
    }
}
