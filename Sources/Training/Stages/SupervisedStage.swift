/// Continued pre-training and supervised fine-tuning: cross-entropy over rows in their views.
///
/// With a `start_share` the stage ends with a mean of the weights it began with and those it came to. Such a mean keeps most of what
/// either has learned: Wortsman et al., arXiv 2109.01903. Of a low-rank adapter A and B are averaged, each by itself.
final class SupervisedStage: StageWork {
    let packer: BatchPacker
    var reference: [Float] = []
    let referenceCount: Int
    private let rows: StageRows
    private let startShare: Float
    private let plan: StagePlan

    /// - Parameter parameterCount: of the model's store, padding included.
    init(_ rows: StageRows, parameterCount: Int) throws {
        startShare = Float(rows.settings.startShare)
        referenceCount = startShare > 0 ? parameterCount : 0
        self.rows = rows
        packer = rows.packer
        plan = try rows.plan()
    }

    var stepCount: Int { plan.steps.count }

    func begin(_ pass: TrainingPass) {
        guard startShare > 0 else { return }
        let store = pass.model.parameters
        reference = Array(UnsafeBufferPointer(start: store.values, count: store.count))
    }

    func end(_ store: ParameterStore) {
        guard startShare > 0 else { return }
        for index in reference.indices {
            store.values[index] = startShare * reference[index] + (1 - startShare) * store.values[index]
        }
        reference = []
    }

    func step(_ step: Int, runner: inout StepRunner, learningRate: Float) -> StepOutcome {
        let items = rows.items(plan.steps[step])
        let batches = items.map(packer.pack)
        let (loss, norm) = runner.run(batches, learningRate: learningRate)
        return StepOutcome(loss: loss, gradientNorm: norm, tokens: batches.reduce(0) { $0 + $1.rowCount }, items: Array(items.joined()))
    }
}
