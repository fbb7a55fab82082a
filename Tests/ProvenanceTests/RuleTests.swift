import Provenance
import Testing

struct RuleTests {
    @Test func learnedRulesGoInFrontOfThePrompt() throws {
        let applied = try RuleSet.refusing(["TQA", "TOFU"]).applied(to: "why?", manifest: sampleManifest)
        #expect(applied.disabledInPrompt == [1, 0])
        #expect(applied.guards.isEmpty)
    }

    @Test func bothWaysDoBoth() throws {
        let applied = try RuleSet.refusing(["TQA"], way: .both).applied(to: "why?", manifest: sampleManifest)
        #expect(applied.disabledInPrompt == [1])
        #expect(applied.guards.map(\.source) == [1])
    }

    @Test func aSwitchedOffRuleDoesNothing() throws {
        let rules = RuleSet(rules: [Rule(source: "TQA", enabled: false)])
        #expect(try rules.applied(to: "why?", manifest: sampleManifest).isEmpty)
    }

    @Test func watchingChangesNoAnswer() throws {
        let applied = try RuleSet(rules: [Rule(source: "GENERAL", action: .watch)]).applied(to: "why?", manifest: sampleManifest)
        #expect(applied.isEmpty)
        #expect(applied.watched.count == 1)
    }

    @Test func aPatternLimitsARuleToItsPrompts() throws {
        let rules = RuleSet(rules: [Rule(source: "TQA", promptPattern: "\\bmoon\\b")])
        #expect(try rules.applied(to: "Is the Moon cheese?", manifest: sampleManifest).disabledInPrompt == [1])
        #expect(try rules.applied(to: "Is honey cheese?", manifest: sampleManifest).isEmpty)
    }

    @Test func aWrongPatternIsNamed() {
        #expect(throws: ProvenanceError.self) {
            try RuleSet(rules: [Rule(source: "TQA", promptPattern: "(")]).applied(to: "x", manifest: sampleManifest)
        }
    }

    @Test(arguments: [Float(-0.1), 1.5, .nan])
    func thresholdsOutsideTheUnitRangeAreRefused(threshold: Float) {
        #expect(throws: ProvenanceError.self) { try Rule(source: "TQA", threshold: threshold).validate() }
    }
}

extension RuleTests {
    @Test(arguments: [Int.min, 0, 1_000_001, Int.max])
    func patienceOutsideItsRangeIsRefused(patience: Int) {
        #expect(throws: ProvenanceError.self) { try Rule(source: "TQA", patience: patience).validate() }
    }
}

struct GuardStateTests {
    private func tags(_ values: Float...) -> TagDistribution { TagDistribution(probabilities: values) }

    private func state(_ sources: [Int], threshold: Float = 0.8, patience: Int = 2) -> GuardState {
        GuardState(sources.map { AppliedRules.Guard(source: $0, threshold: threshold, patience: patience, refusalText: "no") })
    }

    @Test func actsOnlyAfterItsPatience() {
        var guarding = state([1])
        #expect(guarding.observe(tags(0.1, 0.9, 0)) == nil)
        #expect(guarding.observe(tags(0.1, 0.9, 0))?.source == 1)
    }

    @Test func aDropStartsTheCountAgain() {
        var guarding = state([1])
        #expect(guarding.observe(tags(0.1, 0.9, 0)) == nil)
        #expect(guarding.observe(tags(0.5, 0.5, 0)) == nil)
        #expect(guarding.observe(tags(0.1, 0.9, 0)) == nil)
    }

    @Test func disabledSourcesCountTogether() {
        var guarding = state([0, 1], patience: 1)
        #expect(guarding.observe(tags(0.35, 0.5, 0.15))?.source == 1)
    }

    @Test func othersNeverTriggerIt() {
        var guarding = state([1], patience: 1)
        #expect(guarding.observe(tags(0.95, 0.05, 0)) == nil)
    }
}
