import Provenance

extension State {
    // MARK: Opening

    mutating func openTrace(_ name: String) {
        guard !name.isEmpty else {
            let there = savedTraces.isEmpty ? "no trace is saved yet, \(key(.saveTrace)) saves one" : "Tab names those that are saved"
            return warn("usage: open trace NAME, or the path of a file; \(there)")
        }
        outbox.append(.readTrace(jobs.add(.readTrace(name)), name: name))
    }

    mutating func traceRead(_ job: JobID, _ trace: Trace) {
        guard case .readTrace(let name) = jobs.remove(job) else { return }
        show(saved: NamedTrace(name: name, trace: trace))
    }

    /// Shows a saved trace. The model is not asked for anything.
    mutating func show(saved: NamedTrace) {
        let trace = saved.trace
        if marks.count == 0 {
            marks = SourceMarks(
                trace.sources.enumerated().map { index, name in
                    Source(name: name, stage: nil, id: index, refusable: name != Source.generalName)
                })
        }
        guard marks.names == trace.sources else {
            let names = trace.sources.joined(separator: ", ")
            return warn("\(saved.name) was traced with other sources (\(names)); open it alone with --trace")
        }
        for (id, _) in jobs.traces { pause(id) }
        let key = RunKey(prompt: trace.prompt, saved: saved.name)
        runs.touch(key)
        runs.change(key) { $0 = Run(trace) }
        var shown = Document(caseIndex: nil, title: saved.name, prompt: trace.prompt, observed: nil)
        shown.subject = .saved(key)
        shown.cursor = trace.tokens.count
        document = shown
        findTracedCase()
    }

    /// Looks for the case that the shown saved trace is of: one of that name, or else the first with that prompt.
    mutating func findTracedCase() {
        guard let shown = document, case .saved = shown.subject else { return }
        let same = cases.cases.indices.filter { cases.cases[$0].prompt == shown.prompt }
        document?.tracedCase = same.first { cases.cases[$0].id == shown.title } ?? same.first
    }

    // MARK: For others

    /// Writes what the trace pane shows, with the answer that is compared with it.
    ///
    /// - Parameter words: a format and a file's name.
    mutating func exportTrace(_ words: String) {
        let parts = words.split(separator: " ", maxSplits: 1).map(String.init)
        let formats = TraceReport.Format.allCases.map(\.rawValue)
        guard parts.count == 2, let format = TraceReport.Format(rawValue: parts[0]) else {
            return warn("usage: export trace \(formats.joined(separator: "|")) FILE")
        }
        let report = shownReport
        guard let report, !report.parts.isEmpty else { return warn("there is no answer to write yet") }
        outbox.append(.exportTrace(jobs.add(.export), report, format, path: parts[1].trimmed))
    }

    /// The shown answer; or the two that are compared, in the order they stand in.
    private var shownReport: TraceReport? {
        guard let document, let shown = shownKey else { return nil }
        var keys = [shown]
        if let parent = comparedParent {
            keys = [parent, shown]
        } else if comparesRules {
            keys = [document.plainKey, document.ruledKey(rulesInForce)]
        }
        let parts = keys.compactMap { key -> TraceReport.Part? in
            guard let run = runs[key], !run.tokens.isEmpty || run.refusal != nil else { return nil }
            let name = key == shown && keys.count == 1 ? branchName(key) : key == document.plainKey ? "without rules" : branchName(key)
            return TraceReport.Part(name: name, trace: run.account(key, sources: marks.names, settings: settings))
        }
        return TraceReport(title: document.title, parts: parts)
    }

    // MARK: Replay

    /// Asks the model for the saved trace again.
    mutating func replay() {
        guard let document, case .saved(let key) = document.subject, let trace = runs[key]?.trace else {
            return warn("open a saved trace first: open trace NAME")
        }
        guard engine.isReady else { return warn("the model is not loaded") }
        let request = trace.repeating
        let job = jobs.add(.replay(key))
        log.add(
            job, time: now,
            command: CommandText.trace(request, branch: trace.forcedTokenCount ?? 0, workspace: directory, saved: rules.saved))
        outbox.append(.trace(job, request))
        inform("running \(document.title) again")
    }

    mutating func replayed(_ job: JobID, _ key: RunKey, _ again: Trace) {
        jobs.remove(job)
        guard let trace = runs[key]?.trace else { return }
        let account = ReplayAccount(trace, again)
        log.finish(job, .done(account.sentence))
        if let place = account.firstDifference, shownKey == key { moveCursor(to: place) }
        account.isSame ? inform(account.sentence) : warn(account.sentence)
    }
}

/// A saved trace held against the one that the model makes now.
struct ReplayAccount: Equatable {
    /// The token, counted from 1, where the two part; nil when they do not.
    private(set) var firstDifference: Int?
    private(set) var sentence: String

    var isSame: Bool { firstDifference == nil }

    init(_ saved: Trace, _ again: Trace) {
        let count = max(saved.tokens.count, again.tokens.count)
        func piece(_ trace: Trace, _ place: Int) -> String {
            trace.tokens.indices.contains(place) ? trace.tokens[place].text.debugDescription : "the end"
        }
        if let place = (0..<count).first(where: { place in
            guard saved.tokens.indices.contains(place), again.tokens.indices.contains(place) else { return true }
            return saved.tokens[place].id != again.tokens[place].id
        }) {
            firstDifference = place + 1
            sentence = "not the same: token \(place + 1) was \(piece(saved, place)) and is \(piece(again, place)) now"
            return
        }
        guard saved.refusal == again.refusal, saved.answer == again.answer else {
            firstDifference = count
            sentence = "the \(count) tokens are the same, but the answer is not: it \(again.refused ? "is" : "is not") refused now"
            return
        }
        let figures = zip(saved.tokens, again.tokens).enumerated().first { _, pair in
            pair.0.tags != pair.1.tags || pair.0.logprob != pair.1.logprob
        }
        sentence = "reproduced: all \(count) tokens are the same"
        sentence += figures.map { "; the figures differ from token \($0.offset + 1) on" } ?? ", and every figure"
    }
}

extension Trace {
    /// What to ask an engine for to get this trace again.
    var repeating: TraceRequest {
        var settings = settings
        switch stop {
        case .end, .guarded, .given: break
        // It went no further than this.
        case .length, .cancelled: settings.maximumTokens = max(tokens.count, 1)
        }
        return TraceRequest(
            prompt: prompt, answer: stop == .given ? .given(answer) : .generated,
            kept: tokens.prefix(forcedTokenCount ?? 0).map(\.id), rules: rules ?? .none, settings: settings)
    }
}
