/// The rules of a workspace, in order.
public struct RuleSet: Sendable, Hashable, Codable {
    public var rules: [Rule]

    public init(rules: [Rule] = []) {
        self.rules = rules
    }

    /// No rule at all.
    public static let none = RuleSet()

    /// Rules that refuse the named sources in one way: what `--refuse A,B --way W` means.
    public static func refusing(_ names: [String], way: Rule.Way = .learned) -> RuleSet {
        RuleSet(rules: names.map { Rule(source: $0, way: way) })
    }

    /// The rules that are switched on.
    public var enabled: [Rule] { rules.filter(\.enabled) }

    /// Names of the sources that an enabled rule refuses.
    public var refusedSources: [String] { enabled.filter { $0.action == .refuse }.map(\.source) }

    /// Checks every rule, and its source against the manifest.
    ///
    /// - Throws: `ProvenanceError`.
    public func validate(for manifest: Manifest) throws {
        for rule in rules {
            _ = try manifest.resolve([rule.source], refusable: rule.action == .refuse)
            try rule.validate()
        }
    }

    /// What these rules ask of the engine for one prompt.
    ///
    /// - Throws: `ProvenanceError` for an unknown source or a wrong pattern.
    public func applied(to prompt: String, manifest: Manifest) throws -> AppliedRules {
        var applied = AppliedRules(disabledInPrompt: [], guards: [], watched: [], refusalText: manifest.refusalText)
        for rule in enabled {
            try rule.validate()
            let source = try manifest.resolve([rule.source], refusable: rule.action == .refuse)[0]
            guard let index = manifest.index(of: source.name) else { continue }
            if let pattern = rule.promptPattern, try !Pattern(pattern).found(in: prompt) { continue }
            let guarding = AppliedRules.Guard(
                source: index, threshold: rule.threshold, patience: rule.patience, refusalText: rule.refusalText ?? manifest.refusalText)
            switch rule.action {
            case .watch:
                applied.watched.append(guarding)
            case .refuse:
                if rule.way.usesPrompt, !applied.disabledInPrompt.contains(index) { applied.disabledInPrompt.append(index) }
                if rule.way.usesProbes { applied.guards.append(guarding) }
                if let text = rule.refusalText { applied.refusalTexts[index] = text }
            }
        }
        return applied
    }
}

/// Rules worked out for one prompt: what goes in front of it, and what the guard looks for.
public struct AppliedRules: Sendable, Hashable {
    /// One rule that reads the probes.
    public struct Guard: Sendable, Hashable {
        /// Index in the manifest's sources.
        public var source: Int
        public var threshold: Float
        public var patience: Int
        public var refusalText: String

        public init(source: Int, threshold: Float, patience: Int, refusalText: String) {
            self.source = source
            self.threshold = threshold
            self.patience = patience
            self.refusalText = refusalText
        }
    }

    /// Indices of the sources whose tags follow `<REFUSE>`.
    public var disabledInPrompt: [Int]
    /// Rules that may cut the answer.
    public var guards: [Guard]
    /// Rules that only report.
    public var watched: [Guard]
    /// The manifest's text.
    public var refusalText: String
    /// The rule's own text for a source, where it has one.
    public var refusalTexts: [Int: String] = [:]

    /// True when no rule can change the answer.
    public var isEmpty: Bool { disabledInPrompt.isEmpty && guards.isEmpty }
}
