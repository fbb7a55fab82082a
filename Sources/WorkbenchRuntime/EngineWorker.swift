import Foundation
import Provenance
import Workbench

/// The thread that owns the engine. One job at a time; a trace that a person waits for goes before judging, which is stopped at
/// a token and taken up again with the requests that were not answered. Traces that a person waits for take turns of a few tokens, so
/// that the answer under a rule begins while the plain one still runs.
final class EngineWorker: @unchecked Sendable {
    /// Deep recursion is not expected, but numerical libraries like large frames.
    private static let stackBytes = 16 << 20
    /// A third of the terminal's share where there is a contest; nothing where there is none.
    private static let niceness: Int32 = 5

    private enum Work {
        case open(@Sendable (WorkspaceAccess.Progress) throws -> any TraceEngine)
        case trace(TraceTurns)
        case layers(JobID, LayerRequest)
        case candidates(JobID, CandidateRequest)
        case pieces(JobID, String)
        case stages(StageWork)
        /// `rest` are the indices of the requests without an answer.
        case judge(JobID, [TraceRequest], rest: [Int])

        var job: JobID? {
            switch self {
            case .open: nil
            case .layers(let job, _), .candidates(let job, _), .pieces(let job, _), .judge(let job, _, _): job
            case .trace(let turns): turns.job
            case .stages(let work): work.job
            }
        }
    }

    /// Checkpoints to ask, each of which is opened for that and closed again; `next` is the first without an answer.
    private struct StageWork {
        var job: JobID
        var request: TraceRequest
        var stages: [StageCheckpoint]
        var next = 0
        var open: @Sendable (StageCheckpoint) throws -> any TraceEngine
    }

    private let condition = NSCondition()
    private var urgent: [Work] = []
    private var background: [Work] = []
    /// Counts what a person asked for, so that a trace knows whether anything came after it began.
    private var wishes = 0
    /// Wishes of one message are taken in together.
    private var isTakingIn = false
    private var running: JobID?
    private var cancelled: Set<JobID> = []
    private var isStopping = false
    private var hasEnded = false
    private let inbox: Inbox
    private let activity: Activity

    init(inbox: Inbox, activity: Activity) {
        self.inbox = inbox
        self.activity = activity
        let thread = Thread { [weak self] in self?.run() }
        thread.name = "engine"
        thread.stackSize = Self.stackBytes
        thread.start()
    }

    // MARK: From the loop

    func open(_ open: @escaping @Sendable (WorkspaceAccess.Progress) throws -> any TraceEngine) { submit(.open(open), urgent: true) }

    func trace(_ job: JobID, _ request: TraceRequest) { submit(.trace(TraceTurns(job, request)), urgent: true) }

    func readLayers(_ job: JobID, _ request: LayerRequest) { submit(.layers(job, request), urgent: true) }

    func readCandidates(_ job: JobID, _ request: CandidateRequest) { submit(.candidates(job, request), urgent: true) }

    func readPieces(_ job: JobID, _ text: String) { submit(.pieces(job, text), urgent: true) }

    func judge(_ job: JobID, _ requests: [TraceRequest]) {
        submit(.judge(job, requests, rest: Array(requests.indices)), urgent: false)
    }

    /// Asks checkpoints one after the other; at most one of them is in memory.
    func ask(
        _ job: JobID, _ request: TraceRequest, _ stages: [StageCheckpoint],
        open: @escaping @Sendable (StageCheckpoint) throws -> any TraceEngine
    ) {
        submit(.stages(StageWork(job: job, request: request, stages: stages, open: open)), urgent: true)
    }

    private func submit(_ work: Work, urgent isUrgent: Bool) {
        activity.begin()
        condition.lock()
        if isUrgent {
            urgent.append(work)
            wishes += 1
        } else {
            background.append(work)
        }
        condition.signal()
        condition.unlock()
    }

    /// Lets the thread begin nothing until all wishes are there: the first of several is begun first, and gives way to none of them.
    func takeIn(_ wishes: () -> Void) {
        condition.withLock { isTakingIn = true }
        wishes()
        condition.lock()
        isTakingIn = false
        condition.signal()
        condition.unlock()
    }

    /// Ends a job within one token; a job that has not begun does not begin.
    func cancel(_ job: JobID) {
        condition.lock()
        let before = urgent.count + background.count
        urgent.removeAll { $0.job == job }
        background.removeAll { $0.job == job }
        let removed = before - urgent.count - background.count
        if running == job { cancelled.insert(job) }
        condition.unlock()
        if removed > 0 { activity.end(removed) }
    }

    /// Ends everything and waits until the thread is done, but not for longer than a loading model may take.
    func stop(waitSeconds: Double) {
        let deadline = Date(timeIntervalSinceNow: waitSeconds)
        condition.lock()
        defer { condition.unlock() }
        isStopping = true
        condition.broadcast()
        while !hasEnded {
            guard condition.wait(until: deadline) else { return }
        }
    }

    // MARK: On the thread

    private func run() {
        stepBack()
        var engine: (any TraceEngine)?
        while let work = next() {
            switch work {
            case .open(let open): engine = opened(open)
            case .trace(let turns): trace(engine, turns)
            case .layers(let job, let request): readLayers(engine, job, request)
            case .candidates(let job, let request): readCandidates(engine, job, request)
            case .pieces(let job, let text): readPieces(engine, job, text)
            case .stages(let work): ask(work)
            case .judge(let job, let requests, let rest): judge(engine, job, requests, rest)
            }
            finished()
        }
    }

    /// Lets the thread that owns the terminal go first wherever both want a processor: a key takes a few milliseconds and a person waits
    /// for it. Linux counts this for each thread, and the threads that an engine starts inherit it.
    private func stepBack() {
        #if os(Linux)
            // Refused or not, the work is the same.
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
        #endif
    }

    private func next() -> Work? {
        condition.lock()
        defer { condition.unlock() }
        while (urgent.isEmpty && background.isEmpty || isTakingIn) && !isStopping { condition.wait() }
        guard !isStopping else {
            hasEnded = true
            condition.broadcast()
            return nil
        }
        let work = urgent.isEmpty ? background.removeFirst() : urgent.removeFirst()
        running = work.job
        if case .trace(var turns) = work {
            turns.begin(wishes)
            return .trace(turns)
        }
        return work
    }

    private func finished() {
        condition.lock()
        if let running { cancelled.remove(running) }
        running = nil
        condition.unlock()
        activity.end()
    }

    /// Whether the job in hand should go on. Judging also stops for a person.
    private func goesOn(_ job: JobID, isBackground: Bool) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        return !isStopping && !cancelled.contains(job) && !(isBackground && !urgent.isEmpty)
    }

    private func opened(_ open: @Sendable (WorkspaceAccess.Progress) throws -> any TraceEngine) -> (any TraceEngine)? {
        do {
            let inbox = inbox
            let engine = try open { what, fraction in inbox.post(.engineProgress(what, fraction: fraction)) }
            inbox.post(.engineLoaded(engine.manifest, modelName: engine.modelName))
            return engine
        } catch {
            inbox.post(.engineFailed("\(error)"))
            return nil
        }
    }

    /// Goes on until others have waited for a turn's tokens, or somebody asks for something new; the rest is done when it is this
    /// trace's turn again.
    private func trace(_ engine: (any TraceEngine)?, _ begun: TraceTurns) {
        guard let engine else { return inbox.post(.jobFailed(begun.job, "the model is not loaded")) }
        var turns = begun
        func keepsTheTurn(reading: Bool) -> Bool {
            guard goesOn(turns.job, isBackground: false) else { return false }
            // Decided once: whoever it gave way to may be gone before the engine has stopped.
            guard !turns.gaveWay else { return false }
            turns.gaveWay = condition.withLock { !urgent.isEmpty && turns.givesWay(to: wishes, reading: reading) }
            return !turns.gaveWay
        }
        do {
            let trace = try engine.trace(turns.request, reads: { keepsTheTurn(reading: true) }) { event in
                guard goesOn(turns.job, isBackground: false) else { return .stop }
                if turns.isNews(event) { inbox.post(.traceEvent(turns.job, event)) }
                return keepsTheTurn(reading: false) ? .more : .stop
            }
            turns.end(trace)
            // One that came to its end in the same step is done.
            if turns.gaveWay, trace.stop == .cancelled, takeTurn(turns) { return }
            inbox.post(.traceEnded(turns.job, turns.account(trace)))
        } catch {
            inbox.post(.jobFailed(turns.job, "\(error)"))
        }
    }

    /// Puts a trace that gave way behind those it gave way to.
    ///
    /// - Returns: false when it is not wanted any more.
    private func takeTurn(_ turns: TraceTurns) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        guard !isStopping, !cancelled.contains(turns.job) else { return false }
        activity.begin()
        urgent.append(.trace(turns))
        return true
    }

    private func readLayers(_ engine: (any TraceEngine)?, _ job: JobID, _ request: LayerRequest) {
        guard let engine else { return inbox.post(.jobFailed(job, "the model is not loaded")) }
        do { inbox.post(.layersRead(job, try engine.layers(request))) } catch { inbox.post(.jobFailed(job, "\(error)")) }
    }

    private func readCandidates(_ engine: (any TraceEngine)?, _ job: JobID, _ request: CandidateRequest) {
        guard let engine else { return inbox.post(.jobFailed(job, "the model is not loaded")) }
        do { inbox.post(.candidatesRead(job, try engine.tags(of: request))) } catch { inbox.post(.jobFailed(job, "\(error)")) }
    }

    private func readPieces(_ engine: (any TraceEngine)?, _ job: JobID, _ text: String) {
        guard let engine else { return inbox.post(.jobFailed(job, "the model is not loaded")) }
        do { inbox.post(.piecesRead(job, try engine.pieces(of: text))) } catch { inbox.post(.jobFailed(job, "\(error)")) }
    }

    /// Goes on until a person asks for something else; the checkpoint in hand is then asked again later.
    private func ask(_ work: StageWork) {
        var work = work
        while work.next < work.stages.count, goesOn(work.job, isBackground: true) {
            inbox.post(.stage(work.job, work.next, .opening))
            do {
                let engine = try work.open(work.stages[work.next])
                var request = work.request
                // A base that knows no tags answers all the same.
                request.probes = !engine.manifest.sources.isEmpty
                let trace = try engine.trace(request) { event in
                    guard goesOn(work.job, isBackground: true) else { return .stop }
                    inbox.post(.stage(work.job, work.next, .event(event)))
                    return .more
                }
                guard trace.stop != .cancelled else { break }
                inbox.post(.stage(work.job, work.next, .ended(trace)))
            } catch {
                inbox.post(.stage(work.job, work.next, .failed("\(error)")))
            }
            work.next += 1
        }
        guard work.next < work.stages.count else { return inbox.post(.stagesEnded(work.job)) }
        takeUpLater(.stages(work))
    }

    /// Puts work that a person's wish interrupted before all other background work, unless it is not wanted any more.
    private func takeUpLater(_ work: Work) {
        condition.lock()
        defer { condition.unlock() }
        guard !isStopping, !(work.job.map(cancelled.contains) ?? false) else { return }
        activity.begin()
        background.insert(work, at: 0)
    }

    private func judge(_ engine: (any TraceEngine)?, _ job: JobID, _ requests: [TraceRequest], _ rest: [Int]) {
        guard let engine else { return inbox.post(.jobFailed(job, "the model is not loaded")) }
        var missing = rest
        func answer(_ places: [Int]) throws {
            try engine.traceAll(places.map { requests[$0] }, goesOn: { goesOn(job, isBackground: true) }) { index, trace in
                guard places.indices.contains(index) else { return .more }
                inbox.post(.judged(job, request: places[index], trace))
                missing.removeAll { $0 == places[index] }
                return goesOn(job, isBackground: true) ? .more : .stop
            }
        }
        do { try answer(rest) } catch {
            // A request that cannot be carried out takes those beside it along. Alone, each one speaks for itself.
            for place in missing where goesOn(job, isBackground: true) {
                do { try answer([place]) } catch {
                    inbox.post(.judgingFailed(job, request: place, "\(error)"))
                    missing.removeAll { $0 == place }
                }
            }
        }
        if missing.isEmpty { return inbox.post(.judgeEnded(job)) }
        takeUpLater(.judge(job, requests, rest: missing))
    }
}
