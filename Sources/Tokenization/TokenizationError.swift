/// Why a tokenizer or a chat template is not one that this package can use.
///
/// Facts only; `description` makes the sentence, which names the file, the place and what to do next. Damaged files are
/// reported as `FormatError`.
public enum TokenizationError: Error, Equatable, Sendable {
    /// A field holds something that cannot be.
    case invalidField(file: String, field: String, reason: String)
    /// The vocabulary is of a kind that this package does not read, such as WordPiece.
    case unsupportedModel(file: String, name: String)
    /// The rule that cuts text before merging is not one of the known ones.
    case unknownPreTokenizer(file: String, name: String)
    /// The normalizer is not one of the known ones.
    case unknownNormalizer(file: String, name: String)
    /// The decoder of a SentencePiece-type vocabulary is not one of the known ones.
    case unknownDecoder(file: String, name: String)
    /// The chat template is not one of the known ones; holds its first 80 characters.
    case unknownChatTemplate(start: String)
    /// The chat template needs a special token that the vocabulary does not have.
    case missingSpecialToken(name: String, neededBy: String)
    /// Two tokens would be written with the same text, so that no reader could tell them apart.
    case ambiguousToken(text: String)
    /// GGUF files have no name for the rule that cuts text, together with what goes along with it.
    case noNameInGGUF(preTokenizer: String)
}

extension TokenizationError: CustomStringConvertible {
    /// One sentence that can be printed to a terminal as it is, whatever the file holds.
    public var description: String {
        switch self {
        case .invalidField(let file, let field, let reason):
            "\(Self.safe(file)): \(Self.safe(field)) \(reason); fetch or export the file again."
        case .unsupportedModel(let file, let name):
            "\(Self.safe(file)): a tokenizer of kind '\(Self.safe(name))' is not supported; "
                + "use a model with a byte-level BPE one (gpt2) or a SentencePiece BPE one (llama)."
        case .unknownPreTokenizer(let file, let name):
            "\(Self.safe(file)): unknown pre-tokenizer '\(Self.safe(name))'; known are gpt-2, smollm, llama-bpe, qwen2, tekken, default and Metaspace, "
                + "and a guess would give other tokens than the model was trained on."
        case .unknownNormalizer(let file, let name):
            "\(Self.safe(file)): unknown normalizer '\(Self.safe(name))'; known are NFC, and for SentencePiece Prepend and Replace; "
                + "use a model that has one of these."
        case .unknownDecoder(let file, let name):
            "\(Self.safe(file)): unknown decoder '\(Self.safe(name))'; known are Replace, ByteFallback, Fuse, Strip and Metaspace; "
                + "use a model that has these."
        case .unknownChatTemplate(let start):
            "Unknown chat template that starts '\(Self.safe(start))'; "
                + "known are ChatML, Llama 3, Llama 2, Mistral, Zephyr and Gemma."
        case .missingSpecialToken(let name, let neededBy):
            "The vocabulary has no special token \(Self.safe(name)), which the \(neededBy) chat template needs; "
                + "use the tokenizer that the template came with."
        case .ambiguousToken(let text):
            "Two tokens share the text '\(Self.safe(text))'; rename the added one."
        case .noNameInGGUF(let preTokenizer):
            "GGUF files cannot state this tokenizer (\(Self.safe(preTokenizer))); export a merged folder instead, which can."
        }
    }

    /// Text from a file, on one line and without what would act on a terminal.
    private static func safe(_ text: String) -> String {
        PrintablePiece.text(of: Array(text.utf8.prefix(400)), marksSpace: false)
    }
}
