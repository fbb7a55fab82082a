/// One generation, token by token, with the tag distribution at every token.
public struct Trace: Sendable, Hashable, Codable {
    /// Why a generation ended.
    public enum Stop: String, Sendable, Hashable, Codable {
        /// The model ended its answer.
        case end
        /// The token limit was reached.
        case length
        /// A guard cut the answer.
        case guarded = "guard"
        case cancelled
        /// The answer was given, not generated.
        case given
    }

    /// A refusal and whose it is.
    public struct Refusal: Sendable, Hashable, Codable {
        /// The source's name.
        public var source: String?
        public var way: Rule.Way
        /// The number of answer tokens that had been produced when it was decided (0 for a learned refusal).
        public var token: Int

        public init(source: String?, way: Rule.Way, token: Int) {
            self.source = source
            self.way = way
            self.token = token
        }
    }

    public var prompt: String
    /// What the reader sees: the answer, or the refusal text.
    public var answer: String
    /// The tokens of the answer as the model produced them; under a guard, those that were dropped.
    public var tokens: [TraceToken]
    /// The probe before the first token.
    public var initialTags: TagDistribution?
    /// Source names in the order of every distribution.
    public var sources: [String]
    /// The source the model itself named: first under `<REFUSE>`, last under `<DEBUG>`.
    public var namedSource: String?
    /// Every tag the model produced, in order: more than one, or any without being asked, is worth knowing.
    public var producedTags: [String]
    public var refusal: Refusal?
    public var stop: Stop
    /// Names of watched sources whose rule would have acted, with the token.
    public var watched: [Refusal]
    public var settings: TraceSettings
    public var promptTokenCount: Int
    /// The rules that could change the answer; nil when there were none.
    public var rules: RuleSet?
    /// For a branch, how many of the first tokens were put in and not chosen by the model.
    public var forcedTokenCount: Int?
    /// Decoded tokens a second, prefill not counted; 0 when nothing was decoded.
    public var tokensPerSecond: Double

    public init(
        prompt: String, answer: String, tokens: [TraceToken], initialTags: TagDistribution?, sources: [String],
        namedSource: String? = nil, producedTags: [String] = [], refusal: Refusal? = nil, stop: Stop, watched: [Refusal] = [],
        settings: TraceSettings, promptTokenCount: Int, tokensPerSecond: Double
    ) {
        self.prompt = prompt
        self.answer = answer
        self.tokens = tokens
        self.initialTags = initialTags
        self.sources = sources
        self.namedSource = namedSource
        self.producedTags = producedTags
        self.refusal = refusal
        self.stop = stop
        self.watched = watched
        self.settings = settings
        self.promptTokenCount = promptTokenCount
        self.tokensPerSecond = tokensPerSecond
    }

    /// Whether the answer is a refusal.
    public var refused: Bool { refusal != nil }

    /// The distribution after the last token, or the initial one.
    public var finalTags: TagDistribution? {
        tokens.last(where: { $0.tags != nil })?.tags ?? initialTags
    }

    /// The distribution that speaks of what was asked: behind a learned refusal stands a text of no source, and the one before its first
    /// token says where the answer would have come from.
    public var decidingTags: TagDistribution? {
        refusal?.way == .learned ? initialTags ?? finalTags : finalTags
    }

    /// The source behind the answer: whose refusal it is, or what the model named, or the likeliest at the end. What the model would have
    /// named in front of an answer of its own says nothing of one that was given.
    public var mainSource: String? {
        if let source = refusal?.source { return source }
        if let namedSource, stop != .given { return namedSource }
        return finalTags?.main.flatMap { sources.indices.contains($0) ? sources[$0] : nil }
    }
}

/// One token of an answer.
public struct TraceToken: Sendable, Hashable, Codable {
    /// A token that could have stood here.
    public struct Alternative: Sendable, Hashable, Codable {
        public var id: Int
        public var text: String
        /// Natural logarithm of its probability.
        public var logprob: Float

        public init(id: Int, text: String, logprob: Float) {
            self.id = id
            self.text = text
            self.logprob = logprob
        }
    }

    public var id: Int
    /// What it adds to the text; empty while a character is not complete, and for a control token or tag.
    public var text: String
    /// Natural logarithm of its probability (temperature 1, no filter).
    public var logprob: Float
    /// Entropy of the next-token distribution it was drawn from, in nats.
    public var entropy: Float
    /// The probe after this token; nil when probes were off, and for a control token or tag.
    public var tags: TagDistribution?
    /// The likeliest tokens at this place, best first.
    public var alternatives: [Alternative]

    public init(
        id: Int, text: String, logprob: Float, entropy: Float, tags: TagDistribution?, alternatives: [Alternative] = []
    ) {
        self.id = id
        self.text = text
        self.logprob = logprob
        self.entropy = entropy
        self.tags = tags
        self.alternatives = alternatives
    }
}

/// How tokens were chosen; enough to repeat the trace.
public struct TraceSettings: Sendable, Hashable, Codable {
    /// 0 takes the likeliest token every time.
    public var temperature: Float
    /// 0 keeps all.
    public var topK: Int
    /// 1 keeps all.
    public var topP: Float
    /// 0 keeps all.
    public var minP: Float
    public var seed: UInt64
    public var maximumTokens: Int

    public init(
        temperature: Float = 0, topK: Int = 0, topP: Float = 1, minP: Float = 0, seed: UInt64 = 1, maximumTokens: Int = 96
    ) {
        self.temperature = temperature
        self.topK = topK
        self.topP = topP
        self.minP = minP
        self.seed = seed
        self.maximumTokens = maximumTokens
    }
}
