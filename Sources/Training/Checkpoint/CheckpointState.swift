/// Where a run stood when its checkpoint was made.
struct CheckpointState: Codable, Sendable, Equatable {
    static let currentFormat = 2

    var format = Self.currentFormat
    /// Of settings and rows; a checkpoint of another run is refused.
    var fingerprint: String
    /// The run goes on with it, or not at all: another one would end with other weights.
    var arithmetic: Arithmetic
    var stage: Int
    /// Steps of that stage that are done.
    var step: Int
    /// AdamW's count of updates within the stage.
    var optimiserStep: Int
    var smoothedLoss: Double
    var seconds: Double
    var tokens: Int
    var finished: [StageReport]

    private enum CodingKeys: String, CodingKey {
        case format, fingerprint, arithmetic, stage, step, seconds, tokens, finished
        case optimiserStep = "optimiser_step"
        case smoothedLoss = "smoothed_loss"
    }
}
