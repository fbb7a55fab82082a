extension EvaluationReport {
    /// How an evaluation was run, so that a reader can run it again.
    public struct Run: Sendable, Hashable, Codable {
        /// When, as the one who ran it writes dates.
        public var date: String
        /// The command line that repeats it.
        public var command: String
        /// How refusals were carried out.
        public var way: Rule.Way
        /// Tokens an answer could take.
        public var maximumTokens: Int
        /// Most rows taken of a file; nil for all.
        public var limit: Int?

        public init(date: String, command: String, way: Rule.Way, maximumTokens: Int, limit: Int?) {
            self.date = date
            self.command = command
            self.way = way
            self.maximumTokens = maximumTokens
            self.limit = limit
        }

        private enum CodingKeys: String, CodingKey {
            case date, command, way, limit
            case maximumTokens = "maximum_tokens"
        }
    }
}
