/// Where a run stood when its checkpoint was made.
struct CheckpointState: Codable, Sendable, Equatable {
    static let currentFormat = 1

    var format = Self.currentFormat
    /// Of settings and rows; a checkpoint of another run is refused.
    var fingerprint: String
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
        case format, fingerprint, stage, step, seconds, tokens, finished
        case optimiserStep = "optimiser_step"
        case smoothedLoss = "smoothed_loss"
    }
}
