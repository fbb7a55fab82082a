import Foundation

/// Text to token ids and back, by byte-level BPE or by SentencePiece-type BPE.
///
/// Text is never control: `encode` gives ordinary tokens only, also for a text that spells `<|im_end|>`. Special tokens
/// are inserted by id alone (`specialToken(_:)`). A value; copies share their tables.
public struct Tokenizer: Sendable {
    private(set) var vocabulary: Vocabulary
    private let encoder: TextEncoder
    /// The ids of special and added tokens by the bytes of their text; bytes, because look-alike strings compare equal.
    private var idsByText: [[UInt8]: Int]

    /// The token that starts a text, or nil.
    public var beginOfText: Int?
    /// The token that ends a text, at which generation stops, or nil.
    public var endOfText: Int?
    /// The token that fills short rows of a batch, or nil.
    public var padding: Int?
    /// Whether the model expects `beginOfText` in front of every text.
    public var addsBeginOfText = false
    /// Every token at which generation stops: `endOfText` and those of the known end-of-turn tokens that exist.
    public var stopTokens: Set<Int>
    /// The chat template (Jinja) that came with the model, or nil.
    public var chatTemplateText: String?

    /// End-of-turn and end-of-text tokens of the model families in use.
    private static let stopTexts = [
        "<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|endoftext|>", "<|end_of_text|>", "<|end|>", "</s>", "<eos>", "<end_of_turn>",
    ]

    /// A tokenizer over a vocabulary.
    ///
    /// - Parameters:
    ///   - beginOfText: the id of the token that starts a text; an id outside the vocabulary counts as none.
    ///   - endOfText: the id of the token that ends a text; likewise.
    ///   - padding: the id of the token that fills short rows; likewise.
    public init(_ vocabulary: BytePairVocabulary, beginOfText: Int? = nil, endOfText: Int? = nil, padding: Int? = nil) {
        self.init(.bytePair(vocabulary), beginOfText: beginOfText, endOfText: endOfText, padding: padding)
    }

    init(_ vocabulary: Vocabulary, beginOfText: Int? = nil, endOfText: Int? = nil, padding: Int? = nil) {
        self.vocabulary = vocabulary
        encoder = TextEncoder(vocabulary)
        let known = { (id: Int?) in id.flatMap { vocabulary.tokens.indices.contains($0) ? $0 : nil } }
        self.beginOfText = known(beginOfText)
        self.endOfText = known(endOfText)
        self.padding = known(padding)
        var idsByText: [[UInt8]: Int] = [:]
        for (id, kind) in vocabulary.kinds.enumerated() where kind == .special || kind == .added {
            idsByText[vocabulary.tokens[id]] = id
        }
        self.idsByText = idsByText
        stopTokens = Set(Self.stopTexts.compactMap { idsByText[Array($0.utf8)] })
        if let end = self.endOfText { stopTokens.insert(end) }
    }

    /// The highest id of the vocabulary, added tokens included, plus one.
    public var vocabularySize: Int { vocabulary.tokens.count }

    /// The tokens of a text of its own. Gives ordinary tokens only, never a special or added one.
    ///
    /// What the vocabulary has no token for gives the vocabulary's unknown token, or nothing when there is none, as in the reference.
    public func encode(_ text: String) -> [Int] { encoder.encode(text, at: .start) }

    /// The tokens of a text that follows other tokens; only SentencePiece-type vocabularies tell the places apart.
    public func encode(_ text: String, at place: TextPlace) -> [Int] { encoder.encode(text, at: place) }

    /// The tokens of bytes that should be UTF-8. What is not becomes U+FFFD, one for each longest part of a character
    /// that could have been valid (the Unicode standard's practice, also Python's `errors="replace"`).
    public func encode(bytes: some Collection<UInt8>) -> [Int] {
        encode(String(decoding: bytes, as: UTF8.self))
    }

    /// The id of the special or added token with exactly this text, or nil.
    public func specialToken(_ text: String) -> Int? { idsByText[Array(text.utf8)] }

    /// Whether a token ends generation by its text alone.
    func isKnownStop(_ id: Int) -> Bool { Self.stopTexts.contains { Array($0.utf8) == bytes(of: id) } }

    /// The bytes that a token stands for; a special token's are those of its text. Empty for an id outside the vocabulary.
    public func bytes(of id: Int) -> [UInt8] {
        vocabulary.tokens.indices.contains(id) ? vocabulary.tokens[id] : []
    }

    /// Whether a token is control rather than text.
    public func isSpecial(_ id: Int) -> Bool {
        vocabulary.kinds.indices.contains(id) && vocabulary.kinds[id] == .special
    }

    /// The text of tokens; bytes that are not UTF-8 become U+FFFD. The space that encoding puts in front of a text is taken off again.
    public func decode(_ ids: [Int], skipSpecial: Bool) -> String {
        var bytes: [UInt8] = []
        var start = TextStart()
        let leadingSpace = vocabulary.leadingSpace
        for id in ids where !(skipSpecial && isSpecial(id)) {
            bytes.append(contentsOf: start.trim(self.bytes(of: id), by: leadingSpace))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A token on one line for lists: white space and controls as visible marks, bytes that are no character as `\xE2`.
    public func piece(_ id: Int) -> String { PrintablePiece.text(of: bytes(of: id)) }

    /// This tokenizer with more special tokens, whose ids follow the vocabulary without a gap, in order.
    ///
    /// A text that is a special token already gets a second id, which is then the one `specialToken(_:)` finds; ask
    /// that first.
    public func adding(specialTokens: [String]) -> (Tokenizer, firstID: Int) {
        var extended = self
        extended.vocabulary.append(specialTokens: specialTokens.map { Array($0.utf8) })
        for (offset, text) in specialTokens.enumerated() {
            let id = vocabularySize + offset
            extended.idsByText[Array(text.utf8)] = id
            if Self.stopTexts.contains(text) { extended.stopTokens.insert(id) }
        }
        return (extended, vocabularySize)
    }
}
