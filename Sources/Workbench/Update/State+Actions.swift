import TerminalUI

extension State {
    /// Does what an action asks for, or says why not.
    mutating func perform(_ action: Action) {
        if let reason = whyDisabled(action) { return warn(reason) }
        tour?.note(action)
        switch action {
        case .quit: leave()
        case .help: dialog = .help(top: 0)
        case .layers: openLens()
        case .stages: openStages()
        case .log: dialog = .log(top: Int.max)
        case .commandLine: line = .command(TypedCommand())
        case .filter: beginFilter()
        case .nextPane: walkPanes(1)
        case .previousPane: walkPanes(-1)
        case .zoom: isZoomed.toggle()
        case .nextTheme: nextTheme()
        case .cancel: cancel()
        case .verdictFacet: cycleVerdictFacet()
        case .sourceFacet: cycleSourceFacet()
        case .labelFacet: cycleLabelFacet()
        case .stageFacet: cycleStageFacet()
        case .order: cycleOrder()
        case .mark:
            if let index = cases.selected { cases.toggleMark(index) }
            cases.move(by: 1)
        case .markShown: cases.toggleMarksOfShown()
        case .actions: dialog = .actions(selected: 0)
        case .up: moveUpOrDown(-1)
        case .down: moveUpOrDown(1)
        case .pageUp: cases.move(by: -Layout(self).caseRows(self))
        case .pageDown: cases.move(by: Layout(self).caseRows(self))
        case .first: focus == .rules ? ruleRow = 0 : cases.select(place: 0)
        case .last: focus == .rules ? ruleRow = marks.count - 1 : cases.select(place: cases.shown.count - 1)
        case .open: openSelected()
        case .nextCase: openNeighbour(1)
        case .previousCase: openNeighbour(-1)
        case .stepForward: stepForward()
        case .stepBack: moveCursor(to: (document?.cursor ?? 0) - 1)
        case .runOrPause, .goOn: runOrPause()
        case .breakpoints: dialog = .breakpoints(selected: 0)
        case .toEnd: moveCursor(to: .max)
        case .toStart: moveCursor(to: 0)
        case .restart: restart()
        case .observed: show(.observed)
        case .ruled: show(.ruled)
        case .alternatives: openAlternatives()
        case .nextBranch: showNeighbourBranch(1)
        case .previousBranch: showNeighbourBranch(-1)
        case .compareBranch:
            document?.comparesBranch.toggle()
            startOriginalRun()
        case .comparisonUp: scrollComparison(pages: -1)
        case .comparisonDown: scrollComparison(pages: 1)
        case .editPrompt: dialog = .editor(PromptEditor(.prompt, document?.prompt ?? ""))
        case .newCase:
            // What was typed and left goes on; a prompt that is no case yet is what one would make a case of.
            dialog = .editor(PromptEditor(.newCase, draft.isEmpty ? promptWithoutCase ?? "" : draft))
        case .attachAnswer: dialog = .editor(PromptEditor(.observed, document?.observed ?? ""))
        case .editCase: editCase()
        case .saveTrace: saveTrace(name: "")
        case .copyAnswer:
            outbox.append(.copy(shownRun?.text ?? ""))
            inform("the answer is copied")
        case .flip(let number): flip(row: number - 1)
        case .flipRow: flip(row: ruleRow)
        case .cycleWay: cycleWay()
        case .raiseThreshold: moveThreshold(up: true)
        case .lowerThreshold: moveThreshold(up: false)
        case .raisePatience: movePatience(up: true)
        case .lowerPatience: movePatience(up: false)
        case .undo: if rules.undo() { rulesChanged() }
        case .redo: if rules.redo() { rulesChanged() }
        case .saveRules: saveRules()
        case .judge:
            startJudging()
            if !judging.isActive { inform("every case is judged") }
        case .matrix: openMatrix()
        }
    }

    /// - Parameter lines: of a step, where it is less than a page.
    mutating func scrollComparison(pages: Int, lines: Int = .max) {
        guard compares else { return moveCursor(pages: pages) }
        let (last, visible) = ComparisonPane.scrolling(self)
        let top = min(document?.comparisonTop ?? 0, last)
        document?.comparisonTop = min(max(top + pages * min(visible, lines), 0), last)
    }

    /// Goes up or down the answer by what is on the screen.
    private mutating func moveCursor(pages: Int) {
        guard let geometry = TraceGeometry(self) else { return }
        let step = pages * max(geometry.visibleLines - 1, 1)
        if let position = geometry.position(linesFromCursor: step) { moveCursor(to: position) }
    }

    private mutating func openSelected() {
        guard let index = cases.selected else { return }
        open(caseIndex: index)
        if Layout(self).isNarrow || isZoomed { focus = .trace }
    }

    private mutating func walkPanes(_ step: Int) {
        let panes = Pane.allCases
        let index = panes.firstIndex(of: focus) ?? 0
        focus = panes[(index + step + panes.count) % panes.count]
    }

    private mutating func moveUpOrDown(_ step: Int) {
        switch focus {
        case .cases: cases.move(by: step)
        case .rules: ruleRow += step
        case .trace: if let position = TraceGeometry(self)?.position(linesFromCursor: step) { moveCursor(to: position) }
        }
    }

    /// Takes back one thing, the most passing one first.
    private mutating func cancel() {
        if tour != nil {
            tour = nil
            inform("the tour is over; :tour starts it again")
        } else if isZoomed {
            isZoomed = false
        } else if judging.isActive {
            stopJudging()
        } else if !cases.marks.isEmpty {
            cases.clearMarks()
        } else if cases.isNarrowed {
            showAllCases()
        }
    }

    private mutating func nextTheme() {
        let index = themeNames.firstIndex(of: themeName) ?? -1
        useTheme(themeNames[(index + 1) % themeNames.count])
    }

    mutating func useTheme(_ name: String) {
        themeName = name
        outbox.append(.useTheme(name))
        inform("theme \(name)")
    }

    /// Ends the workbench, after what is being written. Asked again, it does not wait: the disk may hang.
    private mutating func leave() {
        guard isAllWritten else { return dialog = .confirmQuit }
        guard !caseWrites.isEmpty, !isLeaving else { return outbox.append(.quit) }
        isLeaving = true
        inform("the cases are being written; \(key(.quit)) again does not wait")
    }
}
