import Provenance

/// The outcomes of all cases under one set of rules, with counts kept up to date.
///
/// In columns of numbers: a hundred thousand outcomes are looked through for a filter, moved along with their cases, and copied for the
/// file that keeps them, all between two keys.
public struct VerdictTable: Equatable, Sendable {
    /// What is known of a case.
    enum Sign: UInt8, Sendable {
        case unknown, notJudged, passing, failing, cannotRun

        var verdict: Verdict? {
            switch self {
            case .unknown: nil
            case .notJudged, .cannotRun: .notJudged
            case .passing: .passing
            case .failing: .failing([])
            }
        }
    }

    private struct Mark: Equatable {
        var sign = Sign.unknown
        var refused = false
        /// Index of the main source; -1 for none.
        var source: Int16 = -1
        /// Its probability at the end of the answer; -1 where there is none.
        var probability: Float = -1
    }

    private var marks: [Mark]
    /// Why cases cannot be run, by their indices; hardly any.
    private var failures: [Int: String] = [:]
    private(set) var failing = 0
    private(set) var passing = 0
    private(set) var known = 0
    private(set) var cannotRun = 0

    init(caseCount: Int) {
        marks = Array(repeating: Mark(), count: caseCount)
    }

    var count: Int { marks.count }

    func sign(_ index: Int) -> Sign { marks.indices.contains(index) ? marks[index].sign : .unknown }

    func isKnown(_ index: Int) -> Bool { sign(index) != .unknown }

    func source(_ index: Int) -> Int? {
        guard marks.indices.contains(index), marks[index].source >= 0 else { return nil }
        return Int(marks[index].source)
    }

    func probability(_ index: Int) -> Float? {
        guard marks.indices.contains(index), marks[index].probability >= 0 else { return nil }
        return marks[index].probability
    }

    func wasRefused(_ index: Int) -> Bool { marks.indices.contains(index) && marks[index].refused }

    subscript(index: Int) -> Outcome? {
        guard let verdict = sign(index).verdict else { return nil }
        return Outcome(
            verdict: verdict, source: source(index), probability: probability(index), refused: wasRefused(index), failure: failures[index])
    }

    /// - Returns: whether that is news.
    @discardableResult
    mutating func set(_ outcome: Outcome, at index: Int) -> Bool {
        guard marks.indices.contains(index) else { return false }
        let probability = outcome.probability.flatMap { $0 >= 0 ? $0 : nil }
        let mark = Mark(
            sign: outcome.sign, refused: outcome.refused, source: outcome.source.flatMap { Int16(exactly: $0) } ?? -1,
            probability: probability ?? -1)
        guard mark != marks[index] || outcome.failure != failures[index] else { return false }
        count(marks[index].sign, -1)
        marks[index] = mark
        if outcome.failure != failures[index] { failures[index] = outcome.failure }
        count(mark.sign, 1)
        return true
    }

    private mutating func count(_ sign: Sign, _ step: Int) {
        switch sign {
        case .unknown: return
        case .notJudged: break
        case .passing: passing += step
        case .failing: failing += step
        case .cannotRun: cannotRun += step
        }
        known += step
    }

    /// The list changed.
    ///
    /// - Parameter origins: for each case of the new list the index it had, or nil where nothing that is known holds for it.
    func moved(_ origins: [Int?]) -> VerdictTable {
        var moved = VerdictTable(caseCount: 0)
        moved.marks = origins.map { origin in origin.map { marks[$0] } ?? Mark() }
        for mark in moved.marks { moved.count(mark.sign, 1) }
        guard !failures.isEmpty else { return moved }
        for (index, origin) in origins.enumerated() {
            if let failure = origin.flatMap({ failures[$0] }) { moved.failures[index] = failure }
        }
        return moved
    }

    mutating func forget(_ index: Int) {
        guard marks.indices.contains(index) else { return }
        count(marks[index].sign, -1)
        marks[index] = Mark()
        failures[index] = nil
    }

    /// Takes what another table knows where nothing is known here.
    mutating func fill(from other: VerdictTable) {
        if known == 0 { return self = other }
        for index in marks.indices where !isKnown(index) { if let outcome = other[index] { set(outcome, at: index) } }
    }

    /// The table with its sources called by other indices; what is of a source that is not there any more is not known.
    func renamingSources(_ index: (Int) -> Int?) -> VerdictTable {
        var renamed = self
        for place in marks.indices where marks[place].source >= 0 {
            if let source = index(Int(marks[place].source)).flatMap({ Int16(exactly: $0) }) {
                renamed.marks[place].source = source
            } else {
                renamed.forget(place)
            }
        }
        return renamed
    }
}

extension Outcome {
    var sign: VerdictTable.Sign {
        if failure != nil { return .cannotRun }
        return switch verdict {
        case .passing: .passing
        case .failing: .failing
        case .notJudged: .notJudged
        }
    }
}
