import Provenance

extension State {
    /// Why an action can do nothing just now; nil when it can.
    func whyDisabled(_ action: Action) -> String? {
        if isTraceAlone, let reason = whyNotAlone(action) { return reason }
        switch action {
        case .open, .nextCase, .previousCase, .mark, .markShown, .actions:
            guard !cases.shown.isEmpty else { return "no case is shown" }
        case .stepForward, .runOrPause, .goOn:
            guard let document else { return "no case is open" }
            if case .saved = document.subject, action != .stepForward { return "a saved trace stands as it is; :replay runs it again" }
            if case .saved = document.subject, document.cursor < shownRun?.tokens.count ?? 0 { return nil }
            if case .failed = engine { return "the model is not loaded" }
            if action == .goOn, shownRun?.isBusy == true { return "the model runs already; \(key(.runOrPause)) pauses it" }
            if let run = shownRun, isComplete(run), action != .stepForward {
                return "the answer has ended; \(key(.restart)) starts it again"
            }
        case .stepBack, .toStart, .toEnd, .editPrompt, .saveTrace, .copyAnswer:
            guard document != nil else { return "no case is open" }
            if action == .saveTrace || action == .copyAnswer, shownRun?.tokens.isEmpty ?? true { return "there is no answer yet" }
        case .attachAnswer:
            guard document != nil else { return "no case is open" }
        case .editCase:
            guard document?.caseIndex != nil else {
                return document == nil ? "no case is open" : "this prompt is no case; \(key(.newCase)) makes one"
            }
        case .restart:
            guard let document else { return "no case is open" }
            guard document.subject != .observed else { return "a logged answer cannot be started again" }
            if case .saved = document.subject { return "a saved trace stands as it is; :replay runs it again" }
        case .observed:
            guard let document else { return "no case is open" }
            guard document.observed != nil else { return "no answer was logged for this case" }
        case .alternatives:
            guard document != nil else { return "no case is open" }
            guard let (token, _) = tokenAtCursor else { return "go to a token first" }
            guard !token.alternatives.isEmpty else { return "nothing is known of other tokens here" }
        case .stages:
            guard document != nil else { return "no case is open" }
            if case .failed = engine, stages == nil { return "the model is not loaded" }
        case .layers:
            guard let key = shownKey else { return "no case is open" }
            guard engine.isReady else { return "the model is not loaded" }
            guard key.rules.rules.isEmpty else {
                return "the layers are read without rules; \(self.key(.ruled)) goes back to the plain answer"
            }
            let made = shownRun?.trace?.rules ?? RuleSet.none
            guard made.rules.isEmpty else { return "the layers are read without rules; this trace was made with some" }
            guard shownRun?.hasBegun == true else { return "there is no answer yet" }
        case .nextBranch, .previousBranch:
            guard shownTree.count > 1 else { return "there are no branches; \(key(.alternatives)) on a token makes one" }
        case .compareBranch:
            guard shownBranch != nil || originalKey != nil else { return "the trace shows no branch, and its prompt is not edited" }
        case .comparisonUp, .comparisonDown:
            guard document != nil else { return "no case is open" }
            guard compares else { return nil }
            guard ComparisonPane.scrolling(self).last > 0 else { return "both answers are on the screen as a whole" }
        case .ruled:
            guard document != nil else { return "no case is open" }
            guard !rulesInForce.rules.isEmpty else { return "no rule is on; \(keys.flipKeys) flips a source" }
        case .flip(let number):
            return whySwitchIsFixed(row: number - 1)
        case .flipRow, .cycleWay:
            return whySwitchIsFixed(row: ruleRow)
        case .raisePatience, .lowerPatience, .raiseThreshold, .lowerThreshold:
            return whySwitchIsFixed(row: ruleRow) ?? whyNoGuard(row: ruleRow)
        case .undo:
            guard rules.canUndo else { return "there is nothing to undo" }
        case .redo:
            guard rules.canRedo else { return "there is nothing to redo" }
        case .saveRules:
            guard workspace == .ready else { return "no workspace is open" }
            guard rules.isUnsaved else { return "the rules are saved already" }
        case .matrix:
            guard engine.isReady else { return "the model is not loaded" }
            guard marks.refusable.contains(true) else { return "there is no source to refuse" }
            guard !cases.cases.isEmpty else { return "there are no cases" }
        case .judge:
            guard engine.isReady else { return "the model is not loaded" }
        case .labelFacet:
            guard cases.cases.contains(where: { !$0.labels.isEmpty }) else { return "no case has a label" }
        case .sourceFacet, .stageFacet:
            guard marks.count > 0 else { return "the sources are not known before the model is loaded" }
        case .nextTheme:
            guard themeNames.count > 1 else { return "there is only one theme" }
        default:
            break
        }
        return nil
    }

    /// What needs a workspace, and does not go with a trace that was opened alone.
    private func whyNotAlone(_ action: Action) -> String? {
        switch action {
        case .flip, .flipRow, .cycleWay, .raiseThreshold, .lowerThreshold, .raisePatience, .lowerPatience, .saveRules, .newCase, .saveTrace,
            .attachAnswer, .editPrompt, .judge, .matrix, .layers, .stages:
            "a saved trace was opened alone; name its workspace, too"
        default: nil
        }
    }

    private func whyNoGuard(row: Int) -> String? {
        let name = marks.names[row]
        guard !rules.current.rules.contains(where: { $0.source == name && $0.action == .refuse && $0.way.usesProbes }) else { return nil }
        return "no guard looks for \(name); \(key(.cycleWay)) brings one in, with its threshold and patience"
    }

    private func whySwitchIsFixed(row: Int) -> String? {
        guard marks.count > 0 else { return "the sources are not known before the model is loaded" }
        guard row >= 0, row < marks.count else { return "there are only \(marks.count) sources" }
        guard marks.refusable[row] else { return "\(marks.names[row]) stands for everything that is not traced; it cannot be switched off" }
        return nil
    }
}
