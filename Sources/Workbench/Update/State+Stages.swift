import Provenance
import TerminalUI

extension State {
    /// Shows what each stage answers to the open prompt.
    ///
    /// - Parameter run: the folder of a training run; empty for the one that was shown last, or the workspace's own.
    mutating func openStages(_ run: String = "") {
        if let reason = whyDisabled(.stages) { return warn(reason) }
        guard let request = stageRequest else { return }
        dialog = .stages(top: 0)
        // A run that could not be opened is not asked for again unasked.
        if case .failed = stages?.face { stages = nil }
        let run = run.isEmpty ? stages?.run : run
        if let shown = stages, shown.run == run {
            stages?.request = request
            if shown.face == .looking { return }
            if shown.face == .found { return askStages() }
        }
        cancelStages()
        stages = StageComparison(run: run, request)
        outbox.append(.findStages(jobs.add(.findStages(run)), run: run))
    }

    private var stageRequest: TraceRequest? { document.map { TraceRequest(prompt: $0.prompt, settings: settings) } }

    mutating func stagesFound(_ job: JobID, _ found: [StageCheckpoint]) {
        guard case .findStages(let run) = jobs.remove(job), stages?.run == run, stages?.face == .looking else { return }
        stages?.stages = found
        stages?.face = .found
        if case .stages = dialog { askStages() }
    }

    /// Asks the checkpoints that have not answered yet.
    private mutating func askStages() {
        cancelStages()
        guard let stages, stages.canCompare, !stages.missing.isEmpty else { return }
        let places = stages.missing
        let job = jobs.add(.stages(stages.request, places: places))
        let asked = places.map { stages.stages[$0] }
        for place in places { self.stages?.change(stages.request, place) { $0.run.phase = .waiting } }
        log.add(job, time: now, command: CommandText.stages(stages.request, asked, workspace: directory))
        outbox.append(.askStages(job, stages.request, asked))
    }

    private mutating func cancelStages() {
        guard let job = jobs.stages, case .stages(let request, let places) = jobs.remove(job) else { return }
        for place in places {
            stages?.change(request, place) { answer in
                answer.isOpening = false
                if answer.run.isBusy { answer.run.phase = .paused }
            }
        }
        log.finish(job, .cancelled)
        outbox.append(.cancel(job))
    }

    mutating func stage(_ job: JobID, _ place: Int, _ event: StageEvent) {
        guard case .stages(let request, let places) = jobs[job], places.indices.contains(place) else { return }
        let limit = request.settings.maximumTokens
        stages?.change(request, places[place]) { $0.take(event, limit: limit) }
        if case .ended = event { judgeStages(request) }
    }

    /// Judges anew what the stages answered: an expectation may be a pattern that takes its time, so no frame does it.
    mutating func judgeStages() {
        for request in stages?.asked ?? [] { judgeStages(request) }
    }

    private mutating func judgeStages(_ request: TraceRequest) {
        let expectation = cases.cases.first { $0.prompt == request.prompt }?.expectation
        stages?.judge(request) { expectation?.verdict(answer: $0.answer, refused: $0.refused) ?? .notJudged }
    }

    mutating func stagesEnded(_ job: JobID) {
        guard case .stages(_, let places) = jobs[job] else { return }
        jobs.remove(job)
        log.finish(job, .done("\(places.count) checkpoint\(places.count == 1 ? "" : "s") asked"))
    }

    mutating func pressInStages(_ key: Key, _ top: Int) {
        switch key {
        case .escape, .character("q"), .control("c"): dialog = nil
        case .character(":"):
            dialog = nil
            line = .command(TypedCommand("stages "))
        case .space: jobs.stages == nil ? askStages() : cancelStages()
        case .character("]"), .character("["):
            openNeighbour(key == .character("]") ? 1 : -1)
            openStages()
        default:
            guard let place = State.listPlace(key, top, count: stages?.stages.count ?? 0) else { return }
            dialog = .stages(top: place)
        }
    }

    // MARK: What they say together

    /// Which stage brought what the last one does, in a sentence; nil while that is open.
    var stageFinding: String? {
        guard let stages, stages.missing.isEmpty, let last = stages.stages.indices.last else { return nil }
        let verdicts = stages.shown.map(\.verdict)
        func word(_ verdict: Verdict?) -> String { verdict == .passing ? "passes" : "fails" }
        if let verdict = verdicts[last]?.name, verdicts[last] != .notJudged, verdicts.allSatisfy({ $0 != nil }) {
            let first = last - verdicts.reversed().prefix { $0?.name == verdict }.count + 1
            guard first > 0 else { return "The verdict is the same after every stage: the case \(word(verdicts[last]))." }
            let now = word(verdicts[last])
            // What was so before, and was gone for a while, was not brought by the stage that brought it back.
            if let earlier = verdicts[..<first].firstIndex(where: { $0?.name == verdict }) {
                let names = stages.stages.map(\.name)
                return "The case \(now) from \(names[earlier]) on, but not after \(names[first - 1]); \(names[first]) brought it back."
            }
            return "\(stages.stages[first].name) brought it: before, the case \(word(verdicts[first - 1])); from then on it \(now)."
        }
        let named = stages.shown.map { $0.run.trace?.mainSource }
        guard let source = named[last] else { return nil }
        let first = last - named.reversed().prefix { $0 == source }.count + 1
        return "\(source) stands behind the answer from \(stages.stages[first].name) on."
    }
}
