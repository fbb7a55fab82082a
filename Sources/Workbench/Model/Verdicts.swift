import Provenance

/// What became of one case under one set of rules.
public struct Outcome: Equatable, Sendable {
    public var verdict: Verdict
    /// Index of the main source.
    public var source: Int?
    /// Its probability at the end of the answer.
    public var probability: Float?
    public var refused: Bool
    /// Why the case cannot be run; nil when it was.
    public var failure: String?

    init(verdict: Verdict, source: Int?, probability: Float?, refused: Bool, failure: String? = nil) {
        self.verdict = verdict
        self.source = source
        self.probability = probability
        self.refused = refused
        self.failure = failure
    }

    /// What became of a case that cannot be run.
    init(failure: String) {
        self.init(verdict: .notJudged, source: nil, probability: nil, refused: false, failure: failure)
    }

    init(_ trace: Trace, case judged: Case, marks: SourceMarks) {
        // The probes speak where they can, so that the list agrees with the bars; a refusal names its source itself.
        let source = marks.index(of: trace.refusal?.source) ?? trace.finalTags?.main ?? marks.index(of: trace.mainSource)
        let tags = trace.decidingTags
        self.init(
            verdict: judged.expectation?.verdict(answer: trace.answer, refused: trace.refused) ?? .notJudged,
            source: source,
            probability: source.flatMap { index in tags.flatMap { $0.probabilities.indices.contains(index) ? $0.probabilities[index] : nil }
            },
            refused: trace.refused)
    }
}

/// The outcomes of all cases under one set of rules, with counts kept up to date.
public struct VerdictTable: Equatable, Sendable {
    private(set) var outcomes: [Outcome?]
    private(set) var failing = 0
    private(set) var passing = 0
    private(set) var known = 0
    private(set) var cannotRun = 0

    init(caseCount: Int) {
        outcomes = Array(repeating: nil, count: caseCount)
    }

    subscript(index: Int) -> Outcome? { outcomes.indices.contains(index) ? outcomes[index] : nil }

    mutating func set(_ outcome: Outcome, at index: Int) {
        guard outcomes.indices.contains(index) else { return }
        count(outcomes[index], -1)
        outcomes[index] = outcome
        count(outcome, 1)
    }

    mutating func append(_ outcome: Outcome?) {
        outcomes.append(outcome)
        count(outcome, 1)
    }

    private mutating func count(_ outcome: Outcome?, _ step: Int) {
        guard let outcome else { return }
        known += step
        if outcome.failure != nil { cannotRun += step }
        switch outcome.verdict {
        case .passing: passing += step
        case .failing: failing += step
        case .notJudged: break
        }
    }
}

/// What a set of rules did to the cases, against no rules.
public struct Tally: Equatable, Sendable {
    public var fixes = 0
    public var breaks = 0
    public var same = 0

    public var total: Int { fixes + breaks + same }

    /// Counts a case in, or with a step of -1 out again.
    mutating func count(before: Verdict, after: Verdict, _ step: Int = 1) {
        switch (before, after) {
        case (.failing, .passing): fixes += step
        case (.passing, .failing): breaks += step
        default: same += step
        }
    }
}

/// Verdicts by rule set, so that flipping back is instant.
public struct VerdictBook: Equatable, Sendable {
    private var tables: [RuleSet: VerdictTable] = [:]
    private var order: [RuleSet] = []
    /// Rule sets whose verdicts stay whatever else is used: those of the matrix.
    private var pinned: Set<RuleSet> = []
    /// What each rule set did, against no rules.
    private var tallies: [RuleSet: Tally] = [:]
    private(set) var caseCount = 0
    /// Counts the changes of what is known.
    private(set) var revision = 0
    /// The rules in force.
    private(set) var current: RuleSet = .none

    private static let limit = 12

    init(caseCount: Int = 0) {
        self.caseCount = caseCount
        use(.none)
    }

    func table(_ rules: RuleSet) -> VerdictTable? { tables[rules] }

    /// What the rules in force did, against no rules.
    var tally: Tally { tally(current) }

    func tally(_ rules: RuleSet) -> Tally { tallies[rules] ?? Tally() }

    func outcome(_ index: Int, under rules: RuleSet) -> Outcome? { tables[rules]?[index] }

    /// Makes a rule set the current one.
    mutating func use(_ rules: RuleSet) {
        current = rules
        open(rules)
        trim()
    }

    /// Keeps the verdicts of these rule sets, and no more those that were pinned before.
    mutating func pin(_ sets: [RuleSet]) {
        pinned = Set(sets)
        for set in sets { open(set) }
        trim()
    }

    private mutating func open(_ rules: RuleSet) {
        if tables[rules] == nil { tables[rules] = VerdictTable(caseCount: caseCount) }
        order.removeAll { $0 == rules }
        order.append(rules)
    }

    /// Forgets the rule sets that were used least recently.
    private mutating func trim() {
        let kept = pinned.union([.none, current])
        while order.count > max(Self.limit, kept.count), let oldest = order.first(where: { !kept.contains($0) }) {
            order.removeAll { $0 == oldest }
            tables[oldest] = nil
            tallies[oldest] = nil
        }
    }

    mutating func record(_ outcome: Outcome, case index: Int, under rules: RuleSet) {
        guard tables[rules] != nil else { return }
        if tables[rules]?[index] != outcome { revision += 1 }
        // A plain verdict is the one that all others are held against.
        let touched = rules == .none ? tables.keys.filter { $0 != .none } : [rules]
        for set in touched { count(index, set, -1) }
        tables[rules]?.set(outcome, at: index)
        for set in touched { count(index, set, 1) }
    }

    private mutating func count(_ index: Int, _ rules: RuleSet, _ step: Int) {
        guard let before = tables[.none]?[index], let after = tables[rules]?[index] else { return }
        tallies[rules, default: Tally()].count(before: before.verdict, after: after.verdict, step)
    }

    /// Forgets what is known about some cases.
    mutating func forget(_ cases: [Int]) {
        let gone = Set(cases)
        move((0..<caseCount).map { gone.contains($0) ? nil : $0 })
    }

    /// The list changed.
    ///
    /// - Parameter origins: for each case of the new list the index it had, or nil where nothing that is known holds for it.
    mutating func move(_ origins: [Int?]) {
        caseCount = origins.count
        revision += 1
        tallies = [:]
        for (rules, old) in tables {
            var table = VerdictTable(caseCount: 0)
            for origin in origins { table.append(origin.flatMap { old[$0] }) }
            tables[rules] = table
        }
        for rules in tables.keys { countAnew(rules) }
    }

    // MARK: From one session to the next

    /// All outcomes, those of the rules used last at the end.
    var snapshot: [VerdictSnapshot.Table] {
        order.compactMap { rules in
            guard let table = tables[rules], table.known > 0 else { return nil }
            return VerdictSnapshot.Table(rules: rules, outcomes: table.outcomes)
        }
    }

    /// Takes outcomes of an earlier session where nothing is known yet, and keeps those rule sets until others are pinned. Of several, the
    /// set that was used last comes first.
    mutating func restore(_ rules: RuleSet, _ outcomes: [Outcome?]) {
        guard outcomes.count == caseCount else { return }
        if tables[rules] == nil { order.insert(rules, at: 0) }
        let known = tables[rules]
        var table = VerdictTable(caseCount: 0)
        for (index, outcome) in outcomes.enumerated() { table.append(known?[index] ?? outcome) }
        tables[rules] = table
        pinned.insert(rules)
        revision += 1
        // A plain verdict is the one that all others are held against.
        for set in rules == .none ? tables.keys.filter({ $0 != .none }) : [rules] { countAnew(set) }
    }

    private mutating func countAnew(_ rules: RuleSet) {
        guard rules != .none, let before = tables[.none], let after = tables[rules] else { return }
        var tally = Tally()
        for index in 0..<caseCount {
            if let before = before[index], let after = after[index] { tally.count(before: before.verdict, after: after.verdict) }
        }
        tallies[rules] = tally
    }
}
