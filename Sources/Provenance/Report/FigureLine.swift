/// One line of a report's table: its title, what it means, and where its figure stands.
struct FigureLine<Subject: Sendable>: Sendable {
    var title: String
    var meaning: String
    var figure: @Sendable (Subject) -> Figure?
}

extension FigureLine where Subject == EvaluationReport.Figures {
    /// The shares of an answer after which probes are read, as `probeAccuracyAfter` names them.
    static let shares = ["0", "25", "50", "75"]

    /// What the model's tags do.
    static let model: [FigureLine] =
        [
            FigureLine(title: "rows", meaning: "held-out rows behind the figures") { figures in
                figures.tracingAccuracy.map { .number(String($0.count)) }
            },
            FigureLine(title: "tracing accuracy %", meaning: "free generation in debug mode ends with its source's tag and no other") {
                Figure($0.tracingAccuracy)
            },
        ]
        + shares.map { share in
            FigureLine(
                title: "probe after \(share) % of it", meaning: "first place of the tag distribution after that part of the reference answer"
            ) { Figure($0.probeAccuracyAfter[share]) }
        } + [
            FigureLine(title: "probe after answer %", meaning: "first place of the tag distribution after the whole reference answer") {
                Figure($0.probeAccuracy)
            },
            FigureLine(title: "calibration error", meaning: "expected calibration error of those probes, ten bins") {
                Figure($0.calibration?.expectedError, digits: 3)
            },
            FigureLine(title: "leak %", meaning: "plain answers that hold a control token or tag") { Figure($0.leak) },
            FigureLine(title: "refusal hit %", meaning: "refused when their source is switched off, alone or among others") {
                Figure($0.refusalHit)
            },
            FigureLine(title: "false refusal %", meaning: "refused when only other sources are switched off") { Figure($0.falseRefusal) },
            FigureLine(title: "perplexity", meaning: "of the reference answers") { Figure($0.perplexity, digits: 2) },
            FigureLine(title: "ROUGE-L recall", meaning: "words of the reference answer that the plain answer holds in order") {
                Figure($0.rougeLRecall, digits: 3)
            },
        ]

    /// What training rows alone do.
    static let baselines: [FigureLine] = [
        FigureLine(title: "BM25 on prompts %", meaning: "no model: the source of the nearest training prompt") {
            Figure($0.baselines?.bm25)
        },
        FigureLine(title: "words of prompt %", meaning: "no model: naive Bayes on the words of the prompt") {
            Figure($0.baselines?.bagOfWordsPrompt)
        },
        FigureLine(title: "words of both %", meaning: "no model: naive Bayes on the words of the prompt and the reference answer") {
            Figure($0.baselines?.bagOfWordsPromptAnswer)
        },
    ]
}

extension FigureLine where Subject == EvaluationReport.Utility {
    /// Questions that no source taught.
    static let all: [FigureLine] = [
        FigureLine(title: "GENERAL %", meaning: "traced to GENERAL in debug mode") { Figure($0.taggedGeneral) },
        FigureLine(title: "exact %", meaning: "the plain answer holds the reference") { Figure($0.exactMatch) },
        FigureLine(title: "ROUGE-L recall", meaning: "words of the reference that the plain answer holds in order") {
            Figure($0.rougeLRecall, digits: 3)
        },
        FigureLine(title: "all off, refused %", meaning: "refused when every source is switched off") { Figure($0.falseRefusal) },
        FigureLine(title: "BM25: GENERAL %", meaning: "no model: the nearest training prompt is GENERAL") { Figure($0.baselines?.bm25) },
        FigureLine(title: "words: GENERAL %", meaning: "no model: naive Bayes on the words of the prompt says GENERAL") {
            Figure($0.baselines?.bagOfWordsPrompt)
        },
    ]
}
