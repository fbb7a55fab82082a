import Provenance
import Tokenization

/// Follows the control tokens and tags on the answer side, and the sources they name.
struct NamedSources {
    private let encoder: PromptEncoder
    private var previous: Int?
    /// Every control token and tag as text, in order.
    private(set) var tags: [String] = []
    /// The source of the first tag that `<TAG>` announces.
    private(set) var first: String?
    /// The source of the last one.
    private(set) var last: String?

    init(_ encoder: PromptEncoder) {
        self.encoder = encoder
    }

    /// Takes the next token of the answer side, the hidden beginning included.
    mutating func note(_ token: Int) {
        defer { previous = token }
        guard encoder.controlAndTagIDs.contains(token) else { return }
        tags.append(encoder.tokenizer.piece(token))
        guard previous == encoder.manifest.controls.tag.id, let index = encoder.manifest.index(ofTag: token) else { return }
        let name = encoder.manifest.sources[index].name
        first = first ?? name
        last = name
    }
}
