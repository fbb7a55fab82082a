extension EvaluationReport {
    /// A model that stands beside others in a column: the base, a plain fine-tune, another form of refusal.
    public struct Companion: Sendable, Hashable, Codable {
        /// What it says to one set of questions that no source taught.
        public struct Answers: Sendable, Hashable, Codable {
            /// The reference stands in the plain answer.
            public var exactMatch: Rate
            /// Mean over the questions.
            public var rougeLRecall: Double
            /// Refusals with every source switched off; nil for a model without tags.
            public var falseRefusal: Rate?

            public init(exactMatch: Rate, rougeLRecall: Double, falseRefusal: Rate? = nil) {
                self.exactMatch = exactMatch
                self.rougeLRecall = rougeLRecall
                self.falseRefusal = falseRefusal
            }

            private enum CodingKeys: String, CodingKey {
                case exactMatch = "exact_match"
                case rougeLRecall = "rouge_l_recall"
                case falseRefusal = "false_refusal"
            }
        }

        /// What the command line calls it.
        public var name: String
        public var model: String
        /// How it was taught to refuse; nil for a model without tags.
        public var refusalForm: Manifest.RefusalForm?
        /// Over the held-out rows: perplexity and ROUGE-L recall, and leak and refusals when it has tags.
        public var figures: Figures
        /// By question set.
        public var utility: [String: Answers]

        public init(
            name: String, model: String, refusalForm: Manifest.RefusalForm?, figures: Figures, utility: [String: Answers]
        ) {
            self.name = name
            self.model = model
            self.refusalForm = refusalForm
            self.figures = figures
            self.utility = utility
        }

        /// The evaluated model as a column of its own.
        public init(_ report: EvaluationReport, name: String, refusalForm: Manifest.RefusalForm) {
            self.init(
                name: name, model: report.model, refusalForm: refusalForm, figures: report.overall,
                utility: report.utility.mapValues {
                    Answers(exactMatch: $0.exactMatch, rougeLRecall: $0.rougeLRecall, falseRefusal: $0.falseRefusal)
                })
        }

        private enum CodingKeys: String, CodingKey {
            case name, model, figures, utility
            case refusalForm = "refusal_form"
        }
    }
}
