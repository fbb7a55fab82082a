import LanguageModel

/// Which prompts each step of a reinforcement stage samples answers to, and which tag views go along.
///
/// As in `StagePlan` everything is drawn from (seed, stage, epoch, row). An epoch's tag views are spread evenly over its steps.
struct RolloutPlan {
    struct Step {
        var prompts: [StagePlan.Reference] = []
        var examples: [StagePlan.Reference] = []
    }

    private(set) var steps: [Step] = []

    /// - Throws: `TrainingError.unsupported` when no row is asked.
    init(_ rows: StageRows, promptsPerStep: Int) throws {
        let settings = rows.settings
        var epoch = 0
        while settings.steps.map({ steps.count < $0 }) ?? (epoch < settings.epochs) {
            let references = StagePlan.references(
                rows: rows.rows, shares: rows.shares, seed: rows.seed, stage: rows.stage, epoch: epoch)
            epoch += 1
            let prompts = references.filter { $0.view == .plain && rows.rows[$0.row].check != nil }
            let examples = references.filter { $0.view != .plain || rows.rows[$0.row].check == nil }
            guard !prompts.isEmpty else {
                throw TrainingError.unsupported(
                    reason: "stage \(settings.name): no row is asked; raise `plain` in `views_per_row`, the groups of answers of each row")
            }
            let count = (prompts.count + promptsPerStep - 1) / promptsPerStep
            for step in 0..<count {
                steps.append(
                    Step(
                        prompts: Array(prompts[step * promptsPerStep..<min((step + 1) * promptsPerStep, prompts.count)]),
                        examples: Array(examples[step * examples.count / count..<(step + 1) * examples.count / count])))
            }
        }
        if let limit = settings.steps { steps.removeSubrange(min(limit, steps.count)...) }
    }
}
