import Provenance

extension State {
    /// Judges whatever has no verdict yet: without rules, under the rules in force, and for the matrix.
    mutating func startJudging() {
        cancelJudging()
        judging = Judging()
        guard engine.isReady else { return }
        judging.startedAt = now
        for rules in rulesToJudge {
            guard let known = verdicts.table(rules)?.known, known < cases.cases.count else { continue }
            judging.counted.append(rules)
        }
        nextChunk()
        if judging.isActive, let job = jobs.judging {
            judging.logged = job
            let sets = judging.counted.count > 1 ? judging.counted.filter { $0 != .none } : judging.counted
            let command = CommandText.judge(
                sets, maximumTokens: settings.maximumTokens, workspace: directory, saved: rules.saved)
            log.add(job, time: now, command: command)
        }
    }

    /// The list changed. Judging that a person stopped stays so.
    mutating func judgeChangedCases() {
        judging.isStopped ? cancelJudging() : startJudging()
    }

    mutating func stopJudging() {
        guard judging.isActive else { return }
        cancelJudging()
        judging.isStopped = true
        inform("judging is stopped; \(key(.judge)) goes on with it")
    }

    private mutating func cancelJudging() {
        if let job = jobs.judging {
            jobs.remove(job)
            outbox.append(.cancel(job))
        }
        if let logged = judging.logged { log.finish(logged, .cancelled) }
        judging.isActive = false
        judging.running = []
    }

    mutating func judgingFailed(_ reason: String) {
        judging.isActive = false
        judging.isStopped = true
        judging.running = []
        judging.failure = reason
        if let logged = judging.logged { log.finish(logged, .failed(reason)) }
    }

    private var rulesToJudge: [RuleSet] {
        var sets = rulesInForce == .none ? [RuleSet.none] : [.none, rulesInForce]
        for set in matrix?.wanted ?? [] where !sets.contains(set) { sets.append(set) }
        return sets
    }

    /// Hands the next cases to the engine: those on the screen first, then the rest in order.
    private mutating func nextChunk() {
        let tables = rulesToJudge.compactMap { rules in verdicts.table(rules).map { (rules: rules, table: $0) } }
        func isMissing(_ index: Int) -> Bool { tables.contains { !$0.table.isKnown(index) } }
        // A chunk is about as much work whether few rule sets are judged or many.
        let size = max(Judging.chunk * 2 / max(tables.count, 2), 1)
        var chosen = Array(visibleCases.lazy.filter(isMissing).prefix(size))
        let isAhead = Set(chosen)
        while chosen.count < size, judging.cursor < cases.cases.count {
            if isMissing(judging.cursor), !isAhead.contains(judging.cursor) { chosen.append(judging.cursor) }
            judging.cursor += 1
        }
        guard !chosen.isEmpty else {
            judging.isActive = false
            if let logged = judging.logged { log.finish(logged, .done(judging.account)) }
            return advise()
        }
        var items: [JudgedCase] = []
        for index in chosen {
            for (rules, table) in tables where !table.isKnown(index) { items.append(JudgedCase(caseIndex: index, rules: rules)) }
        }
        judging.isActive = true
        // What the matrix asks about cases that are judged already is no news to the list.
        judging.running = Set(chosen.filter { verdicts.outcome($0, under: rulesInForce) == nil })
        let requests = items.map { TraceRequest(prompt: cases.cases[$0.caseIndex].prompt, rules: $0.rules, settings: settings) }
        outbox.append(.judge(jobs.add(.judge(items)), requests))
    }

    mutating func judged(_ job: JobID, request: Int, _ trace: Trace) {
        let marks = marks
        record(job, request: request) { Outcome(trace, case: $0, marks: marks) }
    }

    mutating func judgingFailed(_ job: JobID, request: Int, _ reason: String) {
        record(job, request: request) { _ in Outcome(failure: reason) }
    }

    private mutating func record(_ job: JobID, request: Int, _ outcome: (Case) -> Outcome) {
        guard case .judge(let items) = jobs[job], items.indices.contains(request) else { return }
        let item = items[request]
        guard cases.cases.indices.contains(item.caseIndex) else { return }
        let outcome = outcome(cases.cases[item.caseIndex])
        verdicts.record(outcome, case: item.caseIndex, under: item.rules)
        if outcome.failure != nil { judging.failures += 1 }
        judging.answered += 1
        if item.rules == rulesInForce { judging.running.remove(item.caseIndex) }
    }

    mutating func judgeEnded(_ job: JobID) {
        guard case .judge = jobs[job] else { return }
        jobs.remove(job)
        // The list follows the verdicts, but does not jump more often than one can look.
        let follows = cases.verdictFacet != .all || cases.sourceFacet != nil || cases.order.followsVerdicts
        let isOver = verdicts.table(rulesInForce)?.known == cases.cases.count
        if follows, isOver || now - judging.refreshedAt >= 1 {
            judging.refreshedAt = now
            refreshCases()
        }
        nextChunk()
    }

    /// Verdicts that are there, of those that were missing when judging began.
    public var judgingProgress: (done: Int, total: Int) {
        let known = judging.counted.map { verdicts.table($0)?.known ?? 0 }
        return (known.reduce(0, +), judging.counted.count * cases.cases.count)
    }

    // MARK: What the list shows

    /// Works out anew which cases are shown.
    mutating func refreshCases(filter: String? = nil) {
        cases.refresh(filter: filter, stages: marks.stages, table: verdicts.table(rulesInForce))
    }

    mutating func setFilter(_ text: String) { refreshCases(filter: text) }

    mutating func cycleVerdictFacet() {
        // What cannot be run has a place in the round only where there is any.
        let hasFailures = (verdicts.table(rulesInForce)?.cannotRun ?? 0) > 0
        let round = VerdictFacet.allCases.filter { $0 != .cannotRun || hasFailures }
        let index = round.firstIndex(of: cases.verdictFacet) ?? -1
        cases.verdictFacet = round[(index + 1) % round.count]
        refreshCases()
    }

    mutating func cycleSourceFacet() {
        switch cases.sourceFacet {
        case nil: cases.sourceFacet = marks.count > 0 ? 0 : nil
        case let source?: cases.sourceFacet = source + 1 < marks.count ? source + 1 : nil
        }
        refreshCases()
    }

    mutating func cycleLabelFacet() {
        setFilter(CaseFilter.next(.label, of: cases.labels, in: cases.filter))
    }

    mutating func cycleStageFacet() {
        setFilter(CaseFilter.next(.stage, of: marks.stageNames, in: cases.filter))
    }
}
