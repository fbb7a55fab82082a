import Provenance
import TerminalUI

extension State {
    /// Thresholds move in steps of this.
    private static let thresholdStep: Float = 0.05
    static let mostPatience = 32

    /// Changes the rules and lets everything follow that depends on them.
    mutating func changeRules(_ change: (inout RuleSet) -> Void) {
        var changed = rules.current
        change(&changed)
        if rules.change(to: changed) { rulesChanged() }
    }

    mutating func changeSelectedRule(_ change: (inout Rule) -> Void) {
        if let reason = whyDisabled(.cycleWay) { return warn(reason) }
        let source = marks.names[ruleRow]
        changeRules { $0.change(source: source, change) }
        // In the narrow form, and away from the rules, nothing else on the screen says which rule it was.
        if let rule = rules.current.rule(for: source) { inform("\(source) \(RulesPane.words(rule))") }
    }

    /// Changes the figures of the selected rule's guard, where it has one.
    mutating func changeSelectedGuard(_ change: (inout Rule) -> Void) {
        if let reason = whyDisabled(.raiseThreshold) { return warn(reason) }
        changeSelectedRule(change)
    }

    mutating func flip(row: Int) {
        guard marks.names.indices.contains(row) else { return }
        ruleRow = row
        let source = marks.names[row]
        changeRules { $0.setRefused(!$0.refuses(source), source: source) }
    }

    mutating func cycleWay() {
        changeSelectedRule { rule in
            switch rule.way {
            case .learned: rule.way = .guarding
            case .guarding: rule.way = .both
            case .both: rule.way = .learned
            }
        }
    }

    mutating func moveThreshold(up: Bool) {
        changeSelectedRule { rule in
            let steps = (rule.threshold / State.thresholdStep).rounded() + (up ? 1 : -1)
            // Divided rather than multiplied: 0.8, not 0.80000001, is what stands in the file.
            rule.threshold = min(max(steps / (1 / State.thresholdStep).rounded(), 0), 1)
        }
    }

    mutating func movePatience(up: Bool) {
        changeSelectedRule { $0.patience = min(max($0.patience + (up ? 1 : -1), 1), State.mostPatience) }
    }

    /// Answers the change of a rule: the open case runs again under the rules, and all cases are judged again.
    mutating func rulesChanged() {
        let inForce = rulesInForce
        guard inForce != verdicts.current else { return }
        verdicts.use(inForce)
        // Its columns are made of the rules as they were; the verdicts stay, for the next one.
        matrix = nil
        for (id, key) in jobs.traces where !key.rules.rules.isEmpty && key.rules != inForce { pause(id) }
        if let document, document.subject == .ruled {
            if inForce.rules.isEmpty { self.document?.subject = .plain }
            self.document?.follows = true
            let count = shownRun?.tokens.count ?? 0
            self.document?.cursor = count
        }
        startRuledRun()
        startOriginalRun()
        refreshCases()
        startJudging()
    }

    mutating func startRuledRun() {
        guard let document, comparesRules else { return }
        start(document.ruledKey(rulesInForce))
    }

    // MARK: The file

    mutating func saveRules() {
        guard offeredRules == nil else { return dialog = .changedRules }
        outbox.append(.saveRules(jobs.add(.saveRules(rules.current)), rules.current))
    }

    /// Someone else wrote other rules into the file while one's own are not saved.
    mutating func offer(_ others: RuleSet) {
        // What stands in the file now is what "unsaved" is about.
        rules.markSaved(others)
        offeredRules = rules.isUnsaved ? others : nil
        guard offeredRules != nil else { return }
        // Not asked at once: the keys that answer are everyday keys, and a file changes at any time.
        warn("the rules were changed on disk; yours are kept, \(key(.saveRules)) chooses")
    }

    mutating func choose(_ key: Key, offered: Void) {
        switch key {
        case .character("t"):
            dialog = nil
            takeSavedRules()
        case .character("w"):
            dialog = nil
            // Those that are written over stay within reach of undoing.
            if let others = offeredRules { rules.keep(others) }
            offeredRules = nil
            saveRules()
        case .escape, .character("q"), .control("c"):
            dialog = nil
            isLeaving = false
            inform("yours stand here and the others in the file; \(self.key(.saveRules)) asks again")
        default: break
        }
    }

    /// Takes the rules as the file has them; undoing brings back what stood here.
    mutating func takeSavedRules() {
        offeredRules = nil
        guard rules.isUnsaved else { return inform("the rules are those of the file already") }
        if rules.change(to: rules.saved) { rulesChanged() }
        inform("the rules are those of the file; \(key(.undo)) brings yours back")
        if isLeaving, isAllWritten, caseWrites.isEmpty { outbox.append(.quit) }
    }
}
