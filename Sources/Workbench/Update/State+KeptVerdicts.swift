import Provenance

/// When verdicts were written down last.
struct VerdictKeeper: Equatable, Sendable {
    /// Seconds between two writes while judging goes on.
    static let interval = 30.0

    /// Tells the model apart that the verdicts are of; nil where none are kept.
    var model: String?
    /// What was read and waits for the sources to be known.
    var waiting: KeptVerdicts?
    /// The state of the verdicts that stands in the file.
    var revision = 0
    var wroteAt = 0.0
}

extension State {
    /// Writes the verdicts down: when judging ends, now and then before, and at the end.
    mutating func keepVerdicts(after message: Message) {
        guard keeper.isOn, let model = verdictKeeper.model, verdicts.revision != verdictKeeper.revision else { return }
        let ends = outbox.firstIndex(of: .quit)
        var isOver = false
        if case .judgeEnded = message { isOver = !judging.isActive }
        guard ends != nil || isOver || now - verdictKeeper.wroteAt >= VerdictKeeper.interval else { return }
        verdictKeeper.revision = verdicts.revision
        verdictKeeper.wroteAt = now
        let snapshot = VerdictSnapshot(
            model: model, settings: settings, sources: marks.names, cases: cases.cases, tables: verdicts.snapshot)
        outbox.insert(.keepVerdicts(snapshot), at: ends ?? outbox.endIndex)
    }

    mutating func verdictsRead(_ kept: KeptVerdicts) {
        guard kept.form == KeptVerdicts.currentForm, kept.model == verdictKeeper.model, kept.settings == settings else { return }
        verdictKeeper.waiting = kept
        takeKeptVerdicts()
    }

    /// Takes what was read for the cases as they stand, once the sources are known. What is known already goes before.
    mutating func takeKeptVerdicts() {
        guard marks.count > 0, let kept = verdictKeeper.waiting else { return }
        verdictKeeper.waiting = nil
        let places = Dictionary(kept.cases.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let origins = cases.cases.map { places[$0.judgedHash] }
        for table in kept.tables {
            let outcomes = table.outcomes { kept.sources.indices.contains($0) ? marks.index(of: kept.sources[$0]) : nil }
            verdicts.restore(table.rules, origins.map { place in place.flatMap { outcomes.indices.contains($0) ? outcomes[$0] : nil } })
        }
        verdictKeeper.revision = verdicts.revision
        refreshCases()
    }
}
