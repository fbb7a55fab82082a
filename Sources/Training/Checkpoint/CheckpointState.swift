/// Where a run stood when its checkpoint was made.
struct CheckpointState: Codable, Sendable, Equatable {
    static let currentFormat = 3

    var format = Self.currentFormat
    /// Of settings and rows; a checkpoint of another run is refused.
    var fingerprint: String
    /// The run goes on with it, or not at all: another one would end with other weights.
    var arithmetic: Arithmetic
    /// Threads that computed: they split matrix products, which decides about last digits.
    var threads: Int?
    var stage: Int
    /// Steps of that stage that are done.
    var step: Int
    /// AdamW's count of updates within the stage.
    var optimiserStep: Int
    var smoothedLoss: Double
    var smoothedFigures: [StepFigure] = []
    var seconds: Double
    var tokens: Int
    var finished: [StageReport]

    private enum CodingKeys: String, CodingKey {
        case format, fingerprint, arithmetic, threads, stage, step, seconds, tokens, finished
        case optimiserStep = "optimiser_step"
        case smoothedLoss = "smoothed_loss"
        case smoothedFigures = "smoothed_figures"
    }

    /// Whether a run can have come this far.
    var isPossible: Bool {
        let counts = 0...(1 << 40)
        return counts ~= stage && counts ~= step && counts ~= optimiserStep && counts ~= tokens
    }

    /// Between two steps of a stage, not between two stages.
    var isWithinStage: Bool { step > 0 }

    /// Stages that are done or begun.
    var begunStages: Int { stage + (isWithinStage ? 1 : 0) }

    /// Takes a step's loss and figures into the means.
    mutating func average(_ outcome: StepOutcome) {
        smoothedLoss = step == 1 ? outcome.loss : 0.95 * smoothedLoss + 0.05 * outcome.loss
        for figure in outcome.figures {
            if let index = smoothedFigures.firstIndex(where: { $0.name == figure.name }) {
                smoothedFigures[index].value = 0.95 * smoothedFigures[index].value + 0.05 * figure.value
            } else {
                smoothedFigures.append(figure)
            }
        }
    }
}
