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
        let tables = verdicts.snapshot
        // Nothing is known where the model could not be opened: what another one left stands.
        guard !tables.isEmpty else { return }
        verdictKeeper.revision = verdicts.revision
        verdictKeeper.wroteAt = now
        let snapshot = VerdictSnapshot(model: model, settings: settings, sources: marks.names, cases: cases.cases, tables: tables)
        outbox.insert(.keepVerdicts(snapshot), at: ends ?? outbox.endIndex)
    }

    mutating func verdictsRead(_ kept: KeptVerdicts) {
        guard kept.form == KeptVerdicts.currentForm, kept.model == verdictKeeper.model else { return }
        verdictKeeper.waiting = kept
        takeKeptVerdicts()
    }

    /// Takes what was read for the cases as they stand, once the sources are known. What is known already goes before.
    mutating func takeKeptVerdicts() {
        guard marks.count > 0, let kept = verdictKeeper.waiting else { return }
        verdictKeeper.waiting = nil
        guard kept.settings == settings else { return }
        let isAllThereIs = verdicts.snapshot.isEmpty
        let places = kept.placesByKey
        let origins = cases.cases.map { places[$0.judgedKey[...]] }
        // The rules used last stand last in the file.
        for table in kept.tables.reversed() {
            let outcomes = table.outcomes { kept.sources.indices.contains($0) ? marks.index(of: kept.sources[$0]) : nil }
            verdicts.restore(table.rules, origins.map { place in place.flatMap { outcomes.indices.contains($0) ? outcomes[$0] : nil } })
        }
        if isAllThereIs, origins.count == places.count, !origins.contains(nil) { verdictKeeper.revision = verdicts.revision }
        refreshCases()
    }
}
