extension EvaluationReport {
    /// Tracing accuracy of every source after each stage that followed the one it was learned in.
    public struct Retention: Sendable, Hashable, Codable {
        /// The weights as a stage left them.
        public struct Checkpoint: Sendable, Hashable, Codable {
            public var name: String
            /// Where they are kept.
            public var folder: String
            /// Free generation in debug mode, for each source that had been taught by then.
            public var sources: [String: Rate]

            public init(name: String, folder: String, sources: [String: Rate]) {
                self.name = name
                self.folder = folder
                self.sources = sources
            }
        }

        /// Sources of one stage.
        public struct Group: Sendable, Hashable {
            /// The stage's name, or `GENERAL`.
            public var name: String
            /// In the order of the alphabet.
            public var sources: [String]
        }

        /// In the order of training.
        public var checkpoints: [Checkpoint]
        /// The stage of each source; none for `GENERAL`.
        public var stages: [String: Stage]

        public init(checkpoints: [Checkpoint], stages: [String: Stage]) {
            self.checkpoints = checkpoints
            self.stages = stages
        }

        /// The measured sources by stage, in the order of the stages.
        public var groups: [Group] {
            let measured = Set(checkpoints.flatMap(\.sources.keys)).sorted()
            let staged = Stage.allCases.map { stage in Group(name: stage.rawValue, sources: measured.filter { stages[$0] == stage }) }
            return (staged + [Group(name: Source.generalName, sources: measured.filter { stages[$0] == nil })])
                .filter { !$0.sources.isEmpty }
        }
    }
}

extension EvaluationReport.Retention.Checkpoint {
    /// The rate over several sources' rows together; nil when it knows none of them.
    public func rate(of names: [String]) -> Rate? {
        let known = names.compactMap { sources[$0] }
        guard !known.isEmpty else { return nil }
        return Rate(hits: known.reduce(0) { $0 + $1.hits }, count: known.reduce(0) { $0 + $1.count })
    }
}
