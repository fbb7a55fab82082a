import Provenance

/// What the filter looks at. Working it out for a long list takes a moment, and is done where nobody waits.
public struct CaseIndex: Equatable, Sendable {
    private(set) var text: CaseText
    private(set) var labels: CaseLabels

    public init(_ cases: [Case]) {
        text = CaseText(cases)
        labels = CaseLabels(cases)
    }

    mutating func follow(_ moves: CaseMoves) {
        text.follow(moves)
        labels.follow(moves)
    }
}
