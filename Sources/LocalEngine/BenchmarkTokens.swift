import LanguageModel

/// What the benchmarks share: tokens to run, rows as the engine would make them, and the clock.
enum BenchmarkTokens {
    /// As many ids as a manifest of five sources has tags.
    static let probed = [1, 2, 3, 4, 5]

    /// A fixed spread of ids over the vocabulary.
    static func token(_ index: Int, of model: LoadedModel) -> Int {
        (index &* 7919 &+ 13) % model.vocabularySize
    }

    /// The rows of some tokens of an answer with provenance: the answer's, its twin's when that is another sequence, and a probe after each
    /// of the twin's.
    static func tracedRows(_ answer: SequenceID, _ twin: SequenceID, tokens: Range<Int>, session: InferenceSession) -> [StepRow] {
        let length = session.length(of: twin)
        let plain = tokens.map { StepRow(sequence: answer, token: token($0, of: session.model), logits: .all) }
        let watched = tokens.flatMap { index -> [StepRow] in
            let row = StepRow(sequence: twin, token: token(index, of: session.model))
            let probe = StepRow(
                sequence: twin, token: token(7, of: session.model),
                kind: .ephemeral(visible: length + index - tokens.lowerBound + 1), logits: .tokens(probed))
            return twin == answer ? [probe] : [row, probe]
        }
        return plain + watched
    }

    /// Reads a given answer with a probe after each token, in the steps that the engine takes.
    static func readGiven(_ answer: SequenceID, _ twin: SequenceID, length: Int, session: InferenceSession) throws {
        for start in stride(from: 0, to: length, by: Generation.standingTokensPerStep) {
            let tokens = start..<min(length, start + Generation.standingTokensPerStep)
            _ = try session.step(tracedRows(answer, twin, tokens: tokens, session: session))
        }
    }

    /// The median time of `job` over `runs` runs; what it returns brings things back and is not timed.
    static func medianSeconds(runs: Int, _ job: () throws -> () throws -> Void) throws -> Double {
        var times: [Double] = []
        for _ in 0..<runs {
            let start = ContinuousClock.now
            let restore = try job()
            times.append((ContinuousClock.now - start).seconds)
            try restore()
        }
        return times.sorted()[runs / 2]
    }
}
