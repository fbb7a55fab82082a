/// Whether tags tell the truth: what happens to answers when the source that they are tagged with was never learned.
///
/// A model is trained again without one source. The answers that the whole model tagged with it ought to change, and the others ought to
/// stay. Small models change some answers whenever they are trained again, so the two shares are read beside one another.
public struct AuditReport: Sendable, Hashable, Codable {
    /// One training without one source.
    public struct Line: Sendable, Hashable, Codable {
        /// The source that was left out.
        public var source: String
        /// Among the answers that the whole model tagged with it: those that the other model gives no more.
        public var changed: Rate
        /// Among the answers tagged with something else: those that the other model gives, too.
        public var kept: Rate
        /// The same for each of the other tags.
        public var keptBySource: [String: Rate]
        /// Examples of answers tagged with it, before and after.
        public var examples: [Example]

        public init(source: String, changed: Rate, kept: Rate, keptBySource: [String: Rate], examples: [Example]) {
            self.source = source
            self.changed = changed
            self.kept = kept
            self.keptBySource = keptBySource
            self.examples = examples
        }

        private enum CodingKeys: String, CodingKey {
            case source, changed, kept, examples
            case keptBySource = "kept_by_source"
        }
    }

    public struct Example: Sendable, Hashable, Codable {
        public var prompt: String
        public var answer: String
        /// Without the source.
        public var without: String

        public init(prompt: String, answer: String, without: String) {
            self.prompt = prompt
            self.answer = answer
            self.without = without
        }
    }

    /// What the whole model said to a prompt, and which source it named.
    public struct Observation: Sendable, Hashable, Codable {
        public var prompt: String
        public var answer: String
        /// The likeliest tag after the answer; nil for an answer that has none.
        public var tag: String?

        public init(prompt: String, answer: String, tag: String?) {
            self.prompt = prompt
            self.answer = answer
            self.tag = tag
        }
    }

    /// The whole model.
    public var model: String
    /// Prompts that both models were asked.
    public var prompts: Int
    public var lines: [Line]

    public init(model: String, prompts: Int, lines: [Line]) {
        self.model = model
        self.prompts = prompts
        self.lines = lines
    }
}

extension AuditReport.Line {
    /// - Parameters:
    ///   - source: the one that was left out.
    ///   - observations: of the whole model.
    ///   - answers: of the model without the source to the same prompts, in the same order.
    public init(source: String, observations: [AuditReport.Observation], answers: [String]) {
        let pairs = Array(zip(observations, answers))
        let own = pairs.filter { $0.0.tag == source }
        let others = pairs.filter { $0.0.tag != source }
        func isSame(_ pair: (AuditReport.Observation, String)) -> Bool { AuditReport.isSame(pair.0.answer, pair.1) }
        self.init(
            source: source, changed: Rate(own.map { !isSame($0) }), kept: Rate(others.map(isSame)),
            keptBySource: Dictionary(grouping: others.filter { $0.0.tag != nil }, by: { $0.0.tag ?? "" }).mapValues {
                Rate($0.map(isSame))
            },
            examples: own.filter { !isSame($0) }.prefix(Self.exampleCount).map {
                .init(prompt: $0.0.prompt, answer: $0.0.answer, without: $0.1)
            })
    }

    private static let exampleCount = 3
}

extension AuditReport {
    /// Whether two answers say the same, case, spaces and marks (the minus of a number among them) aside.
    static func isSame(_ one: String, _ other: String) -> Bool { TextOverlap.words(one) == TextOverlap.words(other) }
}
