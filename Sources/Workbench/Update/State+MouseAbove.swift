import TerminalUI

/// The mouse on what stands above the panes: dialogs, and the list of commands.
extension State {
    var isTypingCommand: Bool {
        if case .command = line { return true }
        return false
    }

    mutating func mouse(aboveThePanes event: MouseEvent) {
        switch event.kind {
        case .wheelUp, .wheelDown: scroll(by: event.kind == .wheelUp ? -1 : 1)
        case .press where event.button == .left: click(aboveThePanes: event.point)
        default: break
        }
    }

    private mutating func scroll(by step: Int) {
        if case .command(var command) = line {
            command.move(by: step)
            line = .command(command)
            return
        }
        switch dialog {
        case .help(let top): dialog = .help(top: top + 3 * step)
        case .log(let top): dialog = .log(top: top + 3 * step)
        case .alternatives(let selected): dialog = .alternatives(selected: selected + step)
        case .breakpoints(let selected): dialog = .breakpoints(selected: selected + step)
        case .layers(let top): dialog = .layers(top: top + step)
        case .actions(let selected): dialog = .actions(selected: selected + step)
        case .stages(let top): dialog = .stages(top: top + step)
        case .matrix:
            matrix?.row += 3 * step
            matrix?.wasMoved = true
        case .editor, .confirmDelete, .confirmQuit, .changedRules, nil: break
        }
    }

    /// Does what the key on the same thing does. A row is selected first; a click on the selected one is Enter. A click beside a dialog
    /// closes it, unless a text would be lost.
    private mutating func click(aboveThePanes point: Point) {
        let layout = Layout(self)
        let hides = notice != nil && layout.notice(self).contains(point)
        notice = nil
        guard !hides else { return }
        var scratch = Frame(size, notesTargets: true)
        if let dialog {
            _ = DialogScreen.draw(&scratch, layout, dialog, self)
        } else {
            _ = Footer.draw(&scratch, layout, self)
        }
        switch scratch.target(at: point) {
        case .key(let key): press(key)
        case .row(let row): click(row: row)
        case .column(let column): matrix?.column == column ? press(.enter) : choose(column: column)
        case .cell(let row, let column):
            guard matrix?.row != row || matrix?.column != column else { return press(.enter) }
            matrix?.row = row
            choose(column: column)
        case .dialog: break
        case nil:
            if case .editor = dialog { return }
            if case .command(let command) = line, !command.field.text.isEmpty || layout.footer.contains(point) { return }
            press(.escape)
        }
    }

    private mutating func click(row: Int) {
        if case .command(var command) = line {
            guard command.selected != row else { return press(.enter) }
            command.select(row)
            line = .command(command)
            return
        }
        switch dialog {
        case .alternatives(let selected): selected == row ? press(.enter) : (dialog = .alternatives(selected: row))
        case .breakpoints(let selected): selected == row ? press(.enter) : (dialog = .breakpoints(selected: row))
        case .actions(let selected): selected == row ? press(.enter) : (dialog = .actions(selected: row))
        case .matrix where matrix?.row == row: press(.character("o"))
        case .matrix:
            matrix?.row = row
            matrix?.wasMoved = true
        default: break
        }
    }

    private mutating func choose(column: Int) {
        matrix?.column = column
        matrix?.wasMoved = true
    }
}
