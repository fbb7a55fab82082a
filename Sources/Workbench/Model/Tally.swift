/// What a set of rules did to the cases, against no rules.
public struct Tally: Equatable, Sendable {
    public var fixes = 0
    public var breaks = 0
    public var same = 0

    public var total: Int { fixes + breaks + same }

    /// Counts a case in, or with a step of -1 out again.
    mutating func count(before: VerdictTable.Sign, after: VerdictTable.Sign, _ step: Int = 1) {
        switch (before, after) {
        case (.unknown, _), (_, .unknown): break
        case (.failing, .passing): fixes += step
        case (.passing, .failing): breaks += step
        default: same += step
        }
    }
}
