import Provenance

/// What became of one case under one set of rules.
public struct Outcome: Equatable, Sendable {
    public var verdict: Verdict
    /// Index of the main source.
    public var source: Int?
    /// Its probability at the end of the answer.
    public var probability: Float?
    public var refused: Bool
    /// Why the case cannot be run; nil when it was.
    public var failure: String?

    init(verdict: Verdict, source: Int?, probability: Float?, refused: Bool, failure: String? = nil) {
        self.verdict = verdict
        self.source = source
        self.probability = probability
        self.refused = refused
        self.failure = failure
    }

    /// What became of a case that cannot be run.
    init(failure: String) {
        self.init(verdict: .notJudged, source: nil, probability: nil, refused: false, failure: failure)
    }

    init(_ trace: Trace, case judged: Case, marks: SourceMarks) {
        // The probes speak where they can, so that the list agrees with the bars; a refusal names its source itself.
        let source = marks.index(of: trace.refusal?.source) ?? trace.finalTags?.main ?? marks.index(of: trace.mainSource)
        let tags = trace.decidingTags
        self.init(
            verdict: judged.expectation?.verdict(answer: trace.answer, refused: trace.refused) ?? .notJudged,
            source: source,
            probability: source.flatMap { index in tags.flatMap { $0.probabilities.indices.contains(index) ? $0.probabilities[index] : nil }
            },
            refused: trace.refused)
    }
}
