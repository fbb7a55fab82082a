import LanguageModel

/// Reads prompts into sequences, and reads none twice that a kept generation has read already.
///
/// A flip asks the open case's prompt again: its twin under `<DEBUG>` is the same whatever the rules, and under a guard so is the prompt
/// itself. Those positions are shared with the generation that has them, which is half of what a flip costs, or nearly all of it. Only
/// whole prompts are shared: their positions went in by the same calls, so they hold the same bits.
struct PromptReader {
    let session: InferenceSession
    /// A sequence that holds `prefix`.
    let root: SequenceID
    let prefix: [Int]
    /// Generations whose sequences stand, the latest last.
    let kept: [Generation]

    /// The answer's sequence, and the logits after its prompt.
    func answer(_ ids: [Int]) throws -> (sequence: SequenceID, logits: [Float]) {
        for other in kept.reversed() where other.hasPromptLogits && other.promptTokenCount == ids.count {
            guard session.tokens(of: other.answer).starts(with: ids) else { continue }
            return (try session.fork(other.answer, length: ids.count), other.firstLogits)
        }
        return try session.read(ids, after: root, prefix: prefix, logits: .all)
    }

    /// The sequence that probes are read from.
    func twin(_ ids: [Int]) throws -> SequenceID {
        for other in kept.reversed() where other.twinPromptTokenCount == ids.count {
            guard let twin = other.twin, session.tokens(of: twin).starts(with: ids) else { continue }
            return try session.fork(twin, length: ids.count)
        }
        return try session.read(ids, after: root, prefix: prefix, logits: .none).sequence
    }
}

extension Generation {
    /// Whether `firstLogits` are those right after the prompt: nothing hidden stands between.
    var hasPromptLogits: Bool { !tokens.isEmpty && hidden.isEmpty && !firstLogits.isEmpty }
}
