import Provenance

/// When verdicts were written down last.
struct VerdictKeeper: Equatable, Sendable {
    /// Seconds between two writes while judging goes on.
    static let interval = 30.0

    /// Tells the model apart that the verdicts are of; nil where none are kept.
    var model: String?
    /// What was read and waits for the sources to be known.
    var waiting: ReadVerdicts?
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

    mutating func verdictsRead(_ read: ReadVerdicts) {
        guard read.form == KeptVerdicts.currentForm, read.model == verdictKeeper.model else { return }
        verdictKeeper.waiting = read
        takeKeptVerdicts()
    }

    /// Takes what was read for the cases as they stand, once the sources are known. What is known already goes before.
    mutating func takeKeptVerdicts() {
        guard marks.count > 0, let read = verdictKeeper.waiting else { return }
        verdictKeeper.waiting = nil
        guard read.settings == settings else { return }
        let isAllThereIs = verdicts.snapshot.isEmpty
        let moves = CaseMoves(from: read.cases, to: cases.cases)
        let sources = read.sources.map { marks.index(of: $0) }
        // The rules used last stand last in the file.
        for table in read.tables.reversed() {
            var known = table.table
            if sources != Array(marks.names.indices) { known = known.renamingSources { sources.indices.contains($0) ? sources[$0] : nil } }
            if !moves.isNone { known = known.moved(moves.judgedOrigins) }
            verdicts.restore(table.rules, known)
        }
        if isAllThereIs, read.isWhole, moves.isNone { verdictKeeper.revision = verdicts.revision }
        refreshCases()
    }
}
