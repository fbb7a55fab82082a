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

    /// Reads rows and the base, and plans all steps; nothing is written yet.
    ///
    /// - Throws: `TrainingError`, and the errors of the readers of base and tokenizer.
    public init(pipeline: TrainingPipeline) throws {
        self.pipeline = pipeline
        pool = ThreadPool(threadCount: pipeline.threads ?? ProcessInfo.processInfo.activeProcessorCount)
        let setup = try TrainingSetup(pipeline: pipeline)
        self.setup = setup
        plans = try pipeline.stages.indices.map { try StageRun(index: $0, setup: setup) }
        arithmetic = try pipeline.startingArithmetic
        checkpoints = CheckpointStore(out: pipeline.out)
    }

    /// The sources, tags and control tokens the trained model will know.
    public var manifest: Manifest { setup.manifest }

    /// The weights as they stand. For tests that compare them with what is read back from the saved files.
    package var model: TrainableLlama { setup.model }

    deinit {
        pool.shutDown()
    }

    /// Trains, on the caller's thread, until the last stage is done or `onEvent` asks to stop.
    ///
    /// - Parameters:
    ///   - resume: goes on from the latest checkpoint, if there is one.
    ///   - onEvent: called after each step; must return soon.
    /// - Throws: `TrainingError.notFinite` when a loss is not a number, `.checkpoint`, and `FormatError` when files cannot be written.
    public func run(resume: Bool = false, onEvent: (TrainingEvent) -> TrainingControl) throws -> TrainingReport {
        var state = CheckpointState(
            fingerprint: setup.fingerprint, arithmetic: arithmetic, stage: 0, step: 0, optimiserStep: 0, smoothedLoss: 0, seconds: 0,
            tokens: 0, finished: [])
        if resume, let found = try checkpoints.restore(into: setup.model.parameters, fingerprint: setup.fingerprint) {
            try check(found.arithmetic)
            state = found
        }
        _ = onEvent(.prepared(preparation(state.arithmetic)))
        let capacity = pipeline.stages.map(\.microBatchTokens).max() ?? 0
        let pass = TrainingPass(model: setup.model, capacity: capacity, arithmetic: state.arithmetic, pool: pool)
        while state.stage < plans.count {
            let isDone = try run(plans[state.stage], state: &state, pass: pass, onEvent: onEvent)
            guard isDone else {
                let path = try checkpoints.save(state, parameters: setup.model.parameters)
                _ = onEvent(.checkpointSaved(path: path))
                return TrainingReport(stages: state.finished, checkpoint: path, wasStopped: true)
            }
            try finish(plans[state.stage], state: &state, onEvent: onEvent)
        }
        return TrainingReport(stages: state.finished, checkpoint: pipeline.out, wasStopped: false)
    }

    /// Refuses a checkpoint whose arithmetic the pipeline or the machine does not allow.
    private func check(_ found: Arithmetic) throws {
        if let wanted = pipeline.arithmetic, wanted != found {
            throw TrainingError.checkpoint(
                path: checkpoints.folder.path,
                reason: "was computed in \(found.rawValue), the pipeline asks for \(wanted.rawValue); set `compute: \(found.rawValue)`"
                    + " to go on, or start anew without --resume")
        }
        guard found.isSupported else {
            throw TrainingError.checkpoint(
                path: checkpoints.folder.path, reason: "was computed in \(found.rawValue), which \(Arithmetic.need) and start anew")
        }
    }

    private func preparation(_ arithmetic: Arithmetic) -> TrainingEvent.Preparation {
        TrainingEvent.Preparation(
            trainedParameters: setup.model.parameters.parameterCount, arithmetic: arithmetic,
            rows: setup.manifest.sources.indices.map { source in
                (setup.manifest.sources[source].name, setup.rows.count { $0.source == source })
            },
            steps: plans.map { ($0.settings.name, $0.plan.steps.count) })
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
        if state.step == 0 { store.zeroMoments() }
        var clock = StepClock(seconds: state.seconds, tokens: state.tokens)
        var control = onEvent(
            .stageStarted(name: settings.name, index: stage.index, step: state.step, steps: stage.plan.steps.count))
        while state.step < stage.plan.steps.count {
            if control == .stop { return false }
            let batches = stage.batches(at: state.step, setup: setup)
            let rate = stage.schedule.rate(at: state.step)
            let (loss, norm) = runner.run(batches, learningRate: rate)
            guard loss.isFinite, norm.isFinite else {
                throw TrainingError.notFinite(stage: settings.name, step: state.step, rows: batches.flatMap(\.labels))
            }
            clock.tick(tokens: batches.reduce(0) { $0 + $1.rowCount })
            state.step += 1
            state.optimiserStep = runner.optimiser.step
            state.smoothedLoss = state.step == 1 ? loss : 0.95 * state.smoothedLoss + 0.05 * loss
            (state.seconds, state.tokens) = (clock.seconds, clock.tokens)
            control = onEvent(.step(progress(stage, state: state, clock: clock, loss: loss, norm: norm, rate: rate)))
            if settings.checkpointEvery > 0, state.step.isMultiple(of: settings.checkpointEvery), state.step < stage.plan.steps.count {
                let path = try checkpoints.save(state, parameters: store)
                if onEvent(.checkpointSaved(path: path)) == .stop { control = .stop }
            }
        }
        return true
    }

    private func progress(
        _ stage: StageRun, state: CheckpointState, clock: StepClock, loss: Double, norm: Double, rate: Float
    ) -> TrainingProgress {
        let stepsLeft = stage.plan.steps.count - state.step + plans.dropFirst(stage.index + 1).reduce(0) { $0 + $1.plan.steps.count }
        return TrainingProgress(
            stage: stage.settings.name, stageIndex: stage.index, stageCount: plans.count, step: state.step,
            steps: stage.plan.steps.count, loss: loss, smoothedLoss: state.smoothedLoss, gradientNorm: norm, learningRate: rate,
            tokensPerSecond: clock.tokensPerSecond, secondsLeft: clock.secondsPerStep * Double(stepsLeft))
    }

    private func finish(_ stage: StageRun, state: inout CheckpointState, onEvent: (TrainingEvent) -> TrainingControl) throws {
        let report = StageReport(
            name: stage.settings.name, loss: state.smoothedLoss, tokensPerSecond: Double(state.tokens) / max(state.seconds, 1e-9),
            seconds: state.seconds, steps: state.step, tokens: state.tokens)
        state.finished.append(report)
        state.stage += 1
        (state.step, state.optimiserStep, state.smoothedLoss, state.seconds, state.tokens) = (0, 0, 0, 0, 0)
        let output = TrainedOutput(setup: setup)
        let isLast = state.stage == plans.count
        try output.write(to: isLast ? pipeline.out : "\(pipeline.out)/stages/\(stage.settings.name)")
        _ = onEvent(.checkpointSaved(path: try checkpoints.save(state, parameters: setup.model.parameters)))
        _ = onEvent(.stageFinished(report))
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

    private var recentSeconds: Double { recent.reduce(0) { $0 + $1.seconds } }

    var tokensPerSecond: Double { Double(recent.reduce(0) { $0 + $1.tokens }) / max(recentSeconds, 1e-9) }

    var secondsPerStep: Double { recentSeconds / Double(max(1, recent.count)) }
}
