import TerminalUI

/// What stands above the panes.
enum DialogScreen {
    /// - Returns: where the terminal's cursor belongs.
    static func draw(_ frame: inout Frame, _ layout: Layout, _ dialog: Dialog, _ state: State) -> Point? {
        let area = frame.bounds.inset(top: 1, bottom: 1)
        switch dialog {
        case .help(let top): HelpScreen.draw(&frame, area, top: top, state)
        case .log(let top): LogScreen.draw(&frame, area, top: top, state)
        case .editor(let editor): return drawEditor(&frame, area, editor)
        case .alternatives(let selected): AlternativesScreen.draw(&frame, area, selected: selected, state)
        case .breakpoints(let selected): BreakpointsScreen.draw(&frame, area, selected: selected, state)
        case .actions(let selected): ActionsScreen.draw(&frame, area, selected: selected, state)
        case .confirmDelete(let ids): drawConfirmation(&frame, area, deleting: ids)
        case .layers(let top): LayersScreen.draw(&frame, area, top: top, state)
        case .stages(let top): StagesScreen.draw(&frame, area, top: top, state)
        case .matrix: MatrixScreen.draw(&frame, area, state)
        case .confirmQuit: drawConfirmation(&frame, area, state)
        case .changedRules: drawOffer(&frame, area, state)
        }
        return nil
    }

    private static func drawEditor(_ frame: inout Frame, _ area: Rect, _ editor: PromptEditor) -> Point? {
        // Grows with its text, to what the screen has.
        let width = PromptEditor.width(area.width)
        let shown = editor.field.lines(width: width)
        let size = Size(columns: width + 4, rows: min(shown.lines.count, max(area.height - 8, 1)) + 4)
        let title =
            switch editor.purpose {
            case .newCase: "A new case"
            case .prompt: "The prompt"
            case .observed: "The logged answer"
            }
        let (does, leaves) =
            switch editor.purpose {
            case .newCase: ("run it", "keep it for later")
            case .prompt: ("run it", "drop it")
            case .observed: ("trace it", "drop it")
            }
        let keys = [KeyHint(keys: "Enter", label: does), KeyHint(keys: "Esc", label: leaves)]
        let inner = frame.drawDialog(in: area, size: size, title: title, keys: keys)
        return frame.drawTextArea(
            Rect(x: inner.x, y: inner.y + 1, width: inner.width, height: max(inner.height - 2, 1)), shown,
            placeholder: editor.purpose == .observed ? "type or paste the answer" : "type or paste a prompt")
    }

    /// Both sets of rules, so that a person sees what they choose between.
    private static func drawOffer(_ frame: inout Frame, _ area: Rect, _ state: State) {
        let inner = frame.drawDialog(
            in: area, size: Size(columns: 64, rows: 8), title: "The rules file was changed",
            keys: [
                KeyHint(keys: "t", label: "take the file's"), KeyHint(keys: "w", label: "write mine over it"),
                KeyHint(keys: "Esc", label: "decide later"),
            ])
        let sides = [("in the file", state.rules.saved), ("here, unsaved", state.rules.current)]
        for (line, side) in sides.enumerated() {
            let row = inner.row(line + 1)
            frame.put(side.0, in: row, style: Style(.dim, on: .dialog))
            frame.put(RulesPane.words(side.1), in: row.inset(left: 15), style: Style(.text, on: .dialog))
        }
        frame.put(
            "Someone else wrote it. Nothing is lost before you choose.", in: inner, line: 4, style: Style(.dim, on: .dialog))
    }

    private static func drawConfirmation(_ frame: inout Frame, _ area: Rect, deleting ids: [String]) {
        let what = ids.count == 1 ? "The case \(ids[0])" : "\(Figures.count(ids.count)) cases"
        let question = "\(what) will be gone from the cases file."
        let size = Size(columns: min(max(DisplayWidth.of(question) + 6, 60), area.width), rows: 5)
        let keys = [KeyHint(keys: "d", label: "delete"), KeyHint(keys: "Esc", label: "keep")]
        let inner = frame.drawDialog(in: area, size: size, title: "Delete", keys: keys)
        frame.put(question, in: inner, line: 1, style: Style(.warning))
    }

    private static func unsavedRules(_ state: State) -> String {
        state.keeper.isOn ? "The rules are unsaved; the next start brings them back." : "The rules are unsaved."
    }

    private static func drawConfirmation(_ frame: inout Frame, _ area: Rect, _ state: State) {
        let count = state.caseWrites.stuck
        let lacking = count == 1 ? "A change of the cases is not written." : "\(count) changes of the cases are not written."
        let lines = (state.rules.isUnsaved ? [unsavedRules(state)] : []) + (count > 0 ? [lacking] : [])
        let keys = [
            KeyHint(keys: "w", label: "save and quit"), KeyHint(keys: "q", label: "quit without saving"),
            KeyHint(keys: "Esc", label: "stay"),
        ]
        let inner = frame.drawDialog(in: area, size: Size(columns: 62, rows: lines.count + 4), title: "Quit", keys: keys)
        for (index, line) in lines.enumerated() { frame.put(line, in: inner, line: index + 1, style: Style(.warning)) }
    }
}

/// A long list of lines over the whole screen.
enum Scrolling {
    private static let mostColumns = 110

    static func size(_ state: State) -> Size {
        let columns = Frame.dialogColumns(min(max(state.size.columns, 20), mostColumns), of: state.size.columns)
        return Size(columns: columns, rows: max(state.size.rows - 2, 3))
    }

    /// What every such list ends with.
    static func keys(_ glyphs: Glyphs, isCut: Bool) -> [KeyHint] {
        (isCut ? [KeyHint(keys: glyphs.upDown, label: "scroll")] : []) + [KeyHint(keys: "Esc", label: "close")]
    }

    static func settled(_ top: Int, count: Int, _ state: State) -> Int {
        min(max(top, 0), max(count - (size(state).rows - 2), 0))
    }
}
