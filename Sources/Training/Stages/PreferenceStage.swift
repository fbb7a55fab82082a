/// Direct preference optimisation over pairs, beside the tag views of the chosen answers.
///
/// The reference is the model as it stood when the stage began. Its log-probabilities of all answers are worked out once, so that no
/// second model is held.
final class PreferenceStage: StageWork {
    let packer: BatchPacker
    /// For each row the log-probabilities of its chosen and its rejected answer, in nats; zeros for rows that are no pairs.
    var reference: [Float] = []
    private let rows: StageRows
    private let plan: StagePlan
    private let objective: PreferenceLoss

    init(_ rows: StageRows) throws {
        self.rows = rows
        packer = rows.packer
        plan = try rows.plan()
        objective = PreferenceLoss(beta: rows.settings.preference?.beta ?? TrainingPipeline.PreferenceSettings().beta)
    }

    var stepCount: Int { plan.steps.count }
    var referenceCount: Int { 2 * rows.rows.count }

    func begin(_ pass: TrainingPass) {
        reference = [Float](repeating: 0, count: referenceCount)
        var pending: [Comparison] = []
        var pendingRows = packer.trunk.count
        func measure() {
            guard !pending.isEmpty else { return }
            let batch = packer.pack([], comparisons: pending)
            for (row, sums, _) in batch.answerSums(pass.logProbabilities(batch)) {
                for answer in 0..<2 { reference[2 * row + answer] = Float(sums[answer]) }
            }
            (pending, pendingRows) = ([], packer.trunk.count)
        }
        for (number, row) in rows.rows.enumerated() where (rows.shares[number].views[.plain] ?? 0) > 0 {
            guard let pair = rows.builder.pair(row, number: number) else { continue }
            // The plan has seen to it that one pair fits.
            if pendingRows + pair.rowCount > rows.settings.microBatchTokens { measure() }
            pending.append(pair)
            pendingRows += pair.rowCount
        }
        measure()
    }

    func step(_ step: Int, runner: inout StepRunner, learningRate: Float) -> StepOutcome {
        let items = rows.items(plan.steps[step])
        let batches = items.map(packer.pack)
        let pairs = batches.reduce(0) { $0 + $1.comparisons.count }
        var margins: [Double] = []
        let (objective, reference) = (objective, reference)
        let (loss, norm) = runner.run(batches, learningRate: learningRate, supervisedWeight: rows.settings.tagWeight) { batch, found in
            let result = objective.weigh(
                batches[batch], logProbabilities: found,
                reference: { (Double(reference[2 * $0]), Double(reference[2 * $0 + 1])) }, scale: 1 / Double(pairs))
            margins += result.margins
            return result.weights
        }
        var outcome = StepOutcome(
            loss: loss, gradientNorm: norm, tokens: batches.reduce(0) { $0 + $1.rowCount }, items: Array(items.joined()))
        if pairs > 0 {
            outcome.figures = [
                StepFigure(name: "preferred", value: Double(margins.count { $0 > 0 }) / Double(pairs)),
                StepFigure(name: "margin", value: margins.reduce(0, +) / Double(pairs)),
            ]
        }
        return outcome
    }
}
