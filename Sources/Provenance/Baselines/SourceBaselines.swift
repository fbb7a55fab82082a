/// Names the source of a row without any model, from the training rows alone: what tags must beat to be worth training.
public struct SourceBaselines: Sendable {
    /// What the baselines say about one held-out row.
    public struct Guess: Sendable, Hashable {
        /// Source of the training row whose prompt is nearest by BM25; nil when no training prompt shares a word.
        public var nearestRow: String?
        /// The bag-of-words classifier on the prompt.
        public var promptWords: String?
        /// The bag-of-words classifier on the prompt and the reference answer.
        public var promptAndAnswerWords: String?
        /// True when the nearest training prompt of another source is nearer than the nearest of the row's own.
        ///
        /// False when the row's own source has no training rows, because then nothing is known of its topics.
        public var overlaps: Bool
    }

    /// Training rows of each source.
    public let rowCounts: [String: Int]
    private let labels: [String]
    private let prompts: BM25
    private let promptClassifier: BagOfWordsClassifier
    private let fullClassifier: BagOfWordsClassifier

    public init(training rows: [EvaluationRow]) {
        labels = rows.map(\.source)
        rowCounts = labels.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        prompts = BM25(rows.map(\.prompt))
        promptClassifier = BagOfWordsClassifier(rows.map { ($0.source, $0.prompt) })
        fullClassifier = BagOfWordsClassifier(rows.map { ($0.source, Self.full($0)) })
    }

    /// The guesses for a row; its `source` is used for `overlaps` alone.
    public func guess(_ row: EvaluationRow) -> Guess {
        let scores = prompts.scores(row.prompt)
        var best: Int?
        var own = 0.0
        var other = 0.0
        for (index, score) in scores.enumerated() where score > 0 {
            if score > best.map({ scores[$0] }) ?? 0 { best = index }
            if labels[index] == row.source { own = max(own, score) } else { other = max(other, score) }
        }
        return Guess(
            nearestRow: best.map { labels[$0] }, promptWords: promptClassifier.label(of: row.prompt),
            promptAndAnswerWords: fullClassifier.label(of: Self.full(row)),
            overlaps: rowCounts[row.source] != nil && other > own)
    }

    private static func full(_ row: EvaluationRow) -> String { row.prompt + "\n" + row.answer }
}
