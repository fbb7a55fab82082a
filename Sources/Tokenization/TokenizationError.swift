/// Why a tokenizer or a chat template could not be read or written.
///
/// Facts only; `description` makes the sentence, which names the file, the place and what to do next.
public enum TokenizationError: Error, Equatable, Sendable {
    /// The file could not be read or written.
    case unreadable(file: String, reason: String)
    /// The JSON text is broken at a byte offset.
    case malformedJSON(file: String, byte: Int, reason: String)
    /// A field is absent, of the wrong type or out of range.
    case invalidField(file: String, field: String, reason: String)
    /// The vocabulary is of a kind that this package does not read, such as SentencePiece.
    case unsupportedModel(file: String, name: String)
    /// The rule that cuts text before merging is not one of the known ones.
    case unknownPreTokenizer(file: String, name: String)
    /// The normalizer is not one of the known ones.
    case unknownNormalizer(file: String, name: String)
    /// The chat template is not one of the known ones; holds its first 80 characters.
    case unknownChatTemplate(start: String)
    /// The chat template needs a special token that the vocabulary does not have.
    case missingSpecialToken(name: String, neededBy: String)
    /// Two tokens would be written with the same text, so that no reader could tell them apart.
    case ambiguousToken(text: String)
}

extension TokenizationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadable(let file, let reason):
            "\(file): \(reason)"
        case .malformedJSON(let file, let byte, let reason):
            "\(file): not valid JSON at byte \(byte): \(reason). Fetch the file again."
        case .invalidField(let file, let field, let reason):
            "\(file): field \(field) \(reason). Fetch or export the file again."
        case .unsupportedModel(let file, let name):
            "\(file): a tokenizer of kind \"\(name)\" is not supported; use a model with a byte-level BPE vocabulary (gpt2)."
        case .unknownPreTokenizer(let file, let name):
            "\(file): unknown pre-tokenizer \(name). Known: gpt-2, smollm, llama-bpe, qwen2, default. "
                + "Guessing would give other tokens than the model was trained on."
        case .unknownNormalizer(let file, let name):
            "\(file): unknown normalizer \(name). Known: none, NFC."
        case .unknownChatTemplate(let start):
            "Unknown chat template, starting \"\(start)\". Known: ChatML, Llama 3. Use a model with one of these, or none."
        case .missingSpecialToken(let name, let neededBy):
            "The vocabulary has no special token \(name), which the \(neededBy) chat template needs."
        case .ambiguousToken(let text):
            "Two tokens share the text \"\(text)\"; rename the added one."
        }
    }
}
