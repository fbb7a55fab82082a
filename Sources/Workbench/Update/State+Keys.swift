import TerminalUI

extension State {
    /// Longer pastes are cut: no prompt is that long, and every key of an editor looks at its text.
    private static let pasteLimit = 20_000

    mutating func press(_ key: Key) {
        if let typed = key.afterEscape, escapeCloses, !hasMeaning(key) {
            press(.escape)
            return press(typed)
        }
        if line != nil { return type(key) }
        if case .editor(let editor) = dialog { return edit(key, editor) }
        if dialog != nil { return press(key, inDialog: ()) }
        if let binding = keys.find(key, in: focus) { return perform(binding.action) }
        guard let pane = Pane.allCases.first(where: { keys.find(key, in: $0) != nil }) else { return }
        inform("\(key.name) belongs to \(pane.about); \(self.key(.nextPane)) goes through the panes")
    }

    /// Whether something is open that Esc closes: a key with Alt that means nothing to it was Esc and that key.
    private var escapeCloses: Bool { line != nil || dialog != nil }

    /// Whether what is open takes a key with Alt as one key: a text has a few to move by words, a dialog those that a person bound.
    private func hasMeaning(_ key: Key) -> Bool {
        switch (line, dialog) {
        case (.filter(var field, _), _): return field.apply(key)
        case (.command(var command), _): return command.apply(key)
        case (nil, .editor(var editor)): return editor.field.apply(key)
        case (nil, _): return keys.find(key, in: focus) != nil
        }
    }

    mutating func paste(_ text: String) {
        let isCut = text.utf8.count > State.pasteLimit && text.count > State.pasteLimit
        let text = String(text.prefix(State.pasteLimit))
        if case .editor(var editor) = dialog {
            editor.field.insert(text)
            dialog = .editor(editor)
        } else if case .command(var command) = line {
            command.insert(text)
            line = .command(command)
        } else if case .filter(var field, let before) = line {
            field.insert(text)
            line = .filter(field, before: before)
            setFilter(field.text)
        } else if dialog == nil {
            dialog = .editor(PromptEditor(.newCase, text))
        }
        if isCut { warn("the paste was longer than \(Figures.count(State.pasteLimit)) characters and is cut there") }
    }

    // MARK: The line at the bottom

    mutating func beginFilter() {
        line = .filter(TextField(cases.filter), before: cases.filter)
        cases.holdSelection()
    }

    private mutating func type(_ key: Key) {
        switch line {
        case .filter(let field, let before): type(key, filter: field, before: before)
        case .command(let command): type(key, command: command)
        case nil: break
        }
    }

    private mutating func type(_ key: Key, filter: TextField, before: String) {
        var field = filter
        switch key {
        case .escape, .control("c"):
            line = nil
            setFilter(before)
            cases.releaseSelection()
        case .enter:
            line = nil
            cases.releaseSelection()
            focus = .cases
        case .up, .down: cases.move(by: key == .up ? -1 : 1)
        default:
            guard field.apply(key) else { return }
            line = .filter(field, before: before)
            setFilter(field.text)
        }
    }

    private mutating func type(_ key: Key, command: TypedCommand) {
        var command = command
        switch key {
        case .escape, .control("c"): line = nil
        case .enter: enter(command)
        case .backspace where command.field.text.isEmpty: line = nil
        default:
            switch key {
            case .tab: command.complete()
            case .backTab, .control("p"): command.move(by: -1)
            case .control("n"): command.move(by: 1)
            // With nothing typed the arrows go through what was typed before, else through the suggestions.
            case .up, .down:
                if command.field.text.isEmpty || command.back > 0 {
                    command.recall(commandHistory, older: key == .up)
                } else {
                    command.move(by: key == .up ? -1 : 1)
                }
            default:
                guard command.apply(key) else { return }
            }
            line = .command(command)
        }
    }

    /// Runs what is typed. The beginning of a name stands for the best suggestion that begins so; where letters in between are missing,
    /// or more has to follow, that is put into the line first.
    private mutating func enter(_ command: TypedCommand) {
        var text = command.field.text.trimmed
        if command.isAtName, !text.isEmpty {
            let known = Command.find(text, keys)
            let typed = text.lowercased()
            let best = command.suggestions.first { $0.word.lowercased().hasPrefix(typed) } ?? command.suggestions.first
            if let known {
                if known.needsMore { return put(command) { $0.insert(" ") } }
            } else if let best {
                guard best.word.lowercased().hasPrefix(typed), !best.takesMore else { return put(command) { $0.take(best) } }
                text = best.word
            }
        }
        line = nil
        guard !text.isEmpty else { return }
        commandHistory.removeAll { $0 == text }
        commandHistory.append(text)
        runCommand(text)
    }

    private mutating func put(_ command: TypedCommand, _ change: (inout TypedCommand) -> Void) {
        var command = command
        change(&command)
        line = .command(command)
    }

    // MARK: Dialogs

    private mutating func press(_ key: Key, inDialog: Void) {
        if let opener = dialog?.opener, keys.find(key, in: focus)?.action == opener, !State.movesOrChooses(key) { return dialog = nil }
        switch dialog {
        case .help(let top): scroll(key, top: top) { .help(top: $0) }
        case .log(let top): scroll(key, top: top) { .log(top: $0) }
        case .alternatives(let selected): choose(key, alternative: selected)
        case .breakpoints(let selected): change(key, breakpoint: selected)
        case .actions(let selected): choose(key, action: selected)
        case .layers(let top): pressInLens(key, top)
        case .stages(let top): pressInStages(key, top)
        case .confirmDelete(let ids): confirmDelete(key, ids)
        case .matrix: pressInMatrix(key)
        case .confirmQuit: confirmQuit(key)
        case .changedRules: choose(key, offered: ())
        case .editor, nil: break
        }
    }

    private mutating func scroll(_ key: Key, top: Int, _ make: (Int) -> Dialog) {
        let page = max(size.rows - 6, 1)
        switch key {
        case .escape, .enter, .character("q"), .control("c"): dialog = nil
        case .up, .character("k"): dialog = make(top - 1)
        case .down, .character("j"): dialog = make(top + 1)
        case .pageUp: dialog = make(top - page)
        case .pageDown, .space: dialog = make(top + page)
        case .home, .character("g"): dialog = make(0)
        case .end, .character("G"): dialog = make(.max)
        default: break
        }
    }

    private mutating func choose(_ key: Key, alternative selected: Int) {
        let rows = alternativesAtCursor
        switch key {
        case .escape, .character("q"), .control("c"): dialog = nil
        case .enter, .space:
            dialog = nil
            if rows.indices.contains(selected) { fork(rows[selected].alternative) }
        case .character("i"), .character(":"):
            dialog = nil
            line = .command(TypedCommand("instead "))
        default:
            guard let place = State.listPlace(key, selected, count: rows.count) else { return }
            dialog = .alternatives(selected: place)
        }
    }

    private mutating func change(_ key: Key, breakpoint selected: Int) {
        switch key {
        case .escape, .character("q"), .control("c"): dialog = nil
        case .enter, .space: switchBreakpoint(selected)
        case .character("d"), .character("x"), .delete: deleteBreakpoint(selected)
        case .character("a"), .character(":"):
            dialog = nil
            line = .command(TypedCommand("break "))
        default:
            guard let place = State.listPlace(key, selected, count: breakpoints.entries.count) else { return }
            dialog = .breakpoints(selected: place)
        }
    }

    /// Whether a key has a meaning of its own in lists.
    private static func movesOrChooses(_ key: Key) -> Bool { key == .enter || key == .space || listPlace(key, 0, count: 2) != nil }

    /// Where a key moves the selection of a list in a dialog; nil for other keys.
    static func listPlace(_ key: Key, _ selected: Int, count: Int) -> Int? {
        switch key {
        case .up, .character("k"): max(selected - 1, 0)
        case .down, .character("j"): min(selected + 1, max(count - 1, 0))
        case .pageUp: max(selected - 10, 0)
        case .pageDown: min(selected + 10, max(count - 1, 0))
        case .home, .character("g"): 0
        case .end, .character("G"): max(count - 1, 0)
        default: nil
        }
    }

    private mutating func edit(_ key: Key, _ editor: PromptEditor) {
        var editor = editor
        switch key {
        case .escape, .control("c"):
            dialog = nil
            guard editor.purpose == .newCase else { return }
            draft = editor.field.text.trimmed
            if !draft.isEmpty { inform("the text is kept; \(self.key(.newCase)) goes on with it") }
        case .enter:
            let text = editor.field.text.trimmed
            guard !text.isEmpty else { return warn("there is no text yet") }
            dialog = nil
            take(text, for: editor.purpose)
        case .up, .down:
            editor.field.moveLine(by: key == .up ? -1 : 1, width: PromptEditor.width(size.columns))
            dialog = .editor(editor)
        default:
            if editor.field.apply(key) { dialog = .editor(editor) }
        }
    }

    private mutating func take(_ text: String, for purpose: PromptEditor.Purpose) {
        switch purpose {
        case .newCase:
            draft = ""
            addCase(prompt: text)
        case .observed: attachAnswer(text)
        case .prompt: openEdited(text)
        }
    }

    private mutating func confirmQuit(_ key: Key) {
        switch key {
        case .character("w"), .character("y"), .enter:
            dialog = nil
            isLeaving = true
            if caseWrites.stuck > 0 { writeCases() }
            if rules.isUnsaved { saveRules() }
            if isAllWritten, caseWrites.isEmpty { outbox.append(.quit) }
        case .character("q"), .control("c"): outbox.append(.quit)
        case .escape, .character("n"): dialog = nil
        default: break
        }
    }
}
