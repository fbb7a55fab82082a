import Provenance

/// What the refusal of each source would do to each case.
public struct Matrix: Equatable, Sendable {
    /// A set of sources that is judged: one source, or several that were found to be worth a try.
    public struct Column: Equatable, Sendable {
        /// Indices of the sources.
        public var sources: [Int]
        public var rules: RuleSet
    }

    /// What the search says.
    public enum Advice: Equatable, Sendable {
        /// Single refusals are still being judged.
        case open
        /// This set should be the best one; it is being judged itself.
        case trying(Choice)
        /// Judged: the smallest set that fixes the most and breaks nothing, and the set that gains more at a cost.
        case found(clean: Choice?, tradeOff: Choice?)
        case nothingFails
        case nothingHelps
    }

    /// A column with what it does to all cases, estimated or judged.
    public struct Choice: Equatable, Sendable {
        public var sources: [Int]
        public var fixes: Int
        public var breaks: Int
    }

    /// Sets of several sources that are tried before the best of those is taken.
    static let mostTries = 8

    /// Indices of the cases, those that fail without rules first.
    public internal(set) var rows: [Int]
    public internal(set) var columns: [Column]
    public internal(set) var advice: Advice = .open
    /// More sources fix something than the search takes.
    var leavesOut = false
    /// The place of the selection in `rows` and the first row on the screen.
    public internal(set) var row = 0
    public internal(set) var top = 0
    /// The selected column.
    public internal(set) var column = 0
    /// A person moved the selection; the search moves it no more.
    var wasMoved = false
    /// Columns of one source; those after them were tried by the search.
    let singles: Int

    init(rows: [Int], columns: [Column]) {
        self.rows = rows
        self.columns = columns
        singles = columns.count
    }

    /// The rule sets whose verdicts fill it.
    var wanted: [RuleSet] { columns.map(\.rules) }

    /// The columns that the search would have one take.
    var advised: [[Int]] {
        switch advice {
        case .found(let clean, let tradeOff): [clean, tradeOff].compactMap { $0?.sources }
        default: []
        }
    }
}
