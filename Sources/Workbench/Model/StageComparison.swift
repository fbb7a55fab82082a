import Provenance

/// One prompt through the checkpoint of each stage of a training run. Answers are kept for the session.
public struct StageComparison: Equatable, Sendable {
    public enum Face: Equatable, Sendable {
        case looking
        case failed(String)
        case found
    }

    /// What one checkpoint answers.
    public struct Answer: Equatable, Sendable {
        var run = Run()
        var isOpening = false
        /// What the case's expectation says of the answer; nil before its end.
        var verdict: Verdict?

        mutating func take(_ event: StageEvent, limit: Int) {
            isOpening = event == .opening
            verdict = nil
            switch event {
            case .opening:
                run = Run()
                run.phase = .waiting
            case .event(let event): run.take(event)
            case .ended(let trace): run.finish(trace, kept: 0, limit: limit)
            case .failed(let reason): run.phase = .failed(reason)
            }
        }

        /// How probable a source is at the end of the answer; nil where the checkpoint does not know it, or has not ended.
        func share(of source: String) -> Float? {
            guard let trace = run.trace, let tags = trace.finalTags, let index = trace.sources.firstIndex(of: source) else { return nil }
            return tags.probabilities.indices.contains(index) ? tags.probabilities[index] : nil
        }
    }

    /// Requests whose answers are kept.
    private static let limit = 32

    /// The run that a person named; nil for that of the workspace.
    let run: String?
    public internal(set) var face = Face.looking
    public internal(set) var stages: [StageCheckpoint] = []
    /// What is shown.
    public internal(set) var request: TraceRequest
    private var answers: [TraceRequest: [Answer]] = [:]
    private var order: [TraceRequest] = []

    init(run: String?, _ request: TraceRequest) {
        self.run = run
        self.request = request
    }

    /// The answers to what is shown, one a stage.
    public var shown: [Answer] { answers[request] ?? stages.map { _ in Answer() } }

    /// Whether there is anything to hold an answer against.
    var canCompare: Bool { face == .found && stages.count > 1 }

    /// The places of the checkpoints that have not answered yet.
    var missing: [Int] {
        shown.indices.filter { place in
            if case .failed = shown[place].run.phase { return false }
            return !shown[place].run.hasEnded
        }
    }

    /// Judges the answers to a request that have ended.
    mutating func judge(_ request: TraceRequest, _ verdict: (Trace) -> Verdict) {
        answers[request] = answers[request]?.map { answer in
            var answer = answer
            answer.verdict = answer.run.trace.map(verdict)
            return answer
        }
    }

    /// Requests that have answers.
    var asked: [TraceRequest] { order }

    mutating func change(_ request: TraceRequest, _ place: Int, _ change: (inout Answer) -> Void) {
        if answers[request] == nil {
            answers[request] = stages.map { _ in Answer() }
            order.append(request)
            if order.count > Self.limit { answers[order.removeFirst()] = nil }
        }
        guard answers[request]?.indices.contains(place) == true else { return }
        change(&answers[request, default: []][place])
    }
}
