/// What a workbench needs of a model: to trace prompts under rules.
///
/// Calls block until the work has ended and belong on a thread of their own; one call at a time.
public protocol TraceEngine: AnyObject, Sendable {
    var manifest: Manifest { get }
    /// The model in a few words: `SmolLM2-135M-Instruct Q4_1 + tags`.
    var modelName: String { get }

    /// Generates an answer, or takes the given one, and reads provenance at every token.
    ///
    /// - Parameter onEvent: called in order on the caller's thread; answering `.stop` ends the work within one token.
    /// - Returns: the whole trace; with `stop == .cancelled` when it was stopped.
    /// - Throws: when the request cannot be carried out: an empty or too long prompt, rules that do not fit the manifest.
    func trace(_ request: TraceRequest, onEvent: (TraceEvent) -> TraceControl) throws -> Trace

    /// As `trace(_:onEvent:)`, and may be given up while it reads the prompt: nothing has happened then that would be lost.
    ///
    /// - Parameter reads: asked often meanwhile; answering false ends the work with a trace that is cancelled and empty.
    func trace(_ request: TraceRequest, reads: () -> Bool, onEvent: (TraceEvent) -> TraceControl) throws -> Trace

    /// Answers many requests, side by side where the engine can. Each answer is bit for bit what `trace` gives alone.
    ///
    /// - Parameters:
    ///   - goesOn: asked before every token; answering false ends the work, and unfinished answers are not reported.
    ///   - onTrace: called with the request's index as each one ends, in any order.
    /// - Throws: when one request cannot be carried out; those not reported by then are not answered.
    func traceAll(_ requests: [TraceRequest], goesOn: () -> Bool, onTrace: (Int, Trace) -> TraceControl) throws

    /// The tokens that a text is made of, as text: one that spells a control token is no control token.
    ///
    /// - Throws: `NotSupported` for an engine that does not tell its tokens.
    func pieces(of text: String) throws -> [TextPiece]

    /// Reads every layer at one place of an answer.
    ///
    /// - Throws: `NotSupported` for an engine that cannot look inside its model.
    func layers(_ request: LayerRequest) throws -> [LayerReading]

    /// Probes behind each token that could stand at one place of an answer: a distribution for each, nil for control tokens and tags.
    ///
    /// - Throws: `NotSupported` for an engine that cannot.
    func tags(of request: CandidateRequest) throws -> [TagDistribution?]
}

/// A token of a text, and what it adds to it.
public struct TextPiece: Sendable, Hashable {
    public var id: Int
    public var text: String

    public init(id: Int, text: String) {
        self.id = id
        self.text = text
    }
}

/// What a caller answers to an event.
public enum TraceControl: Sendable, Hashable {
    case more
    case stop
}

/// What happens while a trace is made.
public enum TraceEvent: Sendable, Hashable {
    /// The prompt was read; the probe before the first token.
    case began(promptTokens: Int, initialTags: TagDistribution?)
    /// The answer's next token.
    case token(TraceToken)
    /// The answer became a refusal.
    case refused(Trace.Refusal)
}

/// One piece of work for a `TraceEngine`.
public struct TraceRequest: Sendable, Hashable {
    /// Where the answer comes from.
    public enum Answer: Sendable, Hashable {
        case generated
        /// An answer from elsewhere, read token by token; the model need not have produced it.
        case given(String)
    }

    /// What the prompt is asked for.
    public enum Mode: Sendable, Hashable {
        /// As a user would: no tag may appear.
        case plain
        /// In debug mode: the answer ends with its tag.
        case debug
    }

    public var prompt: String
    public var answer: Answer
    public var mode: Mode
    /// Answer tokens that stand already (an earlier part of this trace, or a branch): replayed with the same bits as when
    /// they were generated and reported again as events, then the generation goes on.
    public var kept: [Int]
    public var rules: RuleSet
    public var settings: TraceSettings
    /// Whether to read the tag distribution at every token.
    public var probes: Bool
    /// How many of the likeliest tokens to report at each place.
    public var alternatives: Int

    public init(
        prompt: String, answer: Answer = .generated, mode: Mode = .plain, kept: [Int] = [], rules: RuleSet = .none,
        settings: TraceSettings = TraceSettings(), probes: Bool = true, alternatives: Int = 0
    ) {
        self.prompt = prompt
        self.answer = answer
        self.mode = mode
        self.kept = kept
        self.rules = rules
        self.settings = settings
        self.probes = probes
        self.alternatives = alternatives
    }
}

extension TraceEngine {
    /// For engines that do not look up while they read.
    public func trace(_ request: TraceRequest, reads: () -> Bool, onEvent: (TraceEvent) -> TraceControl) throws -> Trace {
        try trace(request, onEvent: onEvent)
    }

    /// As `trace(_:onEvent:)`, without looking on.
    public func trace(_ request: TraceRequest) throws -> Trace {
        try trace(request) { _ in .more }
    }

    /// As `traceAll(_:goesOn:onTrace:)`, to the end.
    public func traceAll(_ requests: [TraceRequest], onTrace: (Int, Trace) -> TraceControl) throws {
        try traceAll(requests, goesOn: { true }, onTrace: onTrace)
    }

    public func pieces(of text: String) throws -> [TextPiece] {
        throw NotSupported("\(modelName) does not tell its tokens")
    }

    public func layers(_ request: LayerRequest) throws -> [LayerReading] {
        throw NotSupported("this engine cannot look into the layers of \(modelName)")
    }

    public func tags(of request: CandidateRequest) throws -> [TagDistribution?] {
        throw NotSupported("this engine does not probe what \(modelName) did not say")
    }

    /// One after the other, for engines that cannot do better.
    public func traceAll(_ requests: [TraceRequest], goesOn: () -> Bool, onTrace: (Int, Trace) -> TraceControl) throws {
        for (index, request) in requests.enumerated() {
            let trace = try trace(request) { _ in goesOn() ? .more : .stop }
            guard trace.stop != .cancelled, onTrace(index, trace) == .more else { return }
        }
    }
}
