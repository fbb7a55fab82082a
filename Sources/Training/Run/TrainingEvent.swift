/// What a running training tells its caller, who answers whether to go on.
public enum TrainingEvent: Sendable {
    /// Once, before the first step.
    case prepared(Preparation)
    /// A stage starts, or goes on at `step` after a resume.
    case stageStarted(name: String, index: Int, step: Int, steps: Int)
    case step(TrainingProgress)
    case checkpointSaved(path: String)
    case stageFinished(StageReport)

    public struct Preparation: Sendable {
        public var trainedParameters: Int
        /// Of products with frozen weights.
        public var arithmetic: Arithmetic
        /// Rows of each source, by name.
        public var rows: [(source: String, count: Int)]
        /// Steps of each stage, by name.
        public var steps: [(stage: String, count: Int)]
        public var beginning: Beginning
    }

    /// Where a run begins.
    public enum Beginning: Sendable, Hashable {
        case anew
        /// It was to be resumed, and there is nothing to go on from.
        case withoutCheckpoint
        /// A run that had not ended stood here; its checkpoints went into the folder `kept`.
        case inPlaceOf(stage: String, step: Int, kept: String)
        /// From a checkpoint; `otherThreads` computed it when their number is not the present one.
        case goingOn(otherThreads: Int?)
        /// All stages were done before.
        case atTheEnd
    }
}

/// The caller's answer to an event.
public enum TrainingControl: Sendable, Hashable {
    case proceed
    /// Saves a checkpoint and returns.
    case stop
}

/// Where a stage stands after a step.
public struct TrainingProgress: Sendable, Hashable {
    public var stage: String
    public var stageIndex: Int
    public var stageCount: Int
    /// Steps done.
    public var step: Int
    public var steps: Int
    /// Mean weighted loss of this step's supervised tokens, in nats.
    public var loss: Double
    /// Exponential mean of the losses so far.
    public var smoothedLoss: Double
    public var gradientNorm: Double
    public var learningRate: Float
    /// Rows of packed batches a second, over the last steps.
    public var tokensPerSecond: Double
    /// Figures of the stage's kind, as exponential means.
    public var figures: [StepFigure]
}

/// What one stage came to.
public struct StageReport: Sendable, Hashable, Codable {
    public var name: String
    public var loss: Double
    public var tokensPerSecond: Double
    public var seconds: Double
    public var steps: Int
    public var tokens: Int
    /// Figures of the stage's kind as they stood at its end, as exponential means.
    public var figures: [StepFigure]

    private enum CodingKeys: String, CodingKey {
        case name, loss, seconds, steps, tokens, figures
        case tokensPerSecond = "tokens_per_second"
    }
}

/// What a run came to.
public struct TrainingReport: Sendable, Hashable {
    public var stages: [StageReport]
    /// The folder of the trained model or adapter; the checkpoint's when the run was stopped.
    public var checkpoint: String
    public var wasStopped: Bool
}
