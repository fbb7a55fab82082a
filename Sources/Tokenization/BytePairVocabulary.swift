/// The tables of a byte-level BPE tokenizer as plain arrays, whatever file they came from.
public struct BytePairVocabulary: Sendable {
    /// What a token is for. Text is only ever encoded to `ordinary` tokens.
    public enum TokenKind: UInt8, Sendable {
        /// Reached by merging the bytes of a text.
        case ordinary
        /// Control: inserted by id alone and hidden from readers.
        case special
        /// Added to the vocabulary as a whole text, not hidden from readers; inserted by id alone.
        case added
        /// A gap in the ids, or a place kept free.
        case unused
    }

    /// Two tokens that are joined when they stand side by side.
    public struct Merge: Sendable, Hashable {
        public var left: UInt32
        public var right: UInt32
        public var result: UInt32

        public init(left: UInt32, right: UInt32, result: UInt32) {
            self.left = left
            self.right = right
            self.result = result
        }
    }

    /// The bytes of each token, by id; special and added tokens hold the bytes of their text.
    public internal(set) var tokens: [[UInt8]]
    /// What each token is for, by id.
    public internal(set) var kinds: [TokenKind]
    /// The merges, most important first.
    public internal(set) var merges: [Merge]
    /// The rule that cuts a text into pieces that are merged on their own.
    public var preTokenizer: PreTokenizer
    /// Whether a text is brought to Unicode normal form C first (Qwen2).
    public var normalizesToNFC = false
    /// Whether a piece that is a token as a whole is taken as that token without merging (Llama 3).
    public var ignoresMerges = false
    /// The token for a byte that no token stands for; without one such a byte is left out, as the reference does.
    public var unknownToken: Int?
    /// Whether unknown bytes side by side give one unknown token.
    public var fusesUnknown = false

    /// A vocabulary from its tokens and the bytes of its merges.
    ///
    /// Merges that make or use a token which is not ordinary are left out, so that no text can spell a control token.
    ///
    /// - Parameters:
    ///   - tokens: the decoded bytes of each token, by id.
    ///   - kinds: what each token is for; as many as there are tokens.
    ///   - merges: left and right half of each merge, decoded, most important first.
    ///   - file: names the source in errors.
    /// - Throws: `TokenizationError.invalidField` when a merge names a token that does not exist.
    public init(
        tokens: [[UInt8]], kinds: [TokenKind], merges: [(left: [UInt8], right: [UInt8])], preTokenizer: PreTokenizer,
        file: String = "vocabulary"
    ) throws {
        guard tokens.count == kinds.count else {
            throw TokenizationError.invalidField(file: file, field: "token types", reason: "are not as many as the tokens")
        }
        guard tokens.count < Self.largestSize else {
            throw TokenizationError.invalidField(file: file, field: "tokens", reason: "are too many (\(tokens.count))")
        }
        self.tokens = tokens
        self.kinds = kinds
        self.preTokenizer = preTokenizer
        self.merges = []
        self.merges.reserveCapacity(merges.count)
        var ordinary: [[UInt8]: UInt32] = [:]
        ordinary.reserveCapacity(tokens.count)
        var reserved: Set<[UInt8]> = []
        for (id, bytes) in tokens.enumerated() {
            if kinds[id] == .ordinary { ordinary[bytes] = UInt32(id) } else { reserved.insert(bytes) }
        }
        for (rank, merge) in merges.enumerated() {
            let result = merge.left + merge.right
            if let left = ordinary[merge.left], let right = ordinary[merge.right], let joined = ordinary[result] {
                self.merges.append(Merge(left: left, right: right, result: joined))
            } else if [merge.left, merge.right, result].contains(where: { ordinary[$0] == nil && !reserved.contains($0) }) {
                throw TokenizationError.invalidField(
                    file: file, field: "merge \(rank)", reason: "names a token that is not in the vocabulary")
            }
        }
    }

    /// More tokens than any model has; keeps a hostile id from asking for all memory.
    static let largestSize = 1 << 24
}
