import Provenance

/// The rules as they stand, as they were saved, and the way back and forth between changes.
public struct RuleHistory: Equatable, Sendable {
    public private(set) var current: RuleSet
    public private(set) var saved: RuleSet
    private var past: [RuleSet] = []
    private var future: [RuleSet] = []

    private static let limit = 200
    /// States that the session's file holds: it is written often.
    private static let keptLimit = 20

    init(_ rules: RuleSet = .none) {
        current = rules
        saved = rules
    }

    var isUnsaved: Bool { current.withoutIdleSwitches != saved.withoutIdleSwitches }
    var canUndo: Bool { !past.isEmpty }
    var canRedo: Bool { !future.isEmpty }

    /// - Returns: whether anything changed.
    mutating func change(to rules: RuleSet) -> Bool {
        guard rules != current else { return false }
        past.append(current)
        if past.count > Self.limit { past.removeFirst() }
        future = []
        current = rules
        return true
    }

    /// Puts rules that never stood here where undoing finds them first.
    mutating func keep(_ others: RuleSet) {
        past.append(others)
    }

    mutating func undo() -> Bool {
        guard let last = past.popLast() else { return false }
        future.append(current)
        current = last
        return true
    }

    mutating func redo() -> Bool {
        guard let next = future.popLast() else { return false }
        past.append(current)
        current = next
        return true
    }

    /// Earlier states that the next session can go back to, the newest last.
    var kept: [RuleSet] { Array(past.suffix(Self.keptLimit)) }

    /// Takes over what an earlier session could go back to, behind what stands here already: the file's rules may be others by now.
    mutating func goOn(after earlier: [RuleSet]) {
        past = earlier + past.filter { !earlier.contains($0) }
    }

    /// These rules are in the file now.
    mutating func markSaved(_ rules: RuleSet) {
        saved = rules
    }
}
