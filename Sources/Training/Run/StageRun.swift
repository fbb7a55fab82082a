import LanguageModel
import Provenance

/// One stage, ready to run: its rows in its form, its plan and its learning rates.
struct StageRun {
    let index: Int
    let settings: TrainingPipeline.TrainingStage
    let plan: StagePlan
    let schedule: LearningRateSchedule
    private let rows: [TokenisedRow]
    private let builder: ViewBuilder
    private let packer: BatchPacker

    init(index: Int, setup: TrainingSetup) throws {
        self.index = index
        let pipeline = setup.pipeline
        let settings = pipeline.stages[index]
        self.settings = settings
        let form = setup.form(settings.form)
        let builder = ViewBuilder(
            manifest: setup.manifest, form: form, refusalText: setup.tokenizer.encode(pipeline.refusalText).map(Int32.init),
            probeCount: settings.probes, sparedAnswerTokens: settings.sparedAnswerTokens,
            promptDropout: settings.promptDropout)
        let packer = BatchPacker(
            trunk: form.trunk, probeToken: Int32(setup.manifest.controls.tag.id), probeWeight: settings.probeWeight,
            decisionWeight: settings.decisionWeight)
        let earlier = Set(pipeline.stages[..<index].flatMap(\.sources)).subtracting(settings.sources)
        var rows: [TokenisedRow] = []
        var shares: [StagePlan.Share] = []
        for row in setup.rows {
            let source = pipeline.sources[row.source]
            let views: [View: Double]
            if row.isOwn, settings.sources.contains(source.name) {
                views = [.traced: settings.ownViews]
            } else if settings.sources.contains(source.name) {
                views = source.name == Source.generalName ? settings.generalViewsPerRow : settings.viewsPerRow
            } else if earlier.contains(source.name), settings.replay > 0 {
                views = [.traced: settings.replay]
            } else {
                continue
            }
            let weighted = views.mapValues { $0 * source.weight }
            guard weighted.values.allSatisfy({ $0 < Double(StagePlan.mostCopies) }) else {
                throw TrainingError.unsupported(
                    reason: "source \(source.name), stage \(settings.name): `weight` times `views_per_row` must stay below "
                        + "\(StagePlan.mostCopies)")
            }
            rows.append(row)
            shares.append(StagePlan.Share(views: weighted))
        }
        plan = try StagePlan(
            rows: rows, shares: shares, builder: builder, packer: packer, seed: pipeline.seed, stage: index, epochs: settings.epochs,
            stepLimit: settings.steps, microBatchTokens: settings.microBatchTokens,
            microBatchesPerStep: max(1, settings.batchTokens / settings.microBatchTokens))
        let warmUp = settings.warmUp < 1 ? settings.warmUp * Double(plan.steps.count) : settings.warmUp
        schedule = LearningRateSchedule(
            peak: settings.learningRate, warmUp: Int(warmUp.rounded()), totalSteps: plan.steps.count, shape: settings.schedule,
            floor: settings.floor)
        self.rows = rows
        self.builder = builder
        self.packer = packer
    }

    /// The micro-batches of a step.
    func batches(at step: Int, setup: TrainingSetup) -> [PackedBatch] {
        plan.steps[step].map { references in
            packer.pack(
                references.compactMap {
                    StagePlan.example($0, rows: rows, builder: builder, seed: setup.pipeline.seed, stage: index)
                })
        }
    }
}
