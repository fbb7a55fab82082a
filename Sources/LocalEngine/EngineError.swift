/// Why an engine cannot be opened or a request not be carried out.
public enum EngineError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The manifest and the model do not belong together.
    case manifestMismatch(reason: String)
    case emptyPrompt
    /// A model without tags was asked for provenance or to refuse.
    case untagged
    /// Prompt and answer do not fit the model's context.
    case tooLong(tokens: Int, limit: Int)
    /// The model's logits are infinite or not numbers.
    case notNumbers
    /// An export would destroy something there.
    case unusableDestination(path: String, reason: String)

    public var description: String {
        switch self {
        case .manifestMismatch(let reason):
            "the manifest does not fit the model: \(reason); use the provenance.json that was written with this checkpoint"
        case .emptyPrompt:
            "the prompt is empty; give it some text"
        case .untagged:
            "the model has no tags: it can neither be traced nor refuse; train them into it with `debuglm train`"
        case .tooLong(let tokens, let limit):
            "prompt and answer take \(tokens) tokens, the model's context holds \(limit); shorten the prompt or lower the token limit"
        case .notNumbers:
            "the model's logits are not numbers: its weights or its adapter's are damaged; fetch or train them again"
        case .unusableDestination(let path, let reason):
            "\(path): nothing is written there: \(reason); choose a new place"
        }
    }
}
