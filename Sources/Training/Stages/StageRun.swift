import Compute

/// One stage, ready to run: its learning rates and what a step of its kind does.
struct StageRun {
    let index: Int
    let settings: TrainingPipeline.TrainingStage
    private let schedule: LearningRateSchedule
    let work: any StageWork

    /// - Throws: `TrainingError` when a row does not fit the stage.
    init(index: Int, setup: TrainingSetup, pool: ThreadPool) throws {
        self.index = index
        settings = setup.pipeline.stages[index]
        let rows = try StageRows(stage: index, setup: setup)
        switch settings.kind {
        case .pretrain, .sft: work = try SupervisedStage(rows, parameterCount: setup.model.parameters.count)
        case .preference: work = try PreferenceStage(rows)
        case .rl: work = try ReinforcementStage(rows, setup: setup, pool: pool)
        }
        let warmUp = settings.warmUp < 1 ? settings.warmUp * Double(work.stepsPerRun) : settings.warmUp
        schedule = LearningRateSchedule(
            peak: settings.learningRate, warmUp: Int(warmUp.rounded()), totalSteps: work.stepsPerRun, shape: settings.schedule,
            floor: settings.floor)
    }
}

extension StageRun {
    /// The learning rate of a step, counted from 0; every run of the stage has the same schedule.
    func learningRate(at step: Int) -> Float { schedule.rate(at: step % max(1, work.stepsPerRun)) }

    /// Goes on with the reference that a checkpoint of this stage holds.
    ///
    /// - Throws: `TrainingError.checkpoint` when it is not this stage's.
    func takeUp(_ reference: [Float], from path: String) throws {
        guard reference.count == work.referenceCount else {
            throw TrainingError.checkpoint(
                path: path,
                reason: "has \(reference.count) numbers of the reference where \(work.referenceCount) belong; start anew without --resume")
        }
        work.reference = reference
    }
}
