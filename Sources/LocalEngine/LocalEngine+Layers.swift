import LanguageModel
import Provenance

extension LocalEngine {
    /// Reads the layers at one place of an answer: what each would say next, and of which source it would speak.
    ///
    /// The tokens are those that the model had to choose from when it chose the last of `tokens`; the sources are probed after it,
    /// as in a trace.
    ///
    /// - Throws: `EngineError` for an empty or too long prompt and for damaged weights; `LanguageModelError`.
    public func layers(_ request: LayerRequest) throws -> [LayerReading] {
        try withExclusiveUse { session, encoder, root in
            guard !request.prompt.isEmpty else { throw EngineError.emptyPrompt }
            let prompt = encoder.plain(request.prompt)
            let twin = encoder.debug(request.prompt)
            let longest = max(prompt.count, twin.count) + request.tokens.count + 1
            guard longest <= session.contextLimit else { throw EngineError.tooLong(tokens: longest, limit: session.contextLimit) }

            /// Puts tokens into a sequence of their own, all but the last, and asks about that one.
            func read(_ prompt: [Int], _ answer: [Int], logits: LogitsRequest) throws -> [[Float]] {
                guard let last = answer.last else { return [] }
                let sequence = try session.read(prompt, after: root, prefix: encoder.prefix, logits: .none).sequence
                defer { session.release(sequence) }
                try session.append(Array(answer.dropLast()), to: sequence)
                return try session.layerLogits(sequence, token: last, logits: logits)
            }
            // What the last token was chosen from stands after the token before it; that may be the prompt's last one.
            let before = request.tokens.dropLast()
            let next =
                try before.isEmpty
                ? read(Array(prompt.dropLast()), Array(prompt.suffix(1)), logits: .all)
                : read(prompt, Array(before), logits: .all)
            // The twin never sees control tokens and tags of the answer.
            let visible = request.tokens.filter { !encoder.controlAndTagIDs.contains($0) }
            let tags = try read(twin, visible + [encoder.manifest.controls.tag.id], logits: .tokens(encoder.manifest.tagIDs))
            return try zip(next, tags).enumerated().map { layer, logits in
                guard logits.0.allSatisfy(\.isFinite), logits.1.allSatisfy(\.isFinite) else { throw EngineError.notNumbers }
                return logits.0.withUnsafeBufferPointer { all in
                    let statistics = LogitStatistics(all)
                    let chosen = request.tokens.last.flatMap { all.indices.contains($0) ? statistics.logprob(all[$0]) : nil }
                    return LayerReading(
                        layer: layer, top: statistics.alternatives(all, count: request.alternatives, tokenizer: encoder.tokenizer),
                        chosenLogprob: chosen, tags: TagDistribution(logits: logits.1))
                }
            }
        }
    }
}
