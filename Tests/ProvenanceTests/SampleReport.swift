import Provenance

/// A report whose numbers can be told apart on a page.
enum SampleReport {
    static func figures(hits: Int, of count: Int) -> EvaluationReport.Figures {
        let rate = Rate(hits: hits, count: count)
        return EvaluationReport.Figures(
            tracingAccuracy: rate, probeAccuracy: rate,
            probeAccuracyAfter: ["0": Rate(hits: 1, count: count), "25": rate, "50": rate, "75": rate],
            calibration: Calibration((0..<count).map { (confidence: 0.95, right: $0 < hits) }), leak: Rate(hits: 0, count: count),
            refusalHit: rate, falseRefusal: Rate(hits: 1, count: count), rightAnswers: Rate(hits: 2, count: count), perplexity: 3.21,
            rougeLRecall: 0.456,
            baselines: .init(bm25: Rate(hits: 3, count: count), bagOfWordsPrompt: rate, bagOfWordsPromptAnswer: rate))
    }

    /// - Parameters:
    ///   - names: the sources.
    ///   - model: text that may come from strangers.
    ///   - command: the same.
    static func report(names: [String] = ["LORE", "MYTHS"], model: String = "tiny", command: String = "debuglm eval") -> EvaluationReport {
        let utility = EvaluationReport.Utility(
            taggedGeneral: Rate(hits: 58, count: 59), exactMatch: Rate(hits: 7, count: 59), rougeLRecall: 0.123,
            falseRefusal: Rate(hits: 0, count: 59))
        return EvaluationReport(
            model: model, seed: 42, rows: 160, overall: figures(hits: 157, of: 160),
            sources: Dictionary(uniqueKeysWithValues: names.map { ($0, figures(hits: 79, of: 80)) }),
            confusion: Dictionary(uniqueKeysWithValues: names.map { ($0, [$0: 77, "none": 3]) }), utility: ["WORLD": utility],
            seconds: 12.4,
            overlap: .init(rows: 11, overall: figures(hits: 9, of: 11), sources: [:]), trainingRows: ["LORE": 350, "MYTHS": 378],
            run: .init(date: "2026-01-02", command: command, way: .both, maximumTokens: 64, limit: nil))
    }
    /// The report with a base beside the model and two stages behind it.
    ///
    /// - Parameter stage: the name of the second stage.
    static func compared(base: String = "base", stage: String = "rl") -> EvaluationReport {
        var report = report()
        let questions = EvaluationReport.Companion.Answers(exactMatch: Rate(hits: 11, count: 59), rougeLRecall: 0.222)
        report.beside = [
            .init(report, name: "this model", refusalForm: .tagFirst),
            .init(
                name: base, model: "file.gguf", refusalForm: nil, figures: .init(perplexity: 9.87, rougeLRecall: 0.333),
                utility: ["WORLD": questions]),
        ]
        report.retention = .init(
            checkpoints: [
                .init(
                    name: "sft", folder: "out/stages/sft", sources: ["LORE": Rate(hits: 80, count: 80), "MYTHS": Rate(hits: 39, count: 40)]),
                .init(
                    name: stage, folder: "out",
                    sources: [
                        "LORE": Rate(hits: 72, count: 80), "MYTHS": Rate(hits: 38, count: 40), "SUMS": Rate(hits: 19, count: 20),
                        "GENERAL": Rate(hits: 50, count: 50),
                    ]),
            ],
            stages: ["LORE": .sft, "MYTHS": .sft, "SUMS": .rl])
        return report
    }
}
