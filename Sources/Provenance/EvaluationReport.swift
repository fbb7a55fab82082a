/// The table of figures that says what a model's tags can do; see "What is measured" in the README.
public struct EvaluationReport: Sendable, Hashable, Codable {
    /// The figures of one source, or of all together.
    public struct Figures: Sendable, Hashable, Codable {
        /// Free generation in debug mode: `<TAG><S>` and no other tag.
        public var tracingAccuracy: Rate?
        /// Argmax of the probe after the whole reference answer.
        public var probeAccuracy: Rate?
        /// After 0, 25, 50 and 75 % of the reference answer.
        public var probeAccuracyAfter: [String: Rate]
        public var calibration: Calibration?
        /// Plain generations that hold a control token or tag.
        public var leak: Rate?
        /// Refusals among prompts whose own source is switched off.
        public var refusalHit: Rate?
        /// Refusals among prompts when only other sources are switched off.
        public var falseRefusal: Rate?
        /// Right plain answers among those that can be checked; nil without any.
        public var rightAnswers: Rate?
        /// Perplexity of the reference answers.
        public var perplexity: Double?
        /// Mean ROUGE-L recall of the reference answers in the plain ones.
        public var rougeLRecall: Double?
        /// The same question answered without the model; nil without training rows.
        public var baselines: Baselines?

        public init(
            tracingAccuracy: Rate? = nil, probeAccuracy: Rate? = nil, probeAccuracyAfter: [String: Rate] = [:],
            calibration: Calibration? = nil, leak: Rate? = nil, refusalHit: Rate? = nil, falseRefusal: Rate? = nil,
            rightAnswers: Rate? = nil, perplexity: Double? = nil, rougeLRecall: Double? = nil, baselines: Baselines? = nil
        ) {
            self.tracingAccuracy = tracingAccuracy
            self.probeAccuracy = probeAccuracy
            self.probeAccuracyAfter = probeAccuracyAfter
            self.calibration = calibration
            self.leak = leak
            self.refusalHit = refusalHit
            self.falseRefusal = falseRefusal
            self.rightAnswers = rightAnswers
            self.perplexity = perplexity
            self.rougeLRecall = rougeLRecall
            self.baselines = baselines
        }

        private enum CodingKeys: String, CodingKey {
            case tracingAccuracy = "tracing_accuracy"
            case probeAccuracy = "probe_accuracy"
            case probeAccuracyAfter = "probe_accuracy_after"
            case calibration, leak, perplexity, baselines
            case refusalHit = "refusal_hit"
            case falseRefusal = "false_refusal"
            case rightAnswers = "right_answers"
            case rougeLRecall = "rouge_l_recall"
        }
    }

    /// General questions that no source taught.
    public struct Utility: Sendable, Hashable, Codable {
        /// Traced to `GENERAL` in debug mode.
        public var taggedGeneral: Rate
        /// The reference stands in the plain answer.
        public var exactMatch: Rate
        /// Mean over the questions.
        public var rougeLRecall: Double
        /// Refusals with every source switched off.
        public var falseRefusal: Rate
        /// `GENERAL` named without the model; nil without training rows of it.
        public var baselines: Baselines?

        public init(
            taggedGeneral: Rate, exactMatch: Rate, rougeLRecall: Double, falseRefusal: Rate, baselines: Baselines? = nil
        ) {
            self.taggedGeneral = taggedGeneral
            self.exactMatch = exactMatch
            self.rougeLRecall = rougeLRecall
            self.falseRefusal = falseRefusal
            self.baselines = baselines
        }

        private enum CodingKeys: String, CodingKey {
            case baselines
            case taggedGeneral = "tagged_general"
            case exactMatch = "exact_match"
            case rougeLRecall = "rouge_l_recall"
            case falseRefusal = "false_refusal"
        }
    }

    public var model: String
    public var seed: UInt64
    /// Rows of all sources together.
    public var rows: Int
    public var overall: Figures
    public var sources: [String: Figures]
    /// Right source -> named source (or `none`, `several`) -> count, in free generation.
    public var confusion: [String: [String: Int]]
    /// By question set.
    public var utility: [String: Utility]
    public var seconds: Double
    /// The rows that are hardest to tell apart by topic; nil without training rows.
    public var overlap: Overlap?
    /// By what was done to the prompts; nil for rows as they were written.
    public var wordings: [String: Figures]?
    /// Training rows of each source that the baselines learned from; nil without them.
    public var trainingRows: [String: Int]?
    /// Nil when the figures were computed by no command.
    public var run: Run?
    /// What each stage of the training left of the tags; nil without its checkpoints.
    public var retention: Retention?
    /// The model and others in columns, itself first; nil when it stands alone.
    public var beside: [Companion]?
    /// Row by row, in the order they were given; not part of the saved report.
    public var results: [RowResult] = []

    public init(
        model: String, seed: UInt64, rows: Int, overall: Figures, sources: [String: Figures], confusion: [String: [String: Int]],
        utility: [String: Utility], seconds: Double, overlap: Overlap? = nil, trainingRows: [String: Int]? = nil, run: Run? = nil
    ) {
        self.model = model
        self.seed = seed
        self.rows = rows
        self.overall = overall
        self.sources = sources
        self.confusion = confusion
        self.utility = utility
        self.seconds = seconds
        self.overlap = overlap
        self.trainingRows = trainingRows
        self.run = run
    }

    private enum CodingKeys: String, CodingKey {
        case model, seed, rows, overall, sources, confusion, utility, seconds, overlap, wordings, run, retention, beside
        case trainingRows = "training_rows"
    }
}
