import Provenance

extension RuleSet {
    /// The rule that a source's switch stands for: its first refusing rule, else its first rule.
    package func rule(for source: String) -> Rule? {
        rules.first { $0.source == source && $0.action == .refuse } ?? rules.first { $0.source == source }
    }

    /// True when an enabled rule refuses the source.
    package func refuses(_ source: String) -> Bool {
        rules.contains { $0.source == source && $0.enabled && $0.action == .refuse }
    }

    /// Switches every refusing rule of a source; a source without one gets a rule with the usual figures.
    package mutating func setRefused(_ refused: Bool, source: String) {
        var found = false
        for index in rules.indices where rules[index].source == source && rules[index].action == .refuse {
            rules[index].enabled = refused
            found = true
        }
        if !found, refused { rules.append(Rule(source: source)) }
    }

    /// Changes every refusing rule of a source; a source without one gets a rule that is switched off.
    package mutating func change(source: String, _ change: (inout Rule) -> Void) {
        if !rules.contains(where: { $0.source == source && $0.action == .refuse }) {
            rules.append(Rule(source: source, enabled: false))
        }
        for index in rules.indices where rules[index].source == source && rules[index].action == .refuse {
            change(&rules[index])
        }
    }

    /// The rules without those that say nothing: a source switched on and off again leaves a rule with the usual figures
    /// behind, and that is no change worth saving.
    package var withoutIdleSwitches: RuleSet {
        RuleSet(rules: rules.filter { $0 != Rule(source: $0.source, enabled: false) })
    }
}
