import Compute
import LanguageModel
import Provenance

/// Group relative policy optimisation on rows whose answers can be checked, beside tag views.
///
/// A step samples groups of answers, rewards them, and moves the weights one or more times. Log-probabilities of the sampled answers,
/// those of the sampling model included, all come from the trainer's own forward pass in the same packing, so the first ratio is exactly 1.
final class ReinforcementStage: StageWork {
    let packer: BatchPacker
    /// The parameters as they stood when the stage began; empty when nothing holds the model back.
    var reference: [Float] = []
    let referenceCount: Int
    private let rows: StageRows
    private let plan: RolloutPlan
    private let settings: TrainingPipeline.ReinforcementSettings
    private let setup: TrainingSetup
    private let sampler: RolloutSampler

    init(_ rows: StageRows, setup: TrainingSetup, pool: ThreadPool) throws {
        self.rows = rows
        self.setup = setup
        packer = rows.packer
        settings = rows.settings.reinforcement ?? TrainingPipeline.ReinforcementSettings()
        plan = try RolloutPlan(rows, promptsPerStep: settings.promptsPerStep)
        referenceCount = settings.divergenceWeight > 0 ? setup.model.parameters.count : 0
        sampler = RolloutSampler(setup: setup, pool: pool, maximumTokens: settings.maximumTokens, temperature: settings.temperature)
        try checkLengths()
    }

    var stepCount: Int { plan.steps.count }

    func begin(_ pass: TrainingPass) {
        let store = pass.model.parameters
        reference = Array(UnsafeBufferPointer(start: store.values, count: referenceCount))
    }

    // MARK: - A step

    /// A sampled answer with what it is worth.
    private struct Rollout {
        var group: Int
        var tokens: [Int32]
        var score: Reward.Score
        var advantage = 0.0
    }

    /// A prompt that is asked.
    private struct Prompt {
        var row: Int
        var isDebug: Bool
        /// What follows the trunk.
        var tokens: [Int32]
        var seeds: [UInt64]
    }

    func step(_ step: Int, runner: inout StepRunner, learningRate: Float) throws -> StepOutcome {
        let prompts = prompts(of: plan.steps[step])
        let rollouts = try rollouts(prompts)
        let comparisons = comparisons(prompts, rollouts)
        let examples = packer.microBatches(
            rows.items([plan.steps[step].examples]).flatMap(\.self), limit: rows.settings.microBatchTokens)
        let groups = comparisons.map { packer.pack($0.map(BatchItem.comparison)) }
        let pass = runner.pass
        let expected = expected(groups, pass: pass)
        let loss = PolicyLoss(clip: settings.clip, divergenceWeight: settings.divergenceWeight)
        let advantages = rollouts.map(\.advantage)
        var sampled: [[Float]] = groups.map { _ in [] }
        var divergences: [Double] = []
        var outcome = StepOutcome(
            loss: 0, gradientNorm: 0, tokens: 0, items: comparisons.joined().map(BatchItem.comparison) + examples.joined())
        for iteration in 0..<settings.iterations {
            // Tag views are learned once a step, however often the answers are gone through.
            let batches = groups + (iteration == 0 ? examples.map(packer.pack) : [])
            let (value, norm) = runner.run(batches, learningRate: learningRate, supervisedWeight: rows.settings.tagWeight) { batch, found in
                if iteration == 0 { sampled[batch] = found }
                let result = loss.weigh(
                    groups[batch], logProbabilities: found, sampled: sampled[batch], reference: expected?[batch], advantages: advantages,
                    scale: 1 / Double(rollouts.count))
                if iteration == 0 { divergences += result.divergences }
                return result.weights
            }
            outcome.tokens += batches.reduce(0) { $0 + $1.rowCount }
            if iteration == 0 { outcome.loss = value }
            outcome.gradientNorm = max(outcome.gradientNorm, norm)
            guard value.isFinite, norm.isFinite else {
                (outcome.loss, outcome.gradientNorm) = (value, .nan)
                break
            }
        }
        outcome.figures = figures(prompts, rollouts, divergences: divergences)
        return outcome
    }

    private func prompts(of step: RolloutPlan.Step) -> [Prompt] {
        step.prompts.map { reference in
            var generator = SeededGenerator(seed: rows.seed, rows.stage, reference.epoch, reference.row, -2, reference.copy)
            let isDebug = generator.uniform() < settings.debugShare
            let control = isDebug ? [Int32(setup.manifest.controls.debug.id)] : []
            return Prompt(
                row: reference.row, isDebug: isDebug, tokens: rows.builder.head(rows.rows[reference.row], control: control),
                seeds: (0..<settings.groupSize).map { _ in generator.next() })
        }
    }

    private func rollouts(_ prompts: [Prompt]) throws -> [Rollout] {
        let answers = try sampler.sample(prompts.map { (packer.trunk + $0.tokens, $0.seeds) })
        var rollouts: [Rollout] = []
        for (group, (prompt, answers)) in zip(prompts, answers).enumerated() {
            let row = rows.rows[prompt.row]
            var members = answers.map { tokens in
                let text = setup.tokenizer.decode(tokens.map(Int.init), skipSpecial: true)
                let score = settings.reward.score(
                    tokens, isCorrect: row.check?.isRight(text) ?? false, source: row.source, isDebug: prompt.isDebug,
                    manifest: setup.manifest)
                return Rollout(group: group, tokens: tokens, score: score)
            }
            for (index, advantage) in PolicyLoss.advantages(members.map(\.score.reward)).enumerated() {
                members[index].advantage = advantage
            }
            rollouts += members
        }
        return rollouts
    }

    /// The rollouts as comparisons, in micro-batches; a group that is too large for one goes on in the next.
    private func comparisons(_ prompts: [Prompt], _ rollouts: [Rollout]) -> [[Comparison]] {
        var batches: [[Comparison]] = []
        var room = 0
        for (number, rollout) in rollouts.enumerated() {
            let prompt = prompts[rollout.group]
            let isFirst = number == 0 || rollouts[number - 1].group != rollout.group
            let cost = rollout.tokens.count + (isFirst ? prompt.tokens.count - 1 : 0)
            let fits = cost <= room
            if !fits {
                batches.append([])
                room = rows.settings.microBatchTokens - packer.trunk.count
            }
            if isFirst || !fits {
                let label = "\(rows.rows[prompt.row].id) (answers)"
                batches[batches.count - 1].append(Comparison(label: label, number: number, prompt: prompt.tokens, answers: []))
                room -= prompt.tokens.count - 1
            }
            let place = batches.count - 1
            batches[place][batches[place].count - 1].answers.append(rollout.tokens)
            room -= rollout.tokens.count
        }
        return batches
    }

    /// The reference's log-probabilities of each batch's compared rows; nil without a reference.
    private func expected(_ batches: [PackedBatch], pass: TrainingPass) -> [[Float]]? {
        guard referenceCount > 0 else { return nil }
        pass.model.parameters.swapValues(with: &reference)
        defer { pass.model.parameters.swapValues(with: &reference) }
        return batches.map(pass.logProbabilities)
    }

    private func figures(_ prompts: [Prompt], _ rollouts: [Rollout], divergences: [Double]) -> [StepFigure] {
        func share(_ among: [Rollout], _ holds: (Rollout) -> Bool) -> Double { Double(among.count(where: holds)) / Double(among.count) }
        let debug = rollouts.filter { prompts[$0.group].isDebug }
        let plain = rollouts.filter { !prompts[$0.group].isDebug }
        var figures = [
            StepFigure(name: "reward", value: rollouts.reduce(0) { $0 + $1.score.reward } / Double(rollouts.count)),
            StepFigure(name: "correct", value: share(rollouts) { $0.score.isCorrect }),
            StepFigure(name: "KL", value: divergences.reduce(0, +) / Double(max(1, divergences.count))),
        ]
        if !debug.isEmpty { figures.append(StepFigure(name: "traced", value: share(debug) { $0.score.isTraced })) }
        if !plain.isEmpty { figures.append(StepFigure(name: "leak", value: share(plain) { $0.score.leaks })) }
        return figures
    }

    // MARK: - Checks

    private func checkLengths() throws {
        let context = setup.model.configuration.maximumPositions
        let limit = rows.settings.microBatchTokens
        for (row, share) in zip(rows.rows, rows.shares) {
            if row.check != nil, (share.views[.plain] ?? 0) > 0 {
                let tokens = packer.trunk.count + rows.builder.head(row, control: []).count + 1 + settings.maximumTokens
                guard tokens <= context else {
                    throw TrainingError.unsupported(
                        reason:
                            "row \(row.id): prompt and answer may take \(tokens) tokens, more than the model's context (\(context)); lower `max_tokens`"
                    )
                }
                guard tokens <= limit else { throw TrainingError.exampleTooLong(row: row.id, tokens: tokens, limit: limit) }
            }
        }
        for step in plan.steps {
            for item in rows.items([step.examples]).joined() where packer.trunk.count + item.rowCount > limit {
                throw TrainingError.exampleTooLong(row: item.label, tokens: packer.trunk.count + item.rowCount, limit: limit)
            }
        }
    }
}
