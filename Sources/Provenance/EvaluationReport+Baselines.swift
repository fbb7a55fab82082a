extension EvaluationReport {
    /// How often the source is named right without the model; see `SourceBaselines`.
    public struct Baselines: Sendable, Hashable, Codable {
        /// Source of the nearest training row by BM25 on prompts.
        public var bm25: Rate
        /// Naive Bayes on the words of the prompt.
        public var bagOfWordsPrompt: Rate
        /// Naive Bayes on the words of the prompt and the reference answer.
        public var bagOfWordsPromptAnswer: Rate

        public init(bm25: Rate, bagOfWordsPrompt: Rate, bagOfWordsPromptAnswer: Rate) {
            self.bm25 = bm25
            self.bagOfWordsPrompt = bagOfWordsPrompt
            self.bagOfWordsPromptAnswer = bagOfWordsPromptAnswer
        }

        /// - Parameter guesses: what was said about each row, and what was right.
        public init(_ guesses: [(guess: SourceBaselines.Guess, source: String)]) {
            bm25 = Rate(guesses.map { $0.guess.nearestRow == $0.source })
            bagOfWordsPrompt = Rate(guesses.map { $0.guess.promptWords == $0.source })
            bagOfWordsPromptAnswer = Rate(guesses.map { $0.guess.promptAndAnswerWords == $0.source })
        }

        private enum CodingKeys: String, CodingKey {
            case bm25
            case bagOfWordsPrompt = "bag_of_words_prompt"
            case bagOfWordsPromptAnswer = "bag_of_words_prompt_answer"
        }
    }

    /// The figures of the rows whose nearest training prompt belongs to another source.
    public struct Overlap: Sendable, Hashable, Codable {
        public var rows: Int
        public var overall: Figures
        /// The sources that have such rows.
        public var sources: [String: Figures]

        public init(rows: Int, overall: Figures, sources: [String: Figures]) {
            self.rows = rows
            self.overall = overall
            self.sources = sources
        }
    }
}
