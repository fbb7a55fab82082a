import Provenance
import Tokenization

/// What `debuglm train` is asked to do: a base, sources, and stages that follow one another on the same weights.
public struct TrainingPipeline: Sendable, Equatable {
    /// Where the weights come from.
    public enum Base: Sendable, Equatable {
        /// A GGUF file or Hugging Face folder.
        case model(path: String)
        case scratch(ScratchModel)
    }

    /// The sizes of a model that is trained from nothing, with a vocabulary learned from the sources.
    public struct ScratchModel: Sendable, Equatable {
        /// Tokens learned from the sources; control tokens and tags come on top.
        public var vocabularySize: Int
        public var hiddenSize: Int
        public var intermediateSize: Int
        public var layerCount: Int
        public var headCount: Int
        public var keyValueHeadCount: Int
        public var headDimension: Int
        public var ropeTheta: Float
        public var tiedEmbeddings: Bool
        public var maximumPositions: Int
    }

    /// One traced data set, or `GENERAL`.
    public struct DataSource: Sendable, Equatable {
        public var name: String
        /// nil for `GENERAL`, which belongs to every stage.
        public var stage: Stage?
        public var files: [String]
        /// Files with answers for rows that have a prompt alone.
        public var answersFrom: [String]
        public var limit: Int?
        /// Multiplies the stage's `views_per_row`.
        public var weight: Double
        public var about: String?
    }

    /// How prompts are wrapped.
    public enum Template: String, Sendable, CaseIterable {
        /// As the base's own files say.
        case auto
        case chatML = "chatml"
        case llama3, llama2, mistral, zephyr, gemma
        /// No turns: the text alone.
        case plain

        /// The family; nil for the base's own.
        var kind: ChatTemplate.Kind? {
            switch self {
            case .auto: nil
            case .chatML: .chatML
            case .llama3: .llama3
            case .llama2: .llama2
            case .mistral: .mistral
            case .zephyr: .zephyr
            case .gemma: .gemma
            case .plain: .plain
            }
        }
    }

    public enum Mode: String, Sendable, CaseIterable {
        case lora
        case full
    }

    public enum Kind: String, Sendable, CaseIterable {
        case pretrain
        case sft
        case preference
        case rl
    }

    /// The number format of a saved adapter or model.
    public enum Precision: String, Sendable, CaseIterable {
        case f32
        case f16
    }

    /// How prompt and answer stand together.
    public enum Form: String, Sendable, CaseIterable {
        /// In the chat template's turns; the answer alone is learned.
        case chat
        /// One after the other, without turns; the prompt is learned too.
        case document
    }

    /// What a preference stage needs beyond a supervised one.
    public struct PreferenceSettings: Sendable, Equatable {
        /// How strongly the reference holds the model back.
        public var beta = 0.1

        public init() {}
    }

    /// What a reinforcement stage needs beyond a supervised one.
    public struct ReinforcementSettings: Sendable, Equatable {
        /// Prompts that a step samples answers to.
        public var promptsPerStep = 4
        /// Answers to each prompt.
        public var groupSize = 8
        /// The most tokens of a sampled answer, its end included.
        public var maximumTokens = 64
        public var temperature: Float = 1
        /// The chance of a prompt to be asked under `<DEBUG>`.
        public var debugShare = 0.5
        /// How far the ratio to the sampling model may move a token.
        public var clip = 0.2
        /// The weight of the divergence from the model that the stage began with.
        public var divergenceWeight = 0.04
        /// Updates on each step's answers.
        public var iterations = 1
        public var reward = Reward()

        public init() {}
    }

    public struct TrainingStage: Sendable, Equatable {
        public var name: String
        public var kind: Kind
        public var form: Form
        /// Names of sources, `GENERAL` included when it takes part.
        public var sources: [String]
        /// Expected views of each row of an earlier stage's sources, each epoch; empty without replay.
        public var replay: [View: Double]
        public var mode: Mode
        public var rank: Int
        public var alpha: Double
        public var epochs: Int
        public var steps: Int?
        /// Rows of the packed batch of one optimiser step.
        public var batchTokens: Int
        /// Rows of one forward and backward pass.
        public var microBatchTokens: Int
        public var learningRate: Float
        public var tokenRowRate: Float
        public var weightDecay: Float
        public var clip: Double
        /// Steps, or a share of all steps when below 1.
        public var warmUp: Double
        public var schedule: LearningRateSchedule.Shape
        public var floor: Float
        public var probes: Int
        public var probeWeight: Float
        public var decisionWeight: Float
        public var viewsPerRow: [View: Double]
        public var generalViewsPerRow: [View: Double]
        /// Expected traced views of each row in the model's own words.
        public var ownViews: Double
        public var sparedAnswerTokens: Int
        /// The mean chance of each prompt token to be left out of an example, at most 0.5.
        public var promptDropout: Double
        /// The chance of a plain or traced view to be an answer that goes in circles (`ViewBuilder.repetition`).
        public var repetition: Double
        /// The chance of an example to ask in other words (`PromptRewording`).
        public var rewording: Double
        /// How often the stage is done from the same weights; it ends with the mean (`SupervisedStage`).
        public var runs: Int
        /// The share of the weights that the stage began with in those it ends with (`SupervisedStage`).
        public var startShare: Double
        /// Steps between checkpoints; 0 for none but the one that a stop makes.
        public var checkpointEvery: Int
        /// The weight of the tag views' loss beside a preference or reinforcement stage's own objective.
        public var tagWeight = 1.0
        /// Of a preference stage alone.
        public var preference: PreferenceSettings?
        /// Of a reinforcement stage alone.
        public var reinforcement: ReinforcementSettings?
    }

    public var file: String
    public var base: Base
    /// A PEFT folder to go on from, of the same rank, scale and base; tags are matched by name, and sources may join.
    public var adapter: String?
    /// What the manifest calls the base.
    public var baseName: String?
    /// A command that brings the base's file.
    public var obtain: String?
    public var out: String
    public var seed: UInt64
    public var threads: Int?
    /// How products with frozen weights are computed; nil for bfloat16 where it is possible and single precision elsewhere.
    public var arithmetic: Arithmetic?
    public var template: Template
    public var system: String?
    public var sources: [DataSource]
    public var refusalText: String
    public var refusalForm: Manifest.RefusalForm
    public var precision: Precision
    public var writesTokenizer: Bool
    public var stages: [TrainingStage]
}

extension TrainingPipeline {
    /// The arithmetic of a run that starts here and now.
    ///
    /// - Throws: `TrainingError.unsupported` when the pipeline names one that this machine cannot.
    var startingArithmetic: Arithmetic {
        get throws {
            let isFrozen = stages.first?.mode == .lora
            let chosen = arithmetic ?? (isFrozen && Arithmetic.bf16.isSupported ? .bf16 : .f32)
            guard chosen.isSupported else { throw TrainingError.unsupported(reason: "`compute: \(chosen.rawValue)` \(Arithmetic.need)") }
            return chosen
        }
    }
}
