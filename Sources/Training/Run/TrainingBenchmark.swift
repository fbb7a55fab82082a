import Compute
import Foundation
import Provenance

/// Measures LoRA steps on real rows, as `debuglm train` runs them.
public struct TrainingBenchmark: Sendable {
    /// What was measured.
    public struct Result: Sendable, Hashable {
        /// Rows of packed batches a second: the median over the steps.
        public var tokensPerSecond: Double
        public var tokensPerStep: Int
        public var steps: Int
        /// The last step's loss, in nats.
        public var loss: Double
        public var arithmetic: Arithmetic
    }

    public var threads: Int?
    /// Of products with frozen weights; nil for the fastest that this machine has.
    public var arithmetic: Arithmetic?
    public var steps = 5
    public var batchTokens = 1_024
    public var rank = 16

    public init(threads: Int? = nil, arithmetic: Arithmetic? = nil) {
        self.threads = threads
        self.arithmetic = arithmetic
    }

    /// - Parameters:
    ///   - model: a GGUF file or Hugging Face folder.
    ///   - data: a JSON Lines file of rows, taken as one source beside an invented one, so that every view is made.
    /// - Throws: as `TrainingRun` does; nothing is written.
    public func run(model: String, data: String) throws -> Result {
        let pool = ThreadPool(threadCount: threads ?? ProcessInfo.processInfo.activeProcessorCount)
        defer { pool.shutDown() }
        let setup = try TrainingSetup(pipeline: pipeline(model: model, data: data))
        let stage = try StageRun(index: 0, setup: setup, pool: pool)
        let arithmetic = try setup.pipeline.startingArithmetic
        let pass = TrainingPass(model: setup.model, capacity: batchTokens, arithmetic: arithmetic, pool: pool)
        var runner = StepRunner(pass: pass, pool: pool, optimiser: AdamW(), clip: 1)
        var speeds: [Double] = []
        var (tokens, loss) = (0, 0.0)
        // The first step touches all memory for the first time and is not counted.
        for step in 0...steps {
            let clock = ContinuousClock()
            let elapsed = try clock.measure {
                let outcome = try stage.work.step(step % stage.work.stepCount, runner: &runner, learningRate: 1e-4)
                (tokens, loss) = (outcome.tokens, outcome.loss)
            }
            if step > 0 { speeds.append(Double(tokens) / (elapsed / .seconds(1))) }
        }
        return Result(
            tokensPerSecond: speeds.sorted()[speeds.count / 2], tokensPerStep: tokens, steps: steps, loss: loss, arithmetic: arithmetic)
    }

    private func pipeline(model: String, data: String) -> TrainingPipeline {
        let names = ["BENCH", "OTHER"]
        let sources = names.map { name in
            TrainingPipeline.DataSource(
                name: name, stage: .sft, files: [data], answersFrom: [], limit: 512, weight: name == "BENCH" ? 1 : 0, about: nil)
        }
        let views = Dictionary(uniqueKeysWithValues: View.allCases.map { ($0, 1.0) })
        let stage = TrainingPipeline.TrainingStage(
            name: "bench", kind: .sft, form: .chat, sources: names, replay: [:], mode: .lora, rank: rank, alpha: Double(2 * rank),
            epochs: 1,
            steps: steps + 1, batchTokens: batchTokens, microBatchTokens: batchTokens, learningRate: 1e-4, tokenRowRate: 1, weightDecay: 0,
            clip: 1, warmUp: 0, schedule: .constant, floor: 1, probes: 4, probeWeight: 1, decisionWeight: 1, viewsPerRow: views,
            generalViewsPerRow: views, ownViews: 0, sparedAnswerTokens: 16, promptDropout: 0, repetition: 0, rewording: 0,
            runs: 1, startShare: 0, checkpointEvery: 0)
        return TrainingPipeline(
            file: data, base: .model(path: model), adapter: nil, baseName: nil, obtain: nil, out: "", seed: 1, threads: threads,
            arithmetic: arithmetic, template: .auto, system: nil, sources: sources, refusalText: Manifest.defaultRefusalText,
            refusalForm: .tagFirst, precision: .f16,
            writesTokenizer: false, stages: [stage])
    }
}
