extension RuleSet {
    /// The rules that can change an answer, without what makes no difference to it: two rule sets with the same effect
    /// are equal, so that what was found out under one holds under the other.
    public var inForce: RuleSet {
        RuleSet(
            rules: rules.filter { $0.enabled && $0.action == .refuse }.map { rule in
                var rule = rule
                rule.note = nil
                if !rule.way.usesProbes {
                    rule.threshold = Rule.defaultThreshold
                    rule.patience = Rule.defaultPatience
                }
                return rule
            })
    }
}
