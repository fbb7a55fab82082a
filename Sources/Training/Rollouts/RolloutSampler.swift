import Compute
import LanguageModel
import Tokenization

/// Samples answers from the weights as they stand, all side by side through the engine's batched step.
///
/// An answer's tokens follow from its prompt, its seed and the weights; the other answers of a call leave no mark on it.
struct RolloutSampler {
    let setup: TrainingSetup
    let pool: ThreadPool
    let maximumTokens: Int
    let temperature: Float

    private struct Running {
        var index: Int
        var sequence: SequenceID
        var sampler: Sampler
    }

    /// - Parameter prompts: each with the seeds of its answers.
    /// - Returns: for each prompt its answers in the order of their seeds, each with what ended it; an answer that reached the limit has no
    ///   end. None is empty.
    func sample(_ prompts: [(tokens: [Int32], seeds: [UInt64])]) throws -> [[[Int32]]] {
        let session = InferenceSession(model: try setup.inferenceModel(), pool: pool)
        let ends = Set(setup.tokenizer.stopTokens + setup.template.answerEnd(tokenizer: setup.tokenizer))
        var answers = prompts.map { $0.seeds.map { _ in [Int32]() } }
        var flat: [(prompt: Int, answer: Int)] = []
        var running: [Running] = []
        var rows: [StepRow] = []
        for (number, prompt) in prompts.enumerated() {
            let first = session.newSequence()
            defer { session.release(first) }
            guard let logits = try session.prefill(first, tokens: prompt.tokens.map(Int.init)) else { continue }
            for (answer, seed) in prompt.seeds.enumerated() {
                var sampler = Sampler(settings: SamplingSettings(temperature: temperature, seed: seed))
                let token = try sampler.sample(logits: logits)
                answers[number][answer].append(Int32(token))
                flat.append((number, answer))
                guard !ends.contains(token), maximumTokens > 1 else { continue }
                let sequence = try session.fork(first)
                running.append(Running(index: flat.count - 1, sequence: sequence, sampler: sampler))
                rows.append(StepRow(sequence: sequence, token: token, logits: .all))
            }
        }
        while !running.isEmpty {
            let result = try session.step(rows)
            var (left, next): ([Running], [StepRow]) = ([], [])
            for (slot, var one) in running.enumerated() {
                let token = try one.sampler.sample(logits: result[slot])
                let place = flat[one.index]
                answers[place.prompt][place.answer].append(Int32(token))
                if ends.contains(token) || answers[place.prompt][place.answer].count >= maximumTokens {
                    session.release(one.sequence)
                } else {
                    left.append(one)
                    next.append(StepRow(sequence: one.sequence, token: token, logits: .all))
                }
            }
            (running, rows) = (left, next)
        }
        return answers
    }
}
