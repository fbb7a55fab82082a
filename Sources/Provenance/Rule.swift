import Foundation

/// A remediation: what to do when a given source is behind an answer.
public struct Rule: Sendable, Hashable, Codable {
    /// What happens when the source is behind an answer.
    public enum Action: String, Sendable, Hashable, Codable, CaseIterable {
        /// Answers from the source become the refusal text.
        case refuse
        /// Nothing changes; the trace says when the source was behind the answer.
        case watch
    }

    /// How a refusal is carried out.
    public enum Way: String, Sendable, Hashable, Codable, CaseIterable {
        /// `<REFUSE>` and the disabled tags stand in front of the prompt.
        case learned
        /// The engine probes while it decodes and cuts the answer.
        case guarding = "guard"
        case both

        /// Whether it puts tags in front of the prompt.
        public var usesPrompt: Bool { self != .guarding }
        /// Whether it reads the probes.
        public var usesProbes: Bool { self != .learned }
    }

    /// The source's name.
    public var source: String
    /// False keeps the rule and does nothing.
    public var enabled: Bool
    public var action: Action
    public var way: Way
    /// The guard acts when the source's probability is at or above this, 0...1.
    public var threshold: Float
    /// The number of consecutive positions at or above the threshold before the guard acts; in `patienceRange`.
    public var patience: Int
    /// The rule applies to prompts that this regular expression finds a match in; nil means all.
    public var promptPattern: String?
    /// Nil means the manifest's text.
    public var refusalText: String?
    public var note: String?

    /// A guard's threshold and patience where a rule states none.
    public static let defaultThreshold: Float = 0.8
    public static let defaultPatience = 2
    /// No answer has more positions than this, so a longer wait would be a guard that never acts.
    public static let patienceRange = 1...1_000_000

    public init(
        source: String, enabled: Bool = true, action: Action = .refuse, way: Way = .learned,
        threshold: Float = Rule.defaultThreshold, patience: Int = Rule.defaultPatience, promptPattern: String? = nil,
        refusalText: String? = nil, note: String? = nil
    ) {
        self.source = source
        self.enabled = enabled
        self.action = action
        self.way = way
        self.threshold = threshold
        self.patience = patience
        self.promptPattern = promptPattern
        self.refusalText = refusalText
        self.note = note
    }

    private enum CodingKeys: String, CodingKey {
        case source, enabled, action, way, threshold, patience, note
        case promptPattern = "when"
        case refusalText = "refusal"
    }

    /// The keys a rule file may use.
    public static let keys = ["source", "enabled", "action", "way", "threshold", "patience", "when", "refusal", "note"]

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            source: try container.decode(String.self, forKey: .source),
            enabled: try container.decodeIfPresent(Bool.self, forKey: .enabled) ?? true,
            action: try container.decodeKnownWord(Action.self, forKey: .action) ?? .refuse,
            way: try container.decodeKnownWord(Way.self, forKey: .way) ?? .learned,
            threshold: try container.decodeIfPresent(Float.self, forKey: .threshold) ?? Rule.defaultThreshold,
            patience: try container.decodeIfPresent(Int.self, forKey: .patience) ?? Rule.defaultPatience,
            promptPattern: try container.decodeIfPresent(String.self, forKey: .promptPattern),
            refusalText: try container.decodeIfPresent(String.self, forKey: .refusalText),
            note: try container.decodeIfPresent(String.self, forKey: .note))
    }

    /// Writes what differs from the usual figures, as a person would.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(source, forKey: .source)
        if !enabled { try container.encode(enabled, forKey: .enabled) }
        if action != .refuse { try container.encode(action, forKey: .action) }
        if way != .learned { try container.encode(way, forKey: .way) }
        if threshold != Rule.defaultThreshold {
            // The shortest decimal that is this number; a binary fraction would be written with all its digits.
            try container.encode(Decimal(string: "\(threshold)") ?? Decimal(Double(threshold)), forKey: .threshold)
        }
        if patience != Rule.defaultPatience { try container.encode(patience, forKey: .patience) }
        try container.encodeIfPresent(promptPattern, forKey: .promptPattern)
        try container.encodeIfPresent(refusalText, forKey: .refusalText)
        try container.encodeIfPresent(note, forKey: .note)
    }

    /// Checks figures and pattern.
    ///
    /// - Throws: `ProvenanceError.invalidRule` or `.invalidPattern`.
    public func validate() throws {
        guard threshold >= 0, threshold <= 1 else {
            throw ProvenanceError.invalidRule(source: source, reason: "threshold \(threshold) is not between 0 and 1")
        }
        guard Rule.patienceRange.contains(patience) else {
            let range = "\(Rule.patienceRange.lowerBound) and \(Rule.patienceRange.upperBound)"
            throw ProvenanceError.invalidRule(source: source, reason: "patience \(patience) is not between \(range)")
        }
        if let promptPattern { _ = try Pattern(promptPattern) }
    }
}
