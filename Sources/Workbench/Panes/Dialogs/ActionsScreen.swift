import TerminalUI

/// What can be done to the marked cases, or to the selected one.
enum ActionsScreen {
    static func draw(_ frame: inout Frame, _ area: Rect, selected: Int, _ state: State) {
        let actions = CaseAction.allCases
        let targets = state.cases.targets
        let title =
            targets.count == 1 ? "With \(state.cases.cases[targets[0]].id)" : "With \(Figures.count(targets.count)) marked cases"
        let size = Size(columns: min(area.width - 4, 58), rows: min(actions.count + 2, area.height))
        let keys = [KeyHint(keys: "Enter", label: "do it", isEnabled: !targets.isEmpty), KeyHint(keys: "Esc", label: "close")]
        let inner = frame.drawDialog(in: area, size: size, title: title, keys: keys)
        frame.drawList(inner, count: actions.count, offset: 0, selected: selected, focused: true) { frame, row, index, _ in
            frame.put(String(actions[index].key), in: row.inset(left: 1), style: Style(.keyName, on: .dialog))
            frame.put(actions[index].about, in: row.inset(left: 4), style: Style(.text, on: .dialog))
        }
    }
}
