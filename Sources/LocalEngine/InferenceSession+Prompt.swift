import LanguageModel

extension InferenceSession {
    /// Reads a prompt into a sequence of its own. A prompt that begins as every prompt does shares those positions.
    ///
    /// - Parameters:
    ///   - root: a sequence that holds `prefix`.
    /// - Returns: the sequence, which the caller releases, and the logits after its last token as they were asked for.
    func read(
        _ ids: [Int], after root: SequenceID, prefix: [Int], logits: LogitsRequest
    ) throws -> (sequence: SequenceID, logits: [Float]) {
        let shares = !prefix.isEmpty && ids.count > prefix.count && ids.starts(with: prefix)
        let sequence = shares ? try fork(root, length: prefix.count) : newSequence()
        do {
            return (sequence, try prefill(sequence, tokens: shares ? Array(ids[prefix.count...]) : ids, logits: logits) ?? [])
        } catch {
            release(sequence)
            throw error
        }
    }

    /// Appends an answer's tokens by steps, as they were generated: what follows then has the bits that a trace has.
    func append(_ answer: [Int], to sequence: SequenceID) throws {
        for start in stride(from: 0, to: answer.count, by: Generation.standingTokensPerStep) {
            let part = answer[start...].prefix(Generation.standingTokensPerStep)
            _ = try step(part.map { StepRow(sequence: sequence, token: $0) })
        }
    }
}
