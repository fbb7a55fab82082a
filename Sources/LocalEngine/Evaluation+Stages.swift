import Provenance

extension Evaluation {
    /// Tracing accuracy of each source's rows by free generation in debug mode: what a stage's checkpoint is measured by.
    ///
    /// - Parameter onProgress: answering `.stop` ends the evaluation with nil.
    public func tracing(
        rows: [EvaluationRow], onProgress: @escaping (Progress) -> TraceControl
    ) throws -> [String: Rate]? {
        let passes = EvaluationPasses(engine: engine, total: rows.count, onProgress: onProgress)
        guard let named = try passes.run("tracing", rows.map { request($0, mode: .debug) }, keep: RowOutcome.named) else { return nil }
        return Dictionary(grouping: zip(rows, named), by: \.0.source).mapValues { pairs in Rate(pairs.map { $0.source == $1 }) }
    }
}
