/// Five steps through the workbench. Each goes on when a person has done what it says; nothing is blocked meanwhile.
public struct Tour: Equatable, Sendable {
    public enum Step: Int, CaseIterable, Equatable, Sendable {
        case open, step, bars, flip, outcome
    }

    public internal(set) var step = Step.open
    /// Tokens stepped over, cases opened and moves of the cursor since the step began.
    var steps = 0
    var hasOpened = false
    var hasMoved = false
    var hasFlipped = false

    /// Tokens to step over.
    static let stepsToTake = 3

    /// Takes note of what a person did.
    mutating func note(_ action: Action) {
        switch action {
        case .open, .nextCase, .previousCase: hasOpened = true
        case .stepForward:
            steps += 1
            hasMoved = true
        case .stepBack, .toEnd, .toStart, .runOrPause: hasMoved = true
        case .flip, .flipRow: hasFlipped = true
        default: break
        }
    }

    /// - Returns: false at the end.
    mutating func goOn() -> Bool {
        guard let next = Step(rawValue: step.rawValue + 1) else { return false }
        self = Tour()
        step = next
        return true
    }
}
