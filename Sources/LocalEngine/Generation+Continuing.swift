import LanguageModel
import Provenance
import Tokenization

extension Generation {
    /// Whether this ended generation can go on as `request`: the same prompt, rules and draws, with whatever tokens kept.
    ///
    /// A step forward then costs one step of the model, and a branch costs the tokens behind it; the bits are those of
    /// starting over, because kept tokens go through the same kernels.
    func canContinue(as request: TraceRequest) -> Bool {
        guard isContinuable, request.answer == .generated else { return false }
        var same = request
        same.kept = self.request.kept
        same.settings.maximumTokens = self.request.settings.maximumTokens
        return same == self.request
    }

    /// True when the sequences hold the prompt, the hidden beginning and all of `tokens`.
    var isContinuable: Bool {
        stop != nil && stop != .guarded && !isGiven && !awaitsInitialProbe && hidden.count == (isTagFirst ? 2 : 0)
            && !tokens.isEmpty && pendingAgain == nil
    }

    /// Goes back to the last token shared with `request.kept`, reports what stands, and is ready to go on.
    ///
    /// - Throws: `EngineError.tooLong`, `LanguageModelError`; the generation is then of no more use.
    func rewind(for request: TraceRequest, onEvent: (TraceEvent) -> TraceControl) throws {
        try RequestPlan.checkLength(
            prompt: promptTokenCount, answer: max(request.kept.count, request.settings.maximumTokens), context: context)
        try goBack(to: zip(tokens, request.kept).prefix { $0.id == $1 }.count)
        self.request = request
        standing = request.kept
        standingCount = tokens.count
        stop = nil
        refusal = nil
        replay()
        guard onEvent(.began(promptTokens: promptTokenCount, initialTags: initialTags)) == .more else { return end(.cancelled) }
        for token in tokens {
            guard onEvent(.token(token)) == .more else { return end(.cancelled) }
        }
    }

    /// Forgets the tokens from `count` on.
    private func goBack(to count: Int) throws {
        let start = promptTokenCount + hidden.count
        // Lengths are counted from the start, not from the present end: when the caller stopped it among kept tokens, the
        // sequences also hold those of the same step that were not traced.
        if let twin {
            let visible = tokens.prefix(count).count { !isControl($0.id) }
            try session.truncate(twin, to: twinPromptTokenCount + visible)
        }
        if count == tokens.count {
            try session.truncate(answer, to: start + count)
        } else if count == 0 {
            try session.truncate(answer, to: start)
            nextLogits = firstLogits
        } else {
            // The logits after the last token that stays are gone; running it once more brings them back.
            try session.truncate(answer, to: start + count - 1)
            pendingAgain = tokens[count - 1].id
        }
        tokens.removeSubrange(count...)
    }

    /// Works out text, tags and what the rules have seen from the tokens that stand.
    private func replay() {
        decoder = StreamingDecoder()
        text = ""
        named = NamedSources(encoder)
        for token in hidden { named.note(token) }
        for token in tokens {
            named.note(token.id)
            if !isControl(token.id) { text += decoder.feed(token.id, tokenizer: encoder.tokenizer) }
        }
        observer = ProbeObserver(rules, manifest: encoder.manifest)
        for (place, tags) in ([initialTags] + tokens.map(\.tags)).enumerated() {
            // No guard acted up to here, or the generation could not go on: only the counts matter.
            if let tags { _ = observer.observe(tags, after: place) }
        }
    }
}
