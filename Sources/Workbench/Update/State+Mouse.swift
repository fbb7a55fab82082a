import TerminalUI

extension State {
    /// A click does what the key on the same thing does.
    mutating func mouse(_ event: MouseEvent) {
        if dialog != nil || isTypingCommand {
            dragged = nil
            // What stands above the panes covers them: they are not to be hit through it.
            return mouse(aboveThePanes: event)
        }
        let layout = Layout(self)
        let point = event.point
        switch event.kind {
        case .wheelUp, .wheelDown:
            let step = event.kind == .wheelUp ? -3 : 3
            if layout.cases.contains(point) { cases.move(by: step) }
            if layout.comparison.contains(point) { scrollComparison(pages: step.signum(), lines: 3) }
            if layout.trace.contains(point) { moveCursor(to: (document?.cursor ?? 0) + (step < 0 ? -1 : 1)) }
        case .press where event.button == .left:
            let hides = notice != nil && layout.notice(self).contains(point)
            notice = nil
            // What a notice covers is not to be hit through it.
            guard !hides else { return }
            dragged = layout.divider(at: point)
            if dragged == nil { click(point, layout) }
        case .drag:
            if let dragged { dividers.move(dragged, to: point, in: layout) }
        case .release: dragged = nil
        default: break
        }
    }

    /// What a click on something drawn stands for.
    private func target(at point: Point, _ draw: (inout Frame) -> Void) -> ClickTarget.Meaning? {
        var scratch = Frame(size, notesTargets: true)
        draw(&scratch)
        return scratch.target(at: point)
    }

    private mutating func click(_ point: Point, _ layout: Layout) {
        if layout.footer.contains(point), line == nil {
            if case .key(let key) = target(at: point, { Footer.drawHints(&$0, layout.footer, self) }) { press(key) }
        } else if layout.cases.contains(point) {
            focus = .cases
            let filters = layout.cases.inset(by: 1).row(0)
            if filters.contains(point) {
                if case .key(let key) = target(at: point, { CasesPane.drawFilters(&$0, filters, self) }) { press(key) }
                return
            }
            let row = point.y - layout.caseListRect(self).y
            guard row >= 0, cases.top + row < cases.shown.count else { return }
            cases.select(place: cases.top + row)
            perform(.open)
        } else if layout.trace.contains(point) {
            focus = .trace
            guard let geometry = TraceGeometry(self) else { return }
            if geometry.branchesRect.contains(point) {
                let tree = shownTree
                guard case .row(let place) = target(at: point, { BranchLine.draw(&$0, geometry.branchesRect, self) }) else { return }
                if tree.indices.contains(place) { show(branch: tree[place]) }
            } else if let position = geometry.position(at: point) {
                moveCursor(to: position)
            }
        } else if layout.switches.contains(point) {
            guard case .row(let source) = target(at: point, { RulesPane.drawSwitches(&$0, layout.switches, self) }) else { return }
            perform(.flip(source + 1))
        } else if layout.rules.contains(point) {
            focus = .rules
            let row = point.y - layout.rules.y - 1 + RulesPane.top(self, layout.rules)
            guard marks.names.indices.contains(row) else { return }
            perform(.flip(row + 1))
        }
    }
}
