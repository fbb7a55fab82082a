import Tokenization

extension TrainingPipeline {
    /// The tokenizer of a model from scratch, learned from the rows and the refusal text, and its chat template.
    ///
    /// - Throws: `TrainingError.unsupported` for a template that it cannot have.
    func learnedTokenizer(_ sizes: ScratchModel, texts: [[TrainingRow]]) throws -> (tokenizer: Tokenizer, template: ChatTemplate) {
        let kind = template.kind ?? .chatML
        guard kind == .chatML || kind == .plain else {
            throw TrainingError.unsupported(reason: "a model from scratch has the chat template chatml or plain, not \(template.rawValue)")
        }
        let corpus =
            texts.joined().flatMap { row in
                [row.prompt, row.answer] + [row.rejected].compactMap { $0 } + row.history.flatMap { [$0.user, $0.assistant] }
            } + [refusalText]
        let tokenizer = try BytePairTrainer(vocabularySize: sizes.vocabularySize).train(on: corpus, chat: kind, system: system)
        return (tokenizer, ChatTemplate(kind: kind, defaultSystem: system))
    }
}
