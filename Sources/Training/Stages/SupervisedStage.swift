/// Continued pre-training and supervised fine-tuning: cross-entropy over rows in their views.
///
/// With several `runs` the stage begins so many times from the same weights, each time with other examples, and ends with the mean of
/// what they came to: a uniform model soup, Wortsman et al., arXiv 2203.05482. With a `start_share` it ends with a mean of that and of the
/// weights it began with, which keeps most of what either has learned: Wortsman et al., arXiv 2109.01903. Of a low-rank adapter A and B
/// are averaged, each by itself.
final class SupervisedStage: StageWork {
    let packer: BatchPacker
    /// The weights that the stage began with, then the sum of those that finished runs came to; each only where it is needed.
    var reference: [Float] = []
    private let rows: StageRows
    private let plan: StagePlan
    private let startShare: Float
    private let runs: Int
    let stepsPerRun: Int
    /// Of the model's store, padding included.
    private let parameterCount: Int

    init(_ rows: StageRows, parameterCount: Int) throws {
        startShare = Float(rows.settings.startShare)
        runs = rows.settings.runs
        self.parameterCount = parameterCount
        self.rows = rows
        packer = rows.packer
        plan = try rows.plan()
        stepsPerRun = plan.steps.count / runs
        guard stepsPerRun > 0 else {
            throw TrainingError.unsupported(
                reason: "stage \(rows.settings.name): its rows make \(plan.steps.count) steps, too few for `runs: \(runs)`; set `steps`")
        }
    }

    /// Epochs may leave some steps over; all runs are of one length.
    var stepCount: Int { stepsPerRun * runs }
    var referenceCount: Int { runs > 1 ? 2 * parameterCount : startShare > 0 ? parameterCount : 0 }

    func begin(_ pass: TrainingPass) {
        guard referenceCount > 0 else { return }
        let store = pass.model.parameters
        reference = Array(UnsafeBufferPointer(start: store.values, count: store.count))
        reference += [Float](repeating: 0, count: referenceCount - store.count)
    }

    /// Keeps what a run came to and goes back to where the stage began.
    private func beginNextRun(_ runner: inout StepRunner) {
        let store = runner.pass.model.parameters
        for index in 0..<store.count {
            reference[store.count + index] += store.values[index]
            store.values[index] = reference[index]
        }
        store.zeroMoments()
        runner.optimiser.step = 0
    }

    func end(_ store: ParameterStore) {
        guard referenceCount > 0 else { return }
        let finished = referenceCount > store.count
        let share = (1 - startShare) / Float(runs)
        for index in 0..<store.count {
            let sum = store.values[index] + (finished ? reference[store.count + index] : 0)
            store.values[index] = startShare * reference[index] + share * sum
        }
        reference = []
    }

    func step(_ step: Int, runner: inout StepRunner, learningRate: Float) -> StepOutcome {
        if step > 0, step.isMultiple(of: stepsPerRun) { beginNextRun(&runner) }
        let items = rows.items(plan.steps[step])
        let batches = items.map(packer.pack)
        let (loss, norm) = runner.run(batches, learningRate: learningRate)
        return StepOutcome(loss: loss, gradientNorm: norm, tokens: batches.reduce(0) { $0 + $1.rowCount }, items: Array(items.joined()))
    }
}
