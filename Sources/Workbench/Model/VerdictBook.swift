import Provenance

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
        // A plain verdict is the one that all others are held against.
        let touched = rules == .none ? tables.keys.filter { $0 != .none } : [rules]
        for set in touched { count(index, set, -1) }
        if tables[rules]?.set(outcome, at: index) == true { revision += 1 }
        for set in touched { count(index, set, 1) }
    }

    private mutating func count(_ index: Int, _ rules: RuleSet, _ step: Int) {
        guard let before = tables[.none]?.sign(index), let after = tables[rules]?.sign(index) else { return }
        tallies[rules, default: Tally()].count(before: before, after: after, step)
    }

    /// Forgets what is known about some cases.
    mutating func forget(_ cases: [Int]) {
        revision += 1
        for rules in tables.keys {
            for index in cases { tables[rules]?.forget(index) }
        }
        for rules in tables.keys { countAnew(rules) }
    }

    /// The list changed.
    ///
    /// - Parameter origins: for each case of the new list the index it had, or nil where nothing that is known holds for it.
    mutating func move(_ origins: [Int?]) {
        caseCount = origins.count
        revision += 1
        tables = tables.mapValues { $0.moved(origins) }
        for rules in tables.keys { countAnew(rules) }
    }

    // MARK: From one session to the next

    /// All tables, that of the rules used last at the end.
    var snapshot: [VerdictSnapshot.Table] {
        order.compactMap { rules in
            guard let table = tables[rules], table.known > 0 else { return nil }
            return VerdictSnapshot.Table(rules: rules, table: table)
        }
    }

    /// Takes outcomes of an earlier session where nothing is known yet, and keeps those rule sets until others are pinned. Of several, the
    /// set that was used last comes first.
    mutating func restore(_ rules: RuleSet, _ kept: VerdictTable) {
        guard kept.count == caseCount else { return }
        if tables[rules] == nil { order.insert(rules, at: 0) }
        tables[rules, default: VerdictTable(caseCount: caseCount)].fill(from: kept)
        pinned.insert(rules)
        revision += 1
        // A plain verdict is the one that all others are held against.
        for set in rules == .none ? tables.keys.filter({ $0 != .none }) : [rules] { countAnew(set) }
    }

    private mutating func countAnew(_ rules: RuleSet) {
        guard rules != .none, let before = tables[.none], let after = tables[rules] else { return }
        var tally = Tally()
        for index in 0..<caseCount { tally.count(before: before.sign(index), after: after.sign(index)) }
        tallies[rules] = tally
    }
}
