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
        // Those that the plan has, each of which it has seen to fit.
        let numbers = Set(plan.steps.joined().joined().filter { $0.view == .plain }.map(\.row)).sorted()
        let pairs = numbers.compactMap { rows.builder.pair(rows.rows[$0], number: $0) }.map(BatchItem.comparison)
        for items in packer.microBatches(pairs, limit: rows.settings.microBatchTokens) {
            let batch = packer.pack(items)
            for (row, sums, _) in batch.answerSums(pass.logProbabilities(batch)) {
                for answer in 0..<2 { reference[2 * row + answer] = Float(sums[answer]) }
            }
        }
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
