/// Follows the probes of one answer and says when a guard acts.
///
/// Disabled sources count together: a guard acts when the summed probability of the sources under guard is at or above the
/// threshold of its likeliest one for that rule's patience in consecutive positions. The position before the first token counts.
public struct GuardState: Sendable, Hashable {
    private let guards: [AppliedRules.Guard]
    private var streak = 0

    public init(_ guards: [AppliedRules.Guard]) {
        self.guards = guards
    }

    /// Takes the next probe.
    ///
    /// - Returns: the guard that acts now, or nil.
    public mutating func observe(_ tags: TagDistribution) -> AppliedRules.Guard? {
        let present = guards.filter { tags.probabilities.indices.contains($0.source) }
        guard let leading = present.max(by: { tags.probabilities[$0.source] < tags.probabilities[$1.source] }) else { return nil }
        let mass = tags.mass(of: Set(present.map(\.source)))
        streak = mass >= leading.threshold ? streak + 1 : 0
        return streak >= leading.patience ? leading : nil
    }
}
