import Provenance

extension Evaluation {
    /// The engine's model as a column beside another one: the same rows and questions, and the same disabled sets when it has tags.
    ///
    /// - Parameters:
    ///   - name: the column's.
    ///   - onProgress: answering `.stop` ends the evaluation with nil.
    public func companion(
        name: String, rows: [EvaluationRow], utility: [String: [EvaluationRow]], onProgress: @escaping (Progress) -> TraceControl
    ) throws -> EvaluationReport.Companion? {
        let isTagged = !engine.manifest.sources.isEmpty
        let passes = EvaluationPasses(
            engine: engine, total: rows.count * (isTagged ? 4 : 2) + utility.values.reduce(0) { $0 + $1.count * (isTagged ? 2 : 1) },
            onProgress: onProgress)
        guard let plain = try passes.run("plain answers", rows.map { request($0) }, keep: RowOutcome.Plain.init),
            let given = try passes.run(
                "references", rows.map { request($0, given: true, probed: false) }, keep: RowOutcome.Given.init)
        else { return nil }
        var figures = EvaluationReport.Figures(
            perplexity: perplexity(given),
            rougeLRecall: mean(zip(plain, rows).map { TextOverlap.rougeLRecall($0.answer, reference: $1.answer) }))
        if isTagged {
            let sets = disabledSets(rows)
            guard
                let blocked = try passes.run(
                    "refusals", zip(rows, sets).map { request($0, tokens: refusalTokens, refusing: $1.with) }, keep: \.refused),
                let spared = try passes.run(
                    "spared", zip(rows, sets).map { request($0, tokens: refusalTokens, refusing: $1.without) }, keep: \.refused)
            else { return nil }
            figures.leak = Rate(plain.map(\.leaks))
            figures.refusalHit = Rate(zip(rows, blocked).compactMap { isRefusable($0.source) ? $1 : nil })
            figures.falseRefusal = Rate(zip(sets, spared).compactMap { $0.without.isEmpty ? nil : $1 })
        }
        var answers: [String: EvaluationReport.Companion.Answers] = [:]
        for (set, questions) in utility.sorted(by: { $0.key < $1.key }) {
            guard let found = try passes.run("\(set): answers", questions.map { request($0) }, keep: \.answer) else { return nil }
            answers[set] = .init(
                exactMatch: Rate(zip(found, questions).map { TextOverlap.containsReference($0, reference: $1.answer) }),
                rougeLRecall: mean(zip(found, questions).map { TextOverlap.rougeLRecall($0, reference: $1.answer) }))
            guard isTagged else { continue }
            guard
                let refused = try passes.run(
                    "\(set): all off", questions.map { request($0, tokens: refusalTokens, refusing: everything) }, keep: \.refused)
            else { return nil }
            answers[set]?.falseRefusal = Rate(refused)
        }
        return EvaluationReport.Companion(
            name: name, model: engine.modelName, refusalForm: isTagged ? engine.manifest.refusalForm : nil, figures: figures,
            utility: answers)
    }
}
