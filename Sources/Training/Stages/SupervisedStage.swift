/// Continued pre-training and supervised fine-tuning: cross-entropy over rows in their views.
final class SupervisedStage: StageWork {
    let packer: BatchPacker
    var reference: [Float] = []
    let referenceCount = 0
    private let rows: StageRows
    private let plan: StagePlan

    init(_ rows: StageRows) throws {
        self.rows = rows
        packer = rows.packer
        plan = try rows.plan()
    }

    var stepCount: Int { plan.steps.count }

    func begin(_ pass: TrainingPass) {}

    func step(_ step: Int, runner: inout StepRunner, learningRate: Float) -> StepOutcome {
        let items = rows.items(plan.steps[step])
        let batches = items.map(packer.pack)
        let (loss, norm) = runner.run(batches, learningRate: learningRate)
        return StepOutcome(loss: loss, gradientNorm: norm, tokens: batches.reduce(0) { $0 + $1.rowCount }, items: Array(items.joined()))
    }
}
