import Provenance

extension State {
    mutating func startTour() {
        guard !cases.cases.isEmpty else { return warn("the tour needs cases; this workspace has none") }
        if case .failed = engine { return warn("the tour needs the model, which is not loaded") }
        tour = Tour()
        if size.rows < Layout.leastRowsForTour { inform("the tour needs \(Layout.leastRowsForTour) rows to be seen") }
    }

    /// Goes on with the tour when its step is done.
    mutating func settleTour() {
        guard let step = tour?.step, isDone(step), tour?.goOn() == false else { return }
        tour = nil
        inform("that was the tour: \(key(.undo)) takes the rule back, \(key(.help)) shows all keys, :tour starts it again")
    }

    private func isDone(_ step: Tour.Step) -> Bool {
        guard let tour else { return false }
        switch step {
        case .open: return tour.hasOpened && openVerdict(under: .none) == failing
        case .step: return tour.steps >= Tour.stepsToTake
        case .bars: return tour.hasMoved && isAtEnd
        case .flip: return tour.hasFlipped && !rulesInForce.rules.isEmpty
        case .outcome:
            guard tour.hasOpened else { return false }
            if let before = openVerdict(under: .none), let after = openVerdict(under: rulesInForce) { if before != after { return true } }
            // A rule that changes no case leaves nothing to look for.
            let isJudged = verdicts.table(rulesInForce)?.known == cases.cases.count
            return isJudged && verdicts.tally.fixes + verdicts.tally.breaks == 0
        }
    }

    /// The word for the open case's verdict, whatever the reasons are.
    private func openVerdict(under rules: RuleSet) -> String? {
        document?.caseIndex.flatMap { verdicts.outcome($0, under: rules)?.verdict.name }
    }

    private var failing: String { Verdict.failing([]).name }

    private var isAtEnd: Bool {
        guard let document, let run = shownRun else { return false }
        return run.hasEnded && document.cursor == run.tokens.count
    }

    /// What the step asks for, as its keys are.
    func wording(of step: Tour.Step) -> (title: String, text: String) {
        switch step {
        case .open:
            let opens = "\(key(.down)) and \(key(.up)) select, \(key(.open)) opens."
            let how = focus == .cases ? opens : "\(key(.nextPane)) leads to the list; there \(opens)"
            let passes = tour?.hasOpened == true && openVerdict(under: .none) == Verdict.passing.name
            let what = passes ? "This one passes." : "A cross is a wrong answer; the letter beside it names its source."
            return ("Open a failing case", "\(what) \(how)")
        case .step:
            let left = max(Tour.stepsToTake - (tour?.steps ?? 0), 1)
            return (
                "Step through its answer",
                "Every token of the answer is kept. \(key(.toStart)) goes to its beginning, and \(key(.stepForward)) takes one step: "
                    + "\(left) more\(left == 1 ? "" : " of them")."
            )
        case .bars:
            return (
                "See where it comes from",
                "The bars say how probable each source is at the cursor; the ribbon below the answer has all its tokens. "
                    + "\(key(.toEnd)) goes to the last one."
            )
        case .flip:
            let main = shownRun.flatMap { $0.tags(at: document?.cursor ?? 0)?.main }
            guard let main, marks.isTraced(main), !keys.flipKey(source: main).isEmpty else {
                return ("Switch a source off", "\(keys.flipKeys) refuse a source, and allow it again. The answer runs anew under the rule.")
            }
            return (
                "Switch the source off",
                "The tag says \(marks.name(main)). \(keys.flipKey(source: main)) refuses what comes from it, and allows it again; the answer "
                    + "runs anew under the rule."
            )
        case .outcome:
            let tally = verdicts.tally
            return (
                "See what that fixed and broke",
                "All cases are judged again: the rule fixes \(tally.fixes) and breaks \(tally.breaks), + and - in the list. "
                    + (focus == .cases ? "Open one of them." : "\(key(.nextPane)) leads there; open one of them.")
            )
        }
    }
}
