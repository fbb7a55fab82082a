import Provenance

extension State {
    // MARK: Opening

    mutating func open(caseIndex index: Int) {
        guard cases.cases.indices.contains(index) else { return }
        let opened = cases.cases[index]
        cases.select(case: index)
        open(Document(caseIndex: index, title: opened.id, prompt: opened.prompt, observed: opened.observed))
    }

    /// Opens a prompt that is no case.
    mutating func openPrompt(_ prompt: String, title: String = "prompt") {
        open(Document(caseIndex: nil, title: title, prompt: prompt, observed: nil))
    }

    private mutating func open(_ opened: Document) {
        for (id, _) in jobs.traces { pause(id) }
        document = opened
        runs.touch(opened.plainKey)
        document?.cursor = runs[opened.plainKey]?.tokens.count ?? 0
        startDocument()
    }

    /// Opens the case `step` rows further down the list.
    mutating func openNeighbour(_ step: Int) {
        // Beside the open case, wherever the selection went meanwhile.
        if let open = document?.caseIndex { cases.select(case: open) }
        cases.move(by: step)
        if let index = cases.selected { open(caseIndex: index) }
    }

    /// Runs what is open, plain and under the rules.
    mutating func startDocument() {
        guard let document else { return }
        if case .saved = document.subject { return }
        start(document.plainKey)
        startRuledRun()
        // After a restart the shown answer may be another one: a branch, or what was logged.
        start(document.key(rules: rulesInForce))
        startOriginalRun()
    }

    func isComplete(_ run: Run) -> Bool {
        switch run.phase {
        case .ended(.length): run.tokens.count >= settings.maximumTokens
        case .ended: true
        default: false
        }
    }

    // MARK: Jobs

    /// Lets the engine go on with a run where it stands.
    ///
    /// - Parameter steps: how many tokens more; nil for the whole answer.
    mutating func start(_ key: RunKey, steps: Int? = nil) {
        guard key.saved == nil else { return }
        runs.touch(key)
        guard engine.isReady, jobs.tracing(key) == nil, let run = runs[key], !isComplete(run) else { return }
        var settings = settings
        if let steps { settings.maximumTokens = min(settings.maximumTokens, run.tokens.count + steps) }
        let request = TraceRequest(
            prompt: key.prompt, answer: key.answer, kept: key.answer == .generated ? run.tokens.map(\.id) : [], rules: key.rules,
            settings: settings, alternatives: State.alternatives)
        let job = jobs.add(.trace(key, kept: request.kept.count))
        runs.change(key) { run in
            run.phase = .waiting
            run.trace = nil
            // A given answer is read from its beginning; the tokens that stand are gone over and stop at no breakpoint again.
            run.expectReplay(of: run.tokens.count)
        }
        log.add(job, time: now, command: CommandText.trace(request, branch: key.forced.count, workspace: directory, saved: rules.saved))
        outbox.append(.trace(job, request))
    }

    /// Stops a job and keeps the tokens that came.
    mutating func pause(_ job: JobID) {
        guard case .trace(let key, _) = jobs.remove(job) else { return }
        runs.change(key) { $0.phase = .paused }
        log.finish(job, .cancelled)
        outbox.append(.cancel(job))
    }

    mutating func traceEvent(_ job: JobID, _ event: TraceEvent) {
        guard case .trace(let key, _) = jobs[job] else { return }
        let before = runs[key]?.tokens.count ?? 0
        let wasRefused = runs[key]?.refusal != nil
        runs.change(key) { $0.take(event) }
        follow(key)
        guard let run = runs[key], key == shownKey else { return }
        let isNew = run.tokens.count > before || (run.refusal != nil && !wasRefused)
        if isNew { checkBreakpoints(job, run, refusal: run.refusal != nil && !wasRefused) }
    }

    mutating func traceEnded(_ job: JobID, _ trace: Trace) {
        if case .replay(let key) = jobs[job] { return replayed(job, key, trace) }
        guard case .trace(let key, let kept) = jobs.remove(job) else { return }
        let limit = settings.maximumTokens
        runs.change(key) { $0.finish(trace, kept: kept, limit: limit) }
        follow(key)
        let speed = trace.tokensPerSecond > 0 ? ", \(Int(trace.tokensPerSecond.rounded())) tok/s" : ""
        log.finish(job, .done("\(trace.tokens.count) token\(trace.tokens.count == 1 ? "" : "s")\(speed)"))
        if key.answer == .generated, !key.isBranch, let run = runs[key], run.hasEnded { recordVerdict(key, trace) }
    }

    private mutating func follow(_ key: RunKey) {
        if let document, let awaited = document.awaitedCursor, document.key(rules: rulesInForce) == key, let run = runs[key] {
            let isThere = run.tokens.count >= awaited
            self.document?.cursor = min(awaited, run.tokens.count)
            if isThere || run.hasEnded { self.document?.awaitedCursor = nil }
            return
        }
        guard let document, document.follows, document.key(rules: rulesInForce) == key, let run = runs[key] else { return }
        self.document?.cursor = run.tokens.count
    }

    /// Whether an answer is as long as answers are to be now: another length may mean another verdict.
    func isOfThisLength(_ trace: Trace) -> Bool {
        trace.settings.maximumTokens == settings.maximumTokens && trace.tokens.count <= settings.maximumTokens
    }

    /// The answer of an open case is a verdict too.
    private mutating func recordVerdict(_ key: RunKey, _ trace: Trace) {
        guard let index = document?.caseIndex, cases.cases.indices.contains(index), cases.cases[index].prompt == key.prompt,
            isOfThisLength(trace)
        else { return }
        verdicts.record(Outcome(trace, case: cases.cases[index], marks: marks), case: index, under: key.rules)
    }

    // MARK: Stepping

    mutating func stepForward() {
        document?.awaitedCursor = nil
        guard let document else { return }
        let key = document.key(rules: rulesInForce)
        let run = runs[key] ?? Run()
        if document.cursor < run.tokens.count {
            self.document?.cursor += 1
            self.document?.follows = document.cursor + 1 == run.tokens.count
        } else if run.isBusy {
            self.document?.follows = true
        } else if isComplete(run) {
            inform("the answer has ended")
        } else if engine.isReady {
            self.document?.follows = true
            start(key, steps: 1)
        } else {
            inform("the model is still loading")
        }
    }

    mutating func moveCursor(to position: Int) {
        let count = shownRun?.tokens.count ?? 0
        document?.awaitedCursor = nil
        document?.cursor = min(max(position, 0), count)
        document?.follows = position >= count
    }

    mutating func runOrPause() {
        guard let document else { return }
        let key = document.key(rules: rulesInForce)
        if let job = jobs.tracing(key) { return pause(job) }
        guard engine.isReady else { return inform("the model is still loading") }
        self.document?.follows = true
        self.document?.cursor = runs[key]?.tokens.count ?? 0
        start(key)
    }

    mutating func restart() {
        guard let document else { return }
        let key = document.key(rules: rulesInForce)
        if let job = jobs.tracing(key) { pause(job) }
        runs.forget(key)
        runs.touch(key)
        // A branch starts again at its fork: what it stands on is what makes it a branch.
        if let branch = branches.branch(key) { seed(branch) }
        self.document?.cursor = key.forced.count
        self.document?.follows = true
        inform("started again; each step asks the model for one token, \(self.key(.runOrPause)) runs it")
    }

    mutating func show(_ subject: Document.Subject) {
        guard let document else { return }
        // Beside a saved trace nothing was run yet.
        if case .saved = document.subject { start(document.plainKey) }
        self.document?.subject = document.subject == subject ? .plain : subject
        guard let key = self.document?.key(rules: rulesInForce) else { return }
        start(key)
        startOriginalRun()
        self.document?.follows = true
        self.document?.cursor = runs[key]?.tokens.count ?? 0
    }

    // MARK: Saving

    mutating func saveTrace(name: String) {
        guard let document, let run = shownRun, !run.tokens.isEmpty else { return warn("there is no answer to save yet") }
        let key = document.key(rules: rulesInForce)
        let wanted = name.isEmpty ? document.title : name
        let safe = String(wanted.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") ? $0 : "-" }.prefix(80))
        let trace = run.account(key, sources: marks.names, settings: settings)
        outbox.append(.saveTrace(jobs.add(.saveTrace(safe)), trace, name: safe))
    }
}
