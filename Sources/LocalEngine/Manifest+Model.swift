import LanguageModel
import Provenance
import Tokenization

extension Manifest {
    /// Checks that a model has the manifest's tokens, under their ids.
    ///
    /// - Throws: `EngineError.manifestMismatch` naming the first token that it lacks.
    public func validate(for model: LoadedModel) throws {
        for token in addedTokens {
            guard token.id < model.vocabularySize else {
                throw EngineError.manifestMismatch(
                    reason: "\(token.text) has the id \(token.id), the model's vocabulary ends at \(model.vocabularySize - 1)")
            }
            let own = model.tokenizer.specialToken(token.text)
            guard own == token.id else {
                let found = own.map { "has the id \($0) in the tokenizer" } ?? "is not in the tokenizer"
                throw EngineError.manifestMismatch(reason: "\(token.text) \(found), the manifest says \(token.id)")
            }
        }
    }

    /// The chat template that the tags were trained behind.
    ///
    /// - Throws: `EngineError.manifestMismatch` for one that is not known, or whose special tokens the model lacks.
    func chatTemplate(of model: LoadedModel) throws -> ChatTemplate {
        guard let name = chat?.template else { return model.chatTemplate }
        guard let kind = ChatTemplate.Kind(rawValue: name) else {
            throw EngineError.manifestMismatch(reason: "it names the chat template \(name.debugDescription), which is not known")
        }
        if model.chatTemplate.kind == kind { return model.chatTemplate }
        if let missing = kind.neededTokens.first(where: { model.tokenizer.specialToken($0) == nil }) {
            throw EngineError.manifestMismatch(reason: "its chat template \(name) needs \(missing), which the model lacks")
        }
        return ChatTemplate(kind: kind)
    }
}
