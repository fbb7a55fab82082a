import Provenance

/// Asks two models the same prompts: the whole one, and one that was trained without a source.
public struct SourceAudit {
    /// Tokens an answer may take.
    public var maximumTokens: Int

    public init(maximumTokens: Int = Evaluation.usualMaximumTokens) {
        self.maximumTokens = maximumTokens
    }

    /// The whole model's plain answers with the likeliest tag after each.
    ///
    /// - Parameter onProgress: answering `.stop` ends the work with nil.
    public func observe(
        _ prompts: [String], engine: any TraceEngine, onProgress: @escaping (Evaluation.Progress) -> TraceControl
    ) throws -> [AuditReport.Observation]? {
        let passes = EvaluationPasses(engine: engine, total: prompts.count, onProgress: onProgress)
        return try passes.run("whole model", prompts.map { request($0, probes: true) }) { trace in
            AuditReport.Observation(prompt: trace.prompt, answer: trace.answer, tag: trace.mainSource)
        }
    }

    /// What the model without the source makes of the same prompts.
    public func line(
        without source: String, observations: [AuditReport.Observation], engine: any TraceEngine,
        onProgress: @escaping (Evaluation.Progress) -> TraceControl
    ) throws -> AuditReport.Line? {
        let passes = EvaluationPasses(engine: engine, total: observations.count, onProgress: onProgress)
        let requests = observations.map { request($0.prompt, probes: false) }
        return try passes.run("without \(source)", requests, keep: \.answer).map {
            AuditReport.Line(source: source, observations: observations, answers: $0)
        }
    }

    private func request(_ prompt: String, probes: Bool) -> TraceRequest {
        TraceRequest(prompt: prompt, settings: TraceSettings(maximumTokens: maximumTokens), probes: probes)
    }
}
