/// The tables of a SentencePiece-type BPE tokenizer as plain arrays, whatever file they came from.
///
/// Pieces are texts of whole characters with `▁` for a space, put together from the characters of a text. A character without a piece is
/// written by the pieces of its bytes (`<0xF0>`), if the vocabulary has them.
struct SentencePieceVocabulary: Sendable {
    typealias TokenKind = BytePairVocabulary.TokenKind

    /// What decides which neighbours are joined first.
    enum Joining: Sendable {
        /// The rank of a pair (`tokenizer.json`).
        case merges([BytePairVocabulary.Merge])
        /// The score of the piece that a pair makes, by id; any pair that spells a piece can be joined (SentencePiece, GGUF).
        case scores([Float])
    }

    /// The pieces as files write them, by id; special and added tokens hold their text.
    private(set) var pieces: [[UInt8]]
    /// The bytes that each piece stands for, by id.
    private(set) var tokens: [[UInt8]]
    /// What each token is for, by id.
    private(set) var kinds: [TokenKind]
    /// The id of each byte's own piece, or nil.
    let bytePieces: [UInt32?]
    /// Texts of white space that were added as wholes (Gemma's runs of line ends), by their bytes. They are text: whoever writes three line
    /// ends means nothing else by them.
    let verbatim: [[UInt8]: UInt32]
    let normalizer: PieceNormalizer
    let decoding: PieceDecoding
    private(set) var joining: Joining
    /// Whether a word that is a piece as a whole is taken as that piece without joining.
    var ignoresMerges = false
    /// Whether a character without a piece is written by the pieces of its bytes.
    var usesBytePieces = true
    /// The token for a character that has neither a piece nor pieces for its bytes; without one it is left out, as the reference does.
    var unknownToken: Int?
    /// Whether unknown characters side by side give one unknown token.
    var fusesUnknown = true

    /// A vocabulary whose pieces are joined by their scores.
    ///
    /// - Parameters:
    ///   - pieces: as the file writes them, by id.
    ///   - kinds: as many as there are pieces.
    init(pieces: [[UInt8]], kinds: [TokenKind], normalizer: PieceNormalizer, decoding: PieceDecoding, scores: [Float]) {
        self.pieces = pieces
        self.normalizer = normalizer
        self.decoding = decoding
        joining = .scores(scores)
        var kinds = kinds
        var verbatim: [[UInt8]: UInt32] = [:]
        for (id, kind) in kinds.enumerated() where kind == .added && Self.isWhiteSpace(pieces[id]) {
            kinds[id] = .ordinary
            // Marks stand for spaces: such a run is never found in a text as it is, but joined from single marks.
            if !Self.holdsMark(pieces[id][...]) { verbatim[pieces[id]] = UInt32(id) }
        }
        self.kinds = kinds
        self.verbatim = verbatim
        var bytePieces = [UInt32?](repeating: nil, count: 256)
        tokens = []
        tokens.reserveCapacity(pieces.count)
        for (id, piece) in pieces.enumerated() {
            if kinds[id] == .ordinary, decoding.readsBytePieces, let byte = PieceDecoding.byte(of: piece) {
                bytePieces[Int(byte)] = UInt32(id)
                tokens.append([byte])
            } else {
                tokens.append(kinds[id] == .ordinary ? decoding.text(of: piece) : piece)
            }
        }
        self.bytePieces = bytePieces
    }

    /// The same vocabulary, joined by the merges that are stated as pairs of pieces, most important first.
    ///
    /// Merges that make or use a token which is not text are left out, so that no text can spell a control token.
    ///
    /// - Throws: `TokenizationError.invalidField` when a merge names a piece that does not exist.
    mutating func join(by merges: [(left: [UInt8], right: [UInt8])], file: String) throws {
        let text = pieceTable
        let other = PieceTable(pieces) { !isJoinable($0) }
        var known: [BytePairVocabulary.Merge] = []
        known.reserveCapacity(merges.count)
        for (rank, merge) in merges.enumerated() {
            let result = merge.left + merge.right
            if let left = text.id(of: merge.left), let right = text.id(of: merge.right), let joined = text.id(of: result) {
                known.append(BytePairVocabulary.Merge(left: left, right: right, result: joined))
            } else if [merge.left, merge.right, result].contains(where: { text.id(of: $0) == nil && other.id(of: $0) == nil }) {
                throw TokenizationError.invalidField(
                    file: file, field: "merge \(rank)", reason: "names a token that is not in the vocabulary")
            }
        }
        joining = .merges(known)
    }

    /// Adds special tokens behind all others.
    mutating func append(specialTokens texts: [[UInt8]]) {
        pieces.append(contentsOf: texts)
        tokens.append(contentsOf: texts)
        kinds.append(contentsOf: repeatElement(.special, count: texts.count))
    }

    /// Whether a token is a piece of text that joining can make: neither control nor the piece of a byte, nor matched as a whole.
    func isJoinable(_ id: Int) -> Bool {
        kinds[id] == .ordinary && !isBytePiece(id) && !isVerbatim(id) && !pieces[id].isEmpty
    }

    /// Whether a token is white space that is matched as a whole.
    func isVerbatim(_ id: Int) -> Bool { !verbatim.isEmpty && verbatim[pieces[id]] == UInt32(id) }

    /// Whether a token is the piece of a byte.
    func isBytePiece(_ id: Int) -> Bool {
        kinds[id] == .ordinary && decoding.readsBytePieces && PieceDecoding.byte(of: pieces[id]) != nil
    }

    /// The pieces of text by their bytes.
    var pieceTable: PieceTable { PieceTable(pieces, where: isJoinable) }

    static func holdsMark(_ piece: ArraySlice<UInt8>) -> Bool {
        piece.indices.contains { piece[$0...].starts(with: PieceNormalizer.mark) }
    }

    private static func isWhiteSpace(_ piece: [UInt8]) -> Bool {
        !piece.isEmpty
            && String(decoding: piece, as: UTF8.self).unicodeScalars.allSatisfy { $0.properties.isWhitespace || $0 == "\u{2581}" }
    }
}
