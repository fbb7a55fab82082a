/// How the pieces of a SentencePiece-type vocabulary become text again.
struct PieceDecoding: Sendable, Equatable {
    /// What happens to spaces at the start of a text, where encoding may have put one.
    enum LeadingSpace: Sendable, Equatable {
        case kept
        /// At most this many are removed.
        case stripped(Int)
        /// Every space of the first token is removed (the `Metaspace` decoder of the `tokenizers` library).
        case removedFromFirstToken
    }

    /// A text inside pieces and what is written for it.
    struct Replacement: Sendable, Equatable {
        var mark: [UInt8]
        var text: [UInt8]
    }

    var replacements = [Replacement(mark: PieceNormalizer.mark, text: PieceNormalizer.space)]
    /// Whether pieces such as `<0x0A>` stand for their byte.
    var readsBytePieces = true
    var leadingSpace = LeadingSpace.kept

    /// The text of a piece that is no byte piece.
    func text(of piece: [UInt8]) -> [UInt8] {
        replacements.reduce(piece) { PieceNormalizer.replacing($1.mark, with: $1.text, in: $0) }
    }

    /// The byte that a piece written `<0x0A>` stands for, or nil.
    static func byte(of piece: [UInt8]) -> UInt8? {
        guard piece.count == 6, piece.starts(with: "<0x".utf8), piece.last == 0x3E else { return nil }
        var value: UInt8 = 0
        for digit in piece.dropFirst(3).prefix(2) {
            switch digit {
            case 0x30...0x39: value = value << 4 | (digit - 0x30)
            case 0x41...0x46: value = value << 4 | (digit - 0x41 + 10)
            default: return nil
            }
        }
        return value
    }

    /// The piece that stands for a byte.
    static func piece(of byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return Array("<0x".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]] + Array(">".utf8)
    }
}

/// The start of a text that is decoded token by token, where a space may have to go.
struct TextStart: Sendable {
    private var isOpen = true
    private var removed = 0

    /// What remains of a token's bytes.
    mutating func trim(_ bytes: [UInt8], by rule: PieceDecoding.LeadingSpace) -> ArraySlice<UInt8> {
        guard isOpen else { return bytes[...] }
        switch rule {
        case .kept:
            isOpen = false
            return bytes[...]
        case .removedFromFirstToken:
            isOpen = false
            return bytes.filter { $0 != 0x20 }[...]
        case .stripped(let limit):
            let end = bytes.prefix(limit - removed).prefix { $0 == 0x20 }.endIndex
            removed += end
            isOpen = end == bytes.count && removed < limit
            return bytes[end...]
        }
    }
}
