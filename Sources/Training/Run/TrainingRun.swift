import Compute
import Foundation
import LanguageModel
import Provenance

/// Runs a pipeline's stages, one after another on the same weights, and saves what came of them.
///
/// Everything random is drawn from the pipeline's seed, and sums do not depend on the number of threads beyond the split of matrix
/// products: the same seed and thread count give the same weights, whether or not the run was stopped and resumed between.
public final class TrainingRun {
    private let pipeline: TrainingPipeline
    private let setup: TrainingSetup
    private let pool: ThreadPool
    private let plans: [StageRun]
    private let checkpoints: CheckpointStore
    /// Of a run that is not resumed.
    private let arithmetic: Arithmetic
    /// The last checkpoint of this process.
    private var saved: (stage: Int, step: Int, path: String)?

    /// Reads rows and the base, and plans all steps; nothing is written yet.
    ///
    /// - Throws: `TrainingError`, and the errors of the readers of base and tokenizer.
    public init(pipeline: TrainingPipeline) throws {
        self.pipeline = pipeline
        arithmetic = try pipeline.startingArithmetic
        pool = ThreadPool(threadCount: pipeline.threads ?? ProcessInfo.processInfo.activeProcessorCount)
        let setup = try TrainingSetup(pipeline: pipeline)
        self.setup = setup
        let pool = pool
        plans = try pipeline.stages.indices.map { try StageRun(index: $0, setup: setup, pool: pool) }
        checkpoints = CheckpointStore(out: pipeline.out)
    }

    /// The sources, tags and control tokens the trained model will know.
    public var manifest: Manifest { setup.manifest }

    /// The weights as they stand. For tests that compare them with what is read back from the saved files.
    package var model: TrainableLlama { setup.model }

    /// Answers of the weights as they stand, as a reinforcement stage samples them. For tests.
    package func sampleAnswers(
        _ prompts: [(tokens: [Int32], seeds: [UInt64])], maximumTokens: Int, temperature: Float
    ) throws -> [[[Int32]]] {
        try RolloutSampler(setup: setup, pool: pool, maximumTokens: maximumTokens, temperature: temperature).sample(prompts)
    }

    deinit {
        pool.shutDown()
    }

    /// Trains, on the caller's thread, until the last stage is done or `onEvent` asks to stop.
    ///
    /// - Parameters:
    ///   - resume: goes on from the latest checkpoint, if there is one.
    ///   - stage: runs this stage alone, from the weights that the stage before it ended with.
    ///   - onEvent: called after each step; must return soon.
    /// - Throws: `TrainingError.diverged` when a loss is not a number or explodes, `.checkpoint`, and `FormatError` when files cannot be written.
    public func run(
        resume: Bool = false, stage: String? = nil, onEvent: (TrainingEvent) -> TrainingControl
    ) throws -> TrainingReport {
        let only = try stage.map(index)
        let lock = try OutputLock(folder: pipeline.out)
        defer { withExtendedLifetime(lock) {} }
        let replaced = resume || only != nil ? nil : try checkpoints.putAside(unlessAllDone: plans.count)
        try checkpoints.prepare()
        var state = try start(resume: resume, only: only)
        _ = onEvent(.prepared(preparation(state, beginning: beginning(state, resume: resume, replaced: replaced))))
        // The same threads from here on.
        state.threads = pool.threadCount
        let capacity = pipeline.stages.map(\.microBatchTokens).max() ?? 0
        let pass = TrainingPass(model: setup.model, capacity: capacity, arithmetic: state.arithmetic, pool: pool)
        var written = pipeline.out
        while state.stage < only.map({ $0 + 1 }) ?? plans.count {
            let isDone = try run(plans[state.stage], state: &state, pass: pass, onEvent: onEvent)
            guard isDone else {
                let path: String
                if let saved, saved.stage == state.stage, saved.step == state.step {
                    path = saved.path
                } else {
                    path = try save(state)
                    _ = onEvent(.checkpointSaved(path: path))
                }
                return TrainingReport(stages: state.finished, checkpoint: path, wasStopped: true)
            }
            written = try finish(plans[state.stage], state: &state, onEvent: onEvent)
        }
        return TrainingReport(stages: state.finished, checkpoint: written, wasStopped: false)
    }

    private func index(ofStage name: String) throws -> Int {
        let names = pipeline.stages.map(\.name)
        guard let index = names.firstIndex(of: name) else {
            let hint = NearestName.of(name, in: names).map { "did you mean `\($0)`?" } ?? "it has \(names.joined(separator: ", "))"
            throw TrainingError.setting(file: pipeline.file, line: nil, reason: "has no stage `\(name)`; \(hint)")
        }
        return index
    }

    /// Where to begin; weights and reference are those of that place.
    private func start(resume: Bool, only: Int?) throws -> CheckpointState {
        let parameters = setup.model.parameters
        if resume, let (state, reference) = try checkpoints.restore(into: parameters, fingerprints: setup.fingerprints) {
            try check(state.arithmetic)
            guard only == nil || only == state.stage else {
                let place = state.stage < plans.count ? "in stage \(plans[state.stage].settings.name)" : "at the pipeline's end"
                throw TrainingError.checkpoint(
                    path: checkpoints.folder.path, reason: "the latest checkpoint is \(place); leave out --resume to run the stage anew")
            }
            if state.isWithinStage { try plans[state.stage].takeUp(reference, from: checkpoints.folder.path) }
            return state
        }
        if let only, only > 0 {
            let state = try checkpoints.restore(before: only, into: parameters, fingerprints: setup.fingerprints)
            try check(state.arithmetic)
            return state
        }
        return CheckpointState(
            fingerprint: "", arithmetic: arithmetic, stage: 0, step: 0, optimiserStep: 0, smoothedLoss: 0, seconds: 0, tokens: 0,
            finished: [])
    }

    /// Refuses a checkpoint whose arithmetic the pipeline or the machine does not allow.
    private func check(_ found: Arithmetic) throws {
        if let wanted = pipeline.arithmetic, wanted != found {
            throw TrainingError.checkpoint(
                path: checkpoints.folder.path,
                reason: "was computed in \(found.rawValue), the pipeline asks for \(wanted.rawValue); set `compute: \(found.rawValue)`"
                    + " to go on, or run the pipeline from its start")
        }
        guard found.isSupported else {
            throw TrainingError.checkpoint(
                path: checkpoints.folder.path,
                reason: "was computed in \(found.rawValue), which \(Arithmetic.need) and run the pipeline from its start")
        }
    }

    private func beginning(_ state: CheckpointState, resume: Bool, replaced: CheckpointState?) -> TrainingEvent.Beginning {
        if let replaced {
            return .inPlaceOf(stage: plans[replaced.stage].settings.name, step: replaced.step, kept: checkpoints.before.path)
        }
        guard resume else { return .anew }
        guard !state.fingerprint.isEmpty else { return .withoutCheckpoint }
        guard state.stage < plans.count else { return .atTheEnd }
        return .goingOn(otherThreads: state.threads.flatMap { $0 == pool.threadCount ? nil : $0 })
    }

    private func preparation(_ state: CheckpointState, beginning: TrainingEvent.Beginning) -> TrainingEvent.Preparation {
        TrainingEvent.Preparation(
            trainedParameters: setup.model.parameters.parameterCount, arithmetic: state.arithmetic,
            rows: setup.manifest.sources.indices.map { source in
                (setup.manifest.sources[source].name, setup.rows.count { $0.source == source })
            },
            steps: plans.map { ($0.settings.name, $0.work.stepCount) }, beginning: beginning)
    }

    /// A loss that no training has: ten times that of guessing blindly among all tokens.
    private var highestLoss: Double { 10 * log(Double(setup.model.vocabularySize)) }

    private func save(_ state: CheckpointState) throws -> String {
        var state = state
        state.fingerprint = setup.fingerprints[state.begunStages]
        let path = try checkpoints.save(
            state, parameters: setup.model.parameters, reference: state.isWithinStage ? plans[state.stage].work.reference : [])
        saved = (state.stage, state.step, path)
        return path
    }

    /// - Returns: false when the caller asked to stop.
    private func run(
        _ stage: StageRun, state: inout CheckpointState, pass: TrainingPass, onEvent: (TrainingEvent) -> TrainingControl
    ) throws -> Bool {
        let store = setup.model.parameters
        let settings = stage.settings
        var runner = StepRunner(
            pass: pass, pool: pool, optimiser: AdamW(weightDecay: settings.weightDecay, tokenRowRate: settings.tokenRowRate),
            clip: settings.clip)
        runner.optimiser.step = state.optimiserStep
        var clock = StepClock(seconds: state.seconds, tokens: state.tokens)
        var control = onEvent(
            .stageStarted(name: settings.name, index: stage.index, step: state.step, steps: stage.work.stepCount))
        if control == .stop { return false }
        if state.step == 0 {
            store.zeroMoments()
            stage.work.begin(pass)
        }
        while state.step < stage.work.stepCount {
            if control == .stop { return false }
            let rate = stage.learningRate(at: state.step)
            let outcome = try stage.work.step(state.step, runner: &runner, learningRate: rate)
            guard outcome.gradientNorm.isFinite, outcome.loss <= highestLoss else {
                throw TrainingError.diverged(
                    stage: settings.name, step: state.step, loss: outcome.gradientNorm.isFinite ? outcome.loss : .nan,
                    rows: runner.labelsByLoss(outcome.items, packer: stage.work.packer))
            }
            clock.tick(tokens: outcome.tokens)
            state.step += 1
            state.optimiserStep = runner.optimiser.step
            state.average(outcome)
            (state.seconds, state.tokens) = (clock.seconds, clock.tokens)
            control = onEvent(.step(progress(stage, state: state, clock: clock, outcome: outcome, rate: rate)))
            if settings.checkpointEvery > 0, state.step.isMultiple(of: settings.checkpointEvery), state.step < stage.work.stepCount {
                let path = try save(state)
                if onEvent(.checkpointSaved(path: path)) == .stop { control = .stop }
            }
        }
        stage.work.end(store)
        return true
    }

    private func progress(
        _ stage: StageRun, state: CheckpointState, clock: StepClock, outcome: StepOutcome, rate: Float
    ) -> TrainingProgress {
        TrainingProgress(
            stage: stage.settings.name, stageIndex: stage.index, stageCount: plans.count, step: state.step,
            steps: stage.work.stepCount, loss: outcome.loss, smoothedLoss: state.smoothedLoss, gradientNorm: outcome.gradientNorm,
            learningRate: rate, tokensPerSecond: clock.tokensPerSecond, figures: state.smoothedFigures)
    }

    /// - Returns: the folder that the stage's result was written to.
    private func finish(
        _ stage: StageRun, state: inout CheckpointState, onEvent: (TrainingEvent) -> TrainingControl
    ) throws -> String {
        let report = StageReport(
            name: stage.settings.name, loss: state.smoothedLoss, tokensPerSecond: Double(state.tokens) / max(state.seconds, 1e-9),
            seconds: state.seconds, steps: state.step, tokens: state.tokens, figures: state.smoothedFigures)
        state.finished.append(report)
        state.stage += 1
        (state.step, state.optimiserStep, state.smoothedLoss, state.seconds, state.tokens) = (0, 0, 0, 0, 0)
        state.smoothedFigures = []
        let done = StageList(done: state.stage, of: plans.map(\.settings))
        let folder = done.stages.last?.path(in: pipeline.out) ?? pipeline.out
        try TrainedOutput(setup: setup).write(to: folder)
        try done.write(to: pipeline.out)
        _ = onEvent(.checkpointSaved(path: try save(state)))
        _ = onEvent(.stageFinished(report))
        return folder
    }
}

/// Time and tokens of a stage; speed over the last steps.
struct StepClock {
    private(set) var seconds: Double
    private(set) var tokens: Int
    private var recent: [(seconds: Double, tokens: Int)] = []
    private var last = ContinuousClock.now

    init(seconds: Double, tokens: Int) {
        self.seconds = seconds
        self.tokens = tokens
    }

    mutating func tick(tokens count: Int) {
        let now = ContinuousClock.now
        let elapsed = (now - last) / .seconds(1)
        last = now
        seconds += elapsed
        tokens += count
        recent.append((elapsed, count))
        if recent.count > 20 { recent.removeFirst() }
    }

    var tokensPerSecond: Double { Double(recent.reduce(0) { $0 + $1.tokens }) / max(recent.reduce(0) { $0 + $1.seconds }, 1e-9) }
}
