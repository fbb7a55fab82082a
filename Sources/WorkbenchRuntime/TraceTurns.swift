import Provenance
import Workbench

/// A trace that is made in turns with others: what it has said so far, so that nobody hears it twice.
///
/// An engine goes on from kept tokens with the bits of one long run and reports them again; those reports are left out here.
struct TraceTurns {
    /// Tokens of a turn while others wait: few enough that both answers grow before one's eyes, and enough that turns cost little. The
    /// first turn has one, so that whoever comes next shows its own first token soon.
    private var tokensOfTurn: Int { isFirst ? 1 : 4 }

    let job: JobID
    private(set) var request: TraceRequest
    /// Whether this turn ended because someone else waits.
    var gaveWay = false
    /// What had been asked for when this turn began.
    private var wishes = 0
    private var hasBegun = false
    /// Tokens that stood when the trace was asked for.
    private let given: Int
    /// Whether no token beyond those had been reported when this turn began.
    private var isFirst = true
    /// Tokens that were reported, in all turns.
    private var reported = 0
    /// Tokens of this turn, and how many of them are news.
    private var tokens = 0
    private var news = 0
    /// New tokens and seconds of the turns before, for the rate of all of them.
    private var made = 0
    private var seconds = 0.0

    init(_ job: JobID, _ request: TraceRequest) {
        self.job = job
        self.request = request
        given = request.kept.count
    }

    /// - Parameter wishes: how many things have been asked for by now.
    mutating func begin(_ wishes: Int) {
        self.wishes = wishes
        (gaveWay, tokens, news) = (false, 0, 0)
        isFirst = reported <= given
    }

    /// Whether someone else who waits comes first: at once when they came after this turn began, as with a flip, else when it is over.
    ///
    /// - Parameter reading: the prompt is being read. A given answer gives way only then: no engine goes on in its middle.
    func givesWay(to wishes: Int, reading: Bool) -> Bool {
        guard reading || request.answer == .generated else { return false }
        return wishes > self.wishes || (!reading && news >= tokensOfTurn)
    }

    /// Takes an event of the engine; false for one that was reported in an earlier turn.
    mutating func isNews(_ event: TraceEvent) -> Bool {
        switch event {
        case .began:
            defer { hasBegun = true }
            return !hasBegun
        case .token:
            tokens += 1
            guard tokens > reported else { return false }
            reported += 1
            if reported > request.kept.count { news += 1 }
            return true
        case .refused: return true
        }
    }

    /// Takes what the turn came to; the next one goes on behind it.
    mutating func end(_ trace: Trace) {
        if trace.tokensPerSecond > 0 {
            made += news
            seconds += Double(news) / trace.tokensPerSecond
        }
        // A turn that ended among the kept tokens, or before them, leaves them as they were.
        if gaveWay, trace.tokens.count > request.kept.count { request.kept = trace.tokens.map(\.id) }
    }

    /// The engine's account of the last turn with the rate of all of them.
    func account(_ trace: Trace) -> Trace {
        var whole = trace
        if seconds > 0 { whole.tokensPerSecond = Double(made) / seconds }
        return whole
    }
}
