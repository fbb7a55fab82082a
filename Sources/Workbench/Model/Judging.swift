import Provenance

/// Judging of all cases in the background: how far it is, and how fast it goes.
public struct Judging: Equatable, Sendable {
    /// True while there is work and nobody stopped it.
    public internal(set) var isActive = false
    /// A person stopped it; only a flip or the command starts it again.
    public internal(set) var isStopped = false
    /// The rule sets whose verdicts count towards the bar.
    var counted: [RuleSet] = []
    var startedAt = 0.0
    /// Answers that came since `startedAt`.
    var answered = 0
    /// How many of them say only that their case cannot be run.
    var failures = 0
    /// Cases of the chunk that is with the engine.
    public internal(set) var running: Set<Int> = []
    /// Cases that could not be judged, with the reason of the last one.
    public internal(set) var failure: String?
    /// When the list was last worked out anew for new verdicts.
    var refreshedAt = -1.0
    /// The job that stands for the whole of it in the log.
    var logged: JobID?
    /// Where the search for cases without a verdict goes on.
    var cursor = 0

    /// Cases in one chunk: small, so that a chunk is soon over, and large enough to keep the engine busy.
    static let chunk = 8

    func rate(now: Double) -> Double? {
        let seconds = now - startedAt
        guard answered > 0, seconds > 0.2 else { return nil }
        return Double(answered) / seconds
    }

    /// What came of it, for the log.
    var account: String {
        "\(answered - failures) answers" + (failures > 0 ? ", \(failures) cannot be run" : "")
    }
}
