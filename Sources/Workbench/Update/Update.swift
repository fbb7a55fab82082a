import Provenance
import TerminalUI

/// Takes a message into the state and answers the work that follows from it.
public func update(_ state: inout State, _ message: Message) -> [Effect] {
    state.receive(message)
    state.settle()
    state.keepSession(after: message)
    state.keepVerdicts(after: message)
    let effects = state.outbox
    state.outbox = []
    return effects
}

extension State {
    /// The work that begins a session.
    public static let firstEffects: [Effect] = [.loadWorkspace]

    fileprivate mutating func receive(_ message: Message) {
        switch message {
        case .input(let event): receive(event)
        case .tick(let time):
            now = max(now, time)
            if let notice, notice.until <= now { self.notice = nil }
        case .workspaceLoaded(let contents): workspaceLoaded(contents)
        case .workspaceFailed(let reason): workspace = .failed(reason)
        case .engineProgress(let what, let fraction):
            if case .loading = engine { engine = .loading(what, fraction: fraction) }
        case .engineLoaded(let manifest, let modelName): engineLoaded(manifest, modelName: modelName)
        case .engineFailed(let reason): engine = .failed(reason)
        case .verdictsRead(let kept): verdictsRead(kept)
        case .traceEvent(let job, let event): traceEvent(job, event)
        case .traceEnded(let job, let trace): traceEnded(job, trace)
        case .traceRead(let job, let trace): traceRead(job, trace)
        case .layersRead(let job, let readings): layersRead(job, readings)
        case .candidatesRead(let job, let tags): candidatesRead(job, tags)
        case .piecesRead(let job, let pieces): piecesRead(job, pieces)
        case .notCopied: warn("the text is too long for the terminal's clipboard; :export writes it to a file")
        case .sessionNotKept(let reason):
            keeper.isOn = false
            warn("the session cannot be kept: \(reason)")
        case .verdictsNotKept(let reason):
            verdictKeeper.model = nil
            warn("the verdicts cannot be kept, cases will be judged again: \(reason)")
        case .judged(let job, let request, let trace): judged(job, request: request, trace)
        case .judgingFailed(let job, let request, let reason): judgingFailed(job, request: request, reason)
        case .judgeEnded(let job): judgeEnded(job)
        case .jobFailed(let job, let reason): jobFailed(job, reason)
        case .saved(let job, let kept): saved(job, kept: kept)
        case .casesRead(let job, let read): casesRead(job, read)
        case .caseEdited(let job, let edited): caseEdited(job, edited)
        case .written(let job, let path): written(job, path)
        case .stagesFound(let job, let found): stagesFound(job, found)
        case .stage(let job, let place, let event): stage(job, place, event)
        case .stagesEnded(let job): stagesEnded(job)
        case .filesChanged(let contents): filesChanged(contents)
        case .filesUnreadable(let reasons): filesUnreadable(reasons)
        }
    }

    private mutating func receive(_ event: InputEvent) {
        switch event {
        case .key(let key):
            notice = nil
            press(key)
        case .mouse(let event): mouse(event)
        case .paste(let text): paste(text)
        case .resize(let size), .resumed(let size): self.size = size
        case .quit: outbox.append(.quit)
        case .focus, .woken: break
        }
    }

    /// Puts every position inside its bounds, so that drawing decides nothing.
    fileprivate mutating func settle() {
        let layout = Layout(self)
        cases.settle(rows: layout.caseRows(self))
        ruleRow = min(max(ruleRow, 0), max(marks.count - 1, 0))
        if let run = shownRun, let cursor = document?.cursor, cursor > run.tokens.count { document?.cursor = run.tokens.count }
        judgeShownRun()
        settleMatrix()
        settlePalette()
        settleTour()
        switch dialog {
        case .help(let top): dialog = .help(top: HelpScreen.settled(top, self))
        case .log(let top):
            log.wrap(LogScreen.width(self))
            dialog = .log(top: LogScreen.settled(top, self))
        case .breakpoints(let selected):
            dialog = .breakpoints(selected: min(max(selected, 0), max(breakpoints.entries.count - 1, 0)))
        case .layers(let top): settleLens(top)
        case .stages(let top): dialog = stages == nil ? nil : .stages(top: StagesScreen.settled(top, self))
        case .actions(let selected): dialog = .actions(selected: min(max(selected, 0), CaseAction.allCases.count - 1))
        case .alternatives(let selected):
            let last = alternativesAtCursor.count - 1
            dialog = last < 0 ? nil : .alternatives(selected: min(max(selected, 0), last))
        default: break
        }
    }

    // MARK: Workspace and engine

    private mutating func workspaceLoaded(_ contents: WorkspaceContents) {
        workspace = .ready
        workspaceName = contents.name
        directory = contents.directory
        cases = CaseList(contents.cases, index: contents.index)
        verdicts = VerdictBook(caseCount: contents.cases.count)
        // Its rows are places in the list as it was.
        matrix = nil
        rules = RuleHistory(contents.rules)
        offeredRules = nil
        verdicts.use(rulesInForce)
        caseWrites = CaseWrites()
        savedTraces = contents.traces
        breakpoints = BreakpointList(contents.breakpoints)
        if let most = contents.maximumTokens { settings.maximumTokens = most }
        if let manifest = contents.manifest { learn(manifest) }
        // In the narrow form the list stands where the figures stand; the trace comes first there.
        focus = Layout(self).isNarrow ? .trace : .cases
        keeper = SessionKeeper()
        keeper.isOn = contents.keepsSession
        verdictKeeper = VerdictKeeper()
        verdictKeeper.model = contents.modelStamp
        if let opened = contents.openedTrace {
            show(saved: opened)
        } else if contents.session.map({ goOn(with: $0) }) != true, let first = cases.shown.first {
            open(caseIndex: first)
        }
        stages = nil
        if contents.beginsTour, contents.session == nil, !contents.cases.isEmpty {
            tour = Tour()
            outbox.append(.noteTour)
        }
        guard contents.hasModel else {
            isTraceAlone = true
            focus = .trace
            engine = .failed("A saved trace was opened alone. Name its workspace, too, to run the model.")
            return
        }
        engine = .loading("opening the model", fraction: nil)
        engineSince = now
        outbox.append(.loadEngine)
    }

    private mutating func engineLoaded(_ manifest: Manifest, modelName: String) {
        learn(manifest)
        engine = .ready(modelName: modelName)
        do { try rules.current.validate(for: manifest) } catch { warn("rules: \(error)") }
        startDocument()
        startJudging()
    }

    private mutating func learn(_ manifest: Manifest) {
        self.manifest = manifest
        marks = SourceMarks(manifest.sources)
        takeKeptVerdicts()
    }

    private mutating func filesChanged(_ contents: WorkspaceContents) {
        // Files are read and written one after the other: what is still to be written was not there when these were read.
        savedTraces = contents.traces
        let others = caseWrites.rebased(on: contents.cases)
        if others != cases.cases {
            setCases(others)
            inform("the cases were changed on disk and read again")
        }
        takeBreakpoints(contents.breakpoints)
        if contents.rules != rules.saved {
            guard !rules.isUnsaved else {
                return offer(contents.rules)
            }
            // A change like any other: undoing brings back what stood here.
            _ = rules.change(to: contents.rules)
            rules.markSaved(contents.rules)
            offeredRules = nil
            rulesChanged()
            inform("the rules were changed on disk and read again")
        }
    }

    private mutating func filesUnreadable(_ reasons: [String]) {
        guard let first = reasons.first else { return }
        if reasons.count == 1 {
            tell("a file was changed and cannot be read: \(first)", .error)
        } else {
            tell("\(reasons.count) files were changed and cannot be read:\n" + reasons.joined(separator: "\n"), .error)
        }
        // The next key takes the notice away; who mends the files by it finds it there.
        for reason in reasons { log.note(reason, time: now, "changed and cannot be read") }
    }

    private mutating func saved(_ job: JobID, kept: String?) {
        switch jobs.remove(job) {
        case .saveRules(let set):
            rules.markSaved(set)
            inform("the rules are saved")
        case .changeCases: casesWritten(job)
        default: break
        }
        if let kept { warn("saved; what stood in the file could not be read and is kept as \(kept)") }
        if isLeaving, isAllWritten, caseWrites.isEmpty { outbox.append(.quit) }
    }

    private mutating func written(_ job: JobID, _ path: String) {
        switch jobs.remove(job) {
        case .saveTrace:
            let file = path.split(separator: "/").last.map(String.init) ?? path
            savedTraces.insert(file.hasSuffix(".json") ? String(file.dropLast(5)) : file, at: 0)
            inform("the trace is saved as \(path)")
        case .export: inform("written: \(path)")
        default: break
        }
    }

    private mutating func jobFailed(_ job: JobID, _ reason: String) {
        log.finish(job, .failed(reason))
        isLeaving = false
        switch jobs.remove(job) {
        case .trace(let key, _):
            runs.change(key) { $0.phase = .failed(reason) }
        case .judge: judgingFailed(reason)
        case .readTrace, .replay: tell(reason, .error)
        case .layers(let request):
            if lens?.request == request { lens?.face = .failed(reason) }
        case .candidates(let request): candidatesFailed(request)
        case .findStages(let run): if stages?.run == run, stages?.face == .looking { stages?.face = .failed(reason) }
        case .stages: break
        case .changeCases: casesNotWritten(job, reason)
        case .saveRules, .saveBreakpoints, .saveTrace, .importCases, .editCase, .export, .pieces: tell(reason, .error)
        case nil: break
        }
    }

    // MARK: Notices

    mutating func inform(_ text: String) { tell(text, .information) }

    mutating func warn(_ text: String) { tell(text, .warning) }

    mutating func tell(_ text: String, _ kind: Notice.Kind) {
        notice = Notice(text: text, kind: kind, until: now + (kind == .information ? 4 : 8))
    }
}
