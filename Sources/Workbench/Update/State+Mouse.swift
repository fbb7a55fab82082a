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

    private mutating func click(_ point: Point, _ layout: Layout) {
        if layout.footer.contains(point), line == nil {
            var scratch = Frame(size, notesTargets: true)
            Footer.drawHints(&scratch, layout.footer, self)
            if case .key(let key) = scratch.target(at: point) { press(key) }
        } else if layout.cases.contains(point) {
            focus = .cases
            let row = point.y - layout.caseListRect(self).y
            guard row >= 0, cases.top + row < cases.shown.count else { return }
            cases.select(place: cases.top + row)
            perform(.open)
        } else if layout.trace.contains(point) {
            focus = .trace
            guard let geometry = TraceGeometry(self) else { return }
            if geometry.branchesRect.contains(point) {
                var scratch = Frame(size)
                let areas = BranchLine.draw(&scratch, geometry.branchesRect, self)
                if let key = areas.first(where: { $0.rect.contains(point) })?.key { show(branch: key) }
            } else if let position = geometry.position(at: point) {
                moveCursor(to: position)
            }
        } else if layout.switches.contains(point) {
            var scratch = Frame(size)
            let areas = RulesPane.drawSwitches(&scratch, layout.switches, self)
            if let source = areas.first(where: { $0.rect.contains(point) })?.source { perform(.flip(source + 1)) }
        } else if layout.rules.contains(point) {
            focus = .rules
            let row = point.y - layout.rules.y - 1 + RulesPane.top(self, layout.rules)
            guard marks.names.indices.contains(row) else { return }
            perform(.flip(row + 1))
        }
    }
}
