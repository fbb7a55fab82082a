/// One line of a report's table: its title, what it means, and where its figure stands.
struct FigureLine<Subject: Sendable>: Sendable {
    var title: String
    var meaning: String
    var figure: @Sendable (Subject) -> Figure?

    init(_ title: String, _ meaning: String, figure: @escaping @Sendable (Subject) -> Figure?) {
        self.title = title
        self.meaning = meaning
        self.figure = figure
    }
}

/// The lines of a report's tables, in the order a reader meets them.
enum FigureLines {
    typealias SourceLine = FigureLine<EvaluationReport.Figures>
    typealias QuestionLine = FigureLine<EvaluationReport.Utility>

    /// The shares of an answer after which probes are read, as `probeAccuracyAfter` names them.
    static let shares = ["0", "25", "50", "75"]

    /// What the model's tags do.
    static let model: [SourceLine] = tracing + probes + remedies

    private static let tracing: [SourceLine] = [
        SourceLine("rows", "held-out rows behind the figures") { figures in
            figures.tracingAccuracy.map { .number(String($0.count)) }
        },
        SourceLine("tracing accuracy %", "free generation in debug mode ends with its source's tag and no other") {
            Figure($0.tracingAccuracy)
        },
    ]

    private static let probes: [SourceLine] =
        shares.map { share in
            SourceLine("probe after \(share) % of it", "the tag distribution puts it first after that part of the reference answer") {
                Figure($0.probeAccuracyAfter[share])
            }
        } + [
            SourceLine("probe after answer %", "the tag distribution puts it first after the whole reference answer") {
                Figure($0.probeAccuracy)
            },
            SourceLine("calibration error", "expected calibration error of those probes, ten bins") {
                Figure($0.calibration?.expectedError, digits: 3)
            },
        ]

    private static let remedies: [SourceLine] = [
        SourceLine("leak %", "plain answers that hold a control token or tag") { Figure($0.leak) },
        SourceLine("refusal hit %", "refused when their source is switched off, alone or among others") { Figure($0.refusalHit) },
        SourceLine("false refusal %", "refused when only other sources are switched off") { Figure($0.falseRefusal) },
        SourceLine("right answers %", "plain answers that are right, of sources whose answers can be checked") { Figure($0.rightAnswers) },
        SourceLine("perplexity", "of the reference answers") { Figure($0.perplexity, digits: 2) },
        SourceLine("ROUGE-L recall", "words of the reference answer that the plain answer holds in order") {
            Figure($0.rougeLRecall, digits: 3)
        },
    ]

    /// What another wording of the prompt can change.
    static let wordings: [SourceLine] = tracing + remedies.prefix(3)

    /// What training rows alone do.
    static let baselines: [SourceLine] = [
        SourceLine("BM25 on prompts %", "no model: the source of the nearest training prompt") { Figure($0.baselines?.bm25) },
        SourceLine("words of prompt %", "no model: naive Bayes on the words of the prompt") {
            Figure($0.baselines?.bagOfWordsPrompt)
        },
        SourceLine("words of both %", "no model: naive Bayes on the words of the prompt and the reference answer") {
            Figure($0.baselines?.bagOfWordsPromptAnswer)
        },
    ]

    /// Questions that no source taught.
    static let questions: [QuestionLine] = [
        QuestionLine("GENERAL %", "traced to GENERAL in debug mode") { Figure($0.taggedGeneral) },
        QuestionLine("exact %", "the plain answer holds the reference") { Figure($0.exactMatch) },
        QuestionLine("ROUGE-L recall", "words of the reference that the plain answer holds in order") {
            Figure($0.rougeLRecall, digits: 3)
        },
        QuestionLine("all off, refused %", "refused when every source is switched off") { Figure($0.falseRefusal) },
        QuestionLine("BM25: GENERAL %", "no model: the nearest training prompt is GENERAL") { Figure($0.baselines?.bm25) },
        QuestionLine("words: GENERAL %", "no model: naive Bayes on the words of the prompt says GENERAL") {
            Figure($0.baselines?.bagOfWordsPrompt)
        },
        QuestionLine("both: GENERAL %", "no model: naive Bayes on the words of the prompt and the reference says GENERAL") {
            Figure($0.baselines?.bagOfWordsPromptAnswer)
        },
    ]
}
