import LanguageModel
import Provenance
import Tokenization

extension Generation {
    /// Whether the answer side names its source before it answers.
    var isTagFirst: Bool {
        !rules.disabledInPrompt.isEmpty && encoder.manifest.refusalForm == .tagFirst
    }

    /// Settles what the next step feeds, or that the answer has ended.
    ///
    /// - Throws: `LanguageModelError.nothingToSample`.
    func chooseFeed() throws {
        if let token = pendingAgain {
            pendingAgain = nil
            feedKind = .again
            feed = [token]
        } else if isTagFirst, hidden.count < 2 {
            // Under `<REFUSE>` the answer side names its source first; that part is not the reader's.
            feedKind = .hidden
            feed = [hidden.isEmpty ? encoder.manifest.controls.tag.id : likeliestTag()]
        } else if standingCount < standing.count {
            let isFirstControl = isControl(standing[standingCount])
            feedKind = isFirstControl ? .control : .visible
            feed = Array(standing[standingCount...].prefix(Self.standingTokensPerStep).prefix { isControl($0) == isFirstControl })
            standingCount += feed.count
        } else if isGiven {
            end(.given)
        } else if tokens.count >= request.settings.maximumTokens {
            end(.length)
        } else {
            let token = try sample()
            guard !encoder.tokenizer.stopTokens.contains(token) else { return end(.end) }
            feedKind = isControl(token) ? .control : .visible
            feed = [token]
        }
    }

    private func likeliestTag() -> Int {
        let ids = encoder.manifest.tagIDs
        return ids.max { nextLogits[$0] < nextLogits[$1] } ?? ids[0]
    }

    /// Each place draws from a generator of its own, so a replayed beginning does not move what follows.
    private func sample() throws -> Int {
        let settings = request.settings
        let place = UInt64(tokens.count)
        var sampler = Sampler(
            settings: SamplingSettings(
                temperature: settings.temperature, topK: settings.topK, topP: settings.topP, minP: settings.minP,
                seed: settings.seed &+ place &* 0x9E37_79B9_7F4A_7C15))
        return try sampler.sample(logits: nextLogits)
    }
}
