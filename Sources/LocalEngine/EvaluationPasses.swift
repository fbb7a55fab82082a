import Provenance

/// Batches of requests, one after another, with one count of what is done.
final class EvaluationPasses {
    private let engine: any TraceEngine
    private let total: Int
    private let onProgress: (Evaluation.Progress) -> TraceControl
    private var finished = 0

    /// - Parameters:
    ///   - total: requests of all passes.
    ///   - onProgress: answering `.stop` ends the pass, and `run` answers nil.
    init(engine: any TraceEngine, total: Int, onProgress: @escaping (Evaluation.Progress) -> TraceControl) {
        self.engine = engine
        self.total = total
        self.onProgress = onProgress
    }

    /// Carries out a batch of requests.
    ///
    /// - Parameter keep: what the figures need of a trace: a whole one holds a distribution a token.
    /// - Returns: one of each request, in their order; nil when it was stopped.
    func run<Kept>(_ name: String, _ requests: [TraceRequest], keep: (Trace) -> Kept) throws -> [Kept]? {
        var kept = [Kept?](repeating: nil, count: requests.count)
        var stopped = false
        // Alike lengths side by side keep the batch full; the answers do not depend on it.
        let order = requests.indices.sorted { requests[$0].prompt.utf8.count < requests[$1].prompt.utf8.count }
        try engine.traceAll(order.map { requests[$0] }) { index, trace in
            kept[order[index]] = keep(trace)
            finished += 1
            stopped = onProgress(Evaluation.Progress(pass: name, done: finished, total: total)) == .stop
            return stopped ? .stop : .more
        }
        let all = kept.compactMap(\.self)
        // An engine may end early of its own accord; a figure over part of the rows would mislead.
        return stopped || all.count < requests.count ? nil : all
    }
}
