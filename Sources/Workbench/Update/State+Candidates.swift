import Provenance

extension State {
    /// Shows what could stand at the cursor, and asks where each of it would come from unless that is known.
    mutating func openAlternatives() {
        dialog = .alternatives(selected: alternativesAtCursor.firstIndex { !$0.stands } ?? 0)
        guard let document, let run = shownRun, let (_, place) = tokenAtCursor else { return }
        let request = CandidateRequest(
            prompt: document.prompt, tokens: run.tokens.prefix(place).map(\.id), candidates: alternativesAtCursor.map(\.alternative.id))
        if candidates?.request != request { candidates = nil }
        guard candidates == nil || candidates?.face == .failed, engine.isReady else { return }
        giveUpJobs { if case .candidates = $0 { true } else { false } }
        candidates = CandidateReading(request: request)
        outbox.append(.readCandidates(jobs.add(.candidates(request)), request))
    }

    mutating func candidatesRead(_ job: JobID, _ tags: [TagDistribution?]) {
        guard case .candidates(let request) = jobs.remove(job), candidates?.request == request else { return }
        candidates?.face = .read(tags)
    }

    /// The list stays useful without them: that they are missing is all it says.
    mutating func candidatesFailed(_ request: CandidateRequest) {
        if candidates?.request == request { candidates?.face = .failed }
    }
}
