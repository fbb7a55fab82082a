import LanguageModel
import Provenance

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
}
