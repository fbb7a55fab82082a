import Provenance
import Tokenization

/// What a request asks of the engine, worked out before the model runs: its rules, the ids to read, the tokens that stand.
struct RequestPlan {
    /// Positions around an answer: the hidden beginning, `<TAG>` and tag at its end, a probe, the twin's `<DEBUG>`.
    private static let spare = 16

    let rules: AppliedRules
    /// The ids that the answer follows.
    let prompt: [Int]
    /// The ids that the twin's answer follows; nil when nothing is probed.
    let twinPrompt: [Int]?
    /// Answer tokens that stand already: kept ones, or a given answer's.
    let standing: [Int]
    /// Whether the answer ends where they end.
    let isGiven: Bool
    /// Whether the answer's own sequence is the one to probe: a given answer read in debug mode, which holds neither control tokens nor
    /// tags, is what its twin would be.
    let probesAnswer: Bool

    /// - Parameter context: positions a sequence may hold.
    /// - Throws: `EngineError.emptyPrompt` and `.tooLong`; `ProvenanceError` for an unknown source or a wrong pattern.
    init(_ request: TraceRequest, encoder: PromptEncoder, context: Int) throws {
        guard !request.prompt.isEmpty else { throw EngineError.emptyPrompt }
        rules = try request.rules.applied(to: request.prompt, manifest: encoder.manifest)
        let isProbed = request.probes || !rules.guards.isEmpty || !rules.watched.isEmpty
        if encoder.manifest.sources.isEmpty, isProbed || request.mode == .debug { throw EngineError.untagged }
        switch request.answer {
        case .generated:
            standing = request.kept
            isGiven = false
        case .given(let answer):
            standing = encoder.template.answerText(answer, tokenizer: encoder.tokenizer)
            isGiven = true
        }
        if !rules.disabledInPrompt.isEmpty {
            prompt = encoder.refusing(rules.disabledInPrompt, request.prompt)
        } else if request.mode == .debug {
            prompt = encoder.debug(request.prompt)
        } else {
            prompt = encoder.plain(request.prompt)
        }
        twinPrompt = isProbed ? encoder.debug(request.prompt) : nil
        probesAnswer = isGiven && twinPrompt == prompt && !standing.contains { encoder.controlAndTagIDs.contains($0) }
        try Self.checkLength(
            prompt: prompt.count, answer: max(standing.count, isGiven ? 0 : request.settings.maximumTokens), context: context)
    }

    /// - Throws: `EngineError.tooLong` unless prompt and answer fit the context.
    static func checkLength(prompt: Int, answer: Int, context: Int) throws {
        // The token limit is the caller's, who may ask for as many as an integer holds.
        let (needed, overflow) = answer.addingReportingOverflow(prompt + spare)
        guard !overflow, needed <= context else {
            throw EngineError.tooLong(tokens: overflow ? Int.max : needed, limit: context)
        }
    }
}
