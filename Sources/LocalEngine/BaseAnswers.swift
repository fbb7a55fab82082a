import Compute
import LanguageModel
import Tokenization

/// A model's own greedy answers to many prompts, side by side: the rows that stand for everything not traced.
///
/// Works on a base model that knows nothing of tags. An answer that reaches the token limit is cut back to its last whole
/// sentence, so that training on it does not teach a model to stop in the middle of one; without a
/// whole sentence it is empty.
public struct BaseAnswers {
    private let model: LoadedModel
    private let session: InferenceSession

    public init(model: LoadedModel, threads: Int? = nil, keyValueType: KeyValueType = .f32) {
        self.model = model
        session = InferenceSession(
            model: model, pool: threads.map { ThreadPool(threadCount: $0) } ?? ThreadPool(), keyValueType: keyValueType)
    }

    private struct Running {
        var index: Int
        var sequence: SequenceID
        var next: Int
        var tokens: [Int] = []
    }

    /// Whether a prompt and its answer fit the model's context.
    ///
    /// - Throws: `EngineError.tooLong`.
    public func check(_ prompt: String, maximumTokens: Int) throws {
        let ids = model.chatTemplate.prompt(prompt, control: [], system: nil, tokenizer: model.tokenizer)
        try RequestPlan.checkLength(prompt: ids.count, answer: maximumTokens, context: session.contextLimit)
    }

    /// Answers the prompts, each in the bits it has alone.
    ///
    /// - Parameter onAnswer: called with the prompt's index as each answer ends; answering false stops the work.
    public func answer(_ prompts: [String], maximumTokens: Int, sideBySide: Int = 12, onAnswer: (Int, String) -> Bool) throws {
        var running: [Running] = []
        defer { for one in running { session.release(one.sequence) } }
        var next = 0
        while next < prompts.count || !running.isEmpty {
            while next < prompts.count, running.count < sideBySide {
                let sequence = session.newSequence()
                let ids = model.chatTemplate.prompt(prompts[next], control: [], system: nil, tokenizer: model.tokenizer)
                let logits = try session.prefill(sequence, tokens: ids, logits: .all) ?? []
                running.append(Running(index: next, sequence: sequence, next: try likeliest(logits)))
                next += 1
            }
            var ended: Set<Int> = []
            for slot in running.indices {
                let ends = model.tokenizer.stopTokens.contains(running[slot].next)
                let cut = !ends && running[slot].tokens.count >= maximumTokens
                guard cut || ends else { continue }
                ended.insert(slot)
                let text = model.tokenizer.decode(running[slot].tokens, skipSpecial: true)
                let answer = (cut ? Self.wholeSentences(text) : text).trimmingWhitespace()
                guard onAnswer(running[slot].index, answer) else { return }
            }
            for slot in ended { session.release(running[slot].sequence) }
            running = running.indices.filter { !ended.contains($0) }.map { running[$0] }
            guard !running.isEmpty else { continue }
            let result = try session.step(running.map { StepRow(sequence: $0.sequence, token: $0.next, logits: .all) })
            for slot in running.indices {
                running[slot].tokens.append(running[slot].next)
                running[slot].next = try Sampler.likeliest(result[slot])
            }
        }
    }

    private func likeliest(_ logits: [Float]) throws -> Int {
        try logits.withUnsafeBufferPointer { try Sampler.likeliest($0) }
    }

    /// The text up to its last sentence end; empty when there is none.
    ///
    /// A full stop behind a digit may number a list or stand in the middle of a figure, so it does not count.
    package static func wholeSentences(_ text: String) -> String {
        let characters = Array(text)
        let end = characters.indices.last { index in
            guard ".!?".contains(characters[index]) else { return false }
            let next = index + 1 < characters.count ? characters[index + 1] : " "
            return next.isWhitespace && !(index > 0 && characters[index - 1].isNumber)
        }
        return end.map { String(characters[...$0]) } ?? ""
    }
}

extension String {
    fileprivate func trimmingWhitespace() -> String {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        let end = lastIndex { !$0.isWhitespace }.map { index(after: $0) } ?? start
        return String(self[start..<end])
    }
}
