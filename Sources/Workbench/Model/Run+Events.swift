import Provenance

extension Run {
    /// The engine is about to go over tokens that stand already.
    mutating func expectReplay(of count: Int) {
        toReplay = count
        replayed = 0
    }

    /// Takes an event of the job that extends this run.
    mutating func take(_ event: TraceEvent) {
        phase = .running
        stoppedBy = nil
        switch event {
        case .began(_, let tags):
            hasBegun = true
            if let tags { initialTags = tags }
        case .token(let token):
            // An engine may report the kept tokens again or leave them out; both are understood.
            if replayed < toReplay, tokens.indices.contains(replayed), tokens[replayed].id == token.id {
                tokens[replayed] = token
                replayed += 1
            } else {
                toReplay = 0
                tokens.append(token)
            }
        case .refused(let refusal):
            self.refusal = refusal
        }
    }

    /// Takes the engine's whole account.
    ///
    /// - Parameters:
    ///   - kept: the tokens that stood before the job.
    ///   - limit: the longest answer; one that was cut earlier was a step and can go on.
    mutating func finish(_ trace: Trace, kept: Int, limit: Int) {
        let stood = Array(tokens.prefix(kept))
        let isWhole = trace.tokens.count >= kept && zip(stood, trace.tokens).allSatisfy { $0.id == $1.id }
        tokens = isWhole ? trace.tokens : stood + trace.tokens
        initialTags = trace.initialTags ?? initialTags
        hasBegun = true
        refusal = trace.refusal
        switch trace.stop {
        case .cancelled: phase = .paused
        case .length where tokens.count < limit: phase = .paused
        default:
            phase = .ended(trace.stop)
            self.trace = trace
        }
        speed = trace.tokensPerSecond
    }

    /// The run as a trace to save, also when it has not ended.
    func account(_ key: RunKey, sources: [String], settings: TraceSettings) -> Trace {
        var account =
            trace
            ?? Trace(
                prompt: key.prompt, answer: text, tokens: tokens, initialTags: initialTags, sources: sources, refusal: refusal,
                stop: key.answer == .generated ? .cancelled : .given, settings: settings, promptTokenCount: 0, tokensPerSecond: speed)
        account.tokens = tokens
        guard key.saved == nil else { return account }
        account.rules = key.rules.rules.isEmpty ? nil : key.rules
        account.forcedTokenCount = key.isBranch ? key.forced.count : nil
        return account
    }

    /// A saved trace as it stands.
    init(_ trace: Trace) {
        self.init()
        initialTags = trace.initialTags
        hasBegun = true
        tokens = trace.tokens
        refusal = trace.refusal
        speed = trace.tokensPerSecond
        phase = .ended(trace.stop)
        self.trace = trace
    }
}
