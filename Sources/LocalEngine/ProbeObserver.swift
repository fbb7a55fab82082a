import Provenance

/// Follows the probes of one answer for the rules that read them: guards, which may cut it, and watches, which only report.
struct ProbeObserver {
    private var guards: GuardState
    private var watches: [(source: String, state: GuardState)]
    /// What the watches have reported, each source once.
    private(set) var watched: [Trace.Refusal] = []

    init(_ rules: AppliedRules, manifest: Manifest) {
        guards = GuardState(rules.guards)
        watches = rules.watched.map { (manifest.sources[$0.source].name, GuardState([$0])) }
    }

    /// Takes the probe after `count` tokens of the answer; the position before the first one comes first, with 0.
    ///
    /// - Returns: the guard that acts now, or nil.
    mutating func observe(_ tags: TagDistribution, after count: Int) -> AppliedRules.Guard? {
        for index in watches.indices {
            let source = watches[index].source
            if watches[index].state.observe(tags) != nil, !watched.contains(where: { $0.source == source }) {
                watched.append(Trace.Refusal(source: source, way: .guarding, token: count))
            }
        }
        return guards.observe(tags)
    }
}
