import LanguageModel
import Provenance

/// The rows that take part in a stage, how often, and how they become examples.
struct StageRows {
    let stage: Int
    let settings: TrainingPipeline.TrainingStage
    let seed: UInt64
    let rows: [TokenisedRow]
    /// One for each row.
    let shares: [StagePlan.Share]
    let builder: ViewBuilder
    let packer: BatchPacker
    /// Positions that the model has.
    private let context: Int

    /// - Throws: `TrainingError.unsupported` for a conversation in a stage of documents, or more views than a row may have.
    init(stage: Int, setup: TrainingSetup) throws {
        let pipeline = setup.pipeline
        let settings = pipeline.stages[stage]
        self.stage = stage
        self.settings = settings
        seed = pipeline.seed
        context = setup.model.configuration.maximumPositions
        let form = setup.form(settings.form)
        builder = ViewBuilder(
            manifest: setup.manifest, form: form,
            refusalText: setup.template.answerText(pipeline.refusalText, tokenizer: setup.tokenizer).map(Int32.init),
            probeCount: settings.probes, sparedAnswerTokens: settings.sparedAnswerTokens, promptDropout: settings.promptDropout,
            repetition: settings.repetition, rewording: settings.rewording)
        packer = BatchPacker(
            trunk: form.trunk, probeToken: Int32(setup.manifest.controls.tag.id), probeWeight: settings.probeWeight,
            decisionWeight: settings.decisionWeight)
        let earlier = Set(pipeline.stages[..<stage].flatMap(\.sources)).subtracting(settings.sources)
        var rows: [TokenisedRow] = []
        var shares: [StagePlan.Share] = []
        for var row in setup.rows {
            let source = pipeline.sources[row.source]
            let views: [View: Double]
            if row.isOwn, settings.sources.contains(source.name) {
                views = [.traced: settings.ownViews]
            } else if settings.sources.contains(source.name) {
                views = source.name == Source.generalName ? settings.generalViewsPerRow : settings.viewsPerRow
            } else if earlier.contains(source.name), !settings.replay.isEmpty {
                views = row.isOwn ? settings.replay.filter { $0.key == .traced } : settings.replay
            } else {
                continue
            }
            if settings.form == .document, !row.history.isEmpty {
                throw TrainingError.unsupported(
                    reason: "row \(row.id) has former turns, which a stage of `form: document` cannot write; use `form: chat`")
            }
            // Elsewhere a preference row is its prompt and its chosen answer.
            if settings.kind != .preference || source.stage != .preference { row.rejected = nil }
            // Elsewhere a row that can be asked is its prompt and its answer.
            if settings.kind != .rl || !settings.sources.contains(source.name) { row.check = nil }
            let weighted = views.mapValues { $0 * source.weight }
            guard weighted.values.allSatisfy({ $0 < Double(StagePlan.mostCopies) }) else {
                throw TrainingError.unsupported(
                    reason: "source \(source.name), stage \(settings.name): `weight` times `views_per_row`, `own_views` "
                        + "or `replay` must stay below \(StagePlan.mostCopies)")
            }
            rows.append(row)
            shares.append(StagePlan.Share(views: weighted))
        }
        self.rows = rows
        self.shares = shares
    }

    /// Steps of micro-batches over all views, of all runs of the stage.
    func plan() throws -> StagePlan {
        try StagePlan(
            rows: rows, shares: shares, builder: builder, packer: packer, seed: seed, stage: stage, epochs: settings.epochs * settings.runs,
            stepLimit: settings.steps.map { $0 * settings.runs }, microBatchTokens: settings.microBatchTokens,
            microBatchesPerStep: max(1, settings.batchTokens / settings.microBatchTokens), context: context)
    }

    /// The micro-batches of a step, as what they are made of.
    func items(_ step: [[StagePlan.Reference]]) -> [[BatchItem]] {
        step.map { references in
            references.compactMap { StagePlan.item($0, rows: rows, builder: builder, seed: seed, stage: stage) }
        }
    }
}
