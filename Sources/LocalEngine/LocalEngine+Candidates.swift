import LanguageModel
import Provenance

extension LocalEngine {
    /// Probes behind every candidate for one place of an answer, in one pass: what a trace would read there, were it the token.
    ///
    /// - Returns: a distribution for each candidate, in their order; nil for control tokens and tags, which the probes never see.
    /// - Throws: `EngineError` for an empty or too long prompt and for damaged weights; `LanguageModelError`.
    public func tags(of request: CandidateRequest) throws -> [TagDistribution?] {
        try withExclusiveUse { session, encoder, root in
            guard !request.prompt.isEmpty else { throw EngineError.emptyPrompt }
            let prompt = encoder.debug(request.prompt)
            let visible = request.tokens.filter { !encoder.controlAndTagIDs.contains($0) }
            let longest = prompt.count + visible.count + 2
            guard longest <= session.contextLimit else { throw EngineError.tooLong(tokens: longest, limit: session.contextLimit) }

            let twin = try session.read(prompt, after: root, prefix: encoder.prefix, logits: .none).sequence
            defer { session.release(twin) }
            try session.append(visible, to: twin)
            var forks: [SequenceID] = []
            defer { for fork in forks { session.release(fork) } }
            let places = request.candidates.indices.filter { !encoder.controlAndTagIDs.contains(request.candidates[$0]) }
            var rows: [StepRow] = []
            let length = session.length(of: twin)
            for place in places {
                let fork = try session.fork(twin)
                forks.append(fork)
                rows.append(StepRow(sequence: fork, token: request.candidates[place]))
                rows.append(
                    StepRow(
                        sequence: fork, token: encoder.manifest.controls.tag.id, kind: .ephemeral(visible: length + 1),
                        logits: .tokens(encoder.manifest.tagIDs)))
            }
            var tags = [TagDistribution?](repeating: nil, count: request.candidates.count)
            guard !rows.isEmpty else { return tags }
            let result = try session.step(rows)
            for (index, place) in places.enumerated() {
                let logits = Array(result[2 * index + 1])
                guard logits.allSatisfy(\.isFinite) else { throw EngineError.notNumbers }
                tags[place] = TagDistribution(logits: logits)
            }
            return tags
        }
    }
}
