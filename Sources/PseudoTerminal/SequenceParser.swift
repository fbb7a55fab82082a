/// Cuts a stream of bytes into characters, controls and escape sequences.
struct SequenceParser: Sendable {
    enum Part: Equatable, Sendable {
        case character(Unicode.Scalar)
        case control(UInt8)
        /// Escape and one byte.
        case escape(UInt8)
        /// `ESC [`: a private mark or nothing, numbers with nil for those left out, and the letter.
        case sequence(mark: UInt8?, numbers: [Int?], letter: UInt8)
    }

    private enum Place {
        case ground
        case escape
        /// `ESC (` and the like take one byte more.
        case characterSet
        case sequence
        /// A title or another string, up to BEL or `ESC \`.
        case string
        case stringEscape
    }

    private static let escapeByte: UInt8 = 0x1B
    /// No sequence of a terminal is longer.
    private static let lengthLimit = 128

    private var place = Place.ground
    private var bytes: [UInt8] = []
    private var utf8: [UInt8] = []

    /// - Returns: what the byte completes; nil when more is needed.
    mutating func take(_ byte: UInt8) -> Part? {
        switch place {
        case .ground: return takeOnGround(byte)
        case .escape: return takeAfterEscape(byte)
        case .characterSet: place = .ground
        case .sequence: return takeInSequence(byte)
        case .string:
            if byte == 0x07 { place = .ground } else if byte == Self.escapeByte { place = .stringEscape }
        case .stringEscape: place = byte == UInt8(ascii: "\\") ? .ground : .string
        }
        return nil
    }

    private mutating func takeOnGround(_ byte: UInt8) -> Part? {
        if byte == Self.escapeByte {
            place = .escape
            return nil
        }
        guard byte >= 0x20, byte != 0x7F else { return .control(byte) }
        if byte < 0x80 { return .character(Unicode.Scalar(byte)) }
        if byte >= 0xC0 { utf8 = [byte] } else { utf8.append(byte) }
        let needed = utf8[0] >= 0xF0 ? 4 : utf8[0] >= 0xE0 ? 3 : 2
        guard utf8.count == needed else { return nil }
        defer { utf8 = [] }
        return String(decoding: utf8, as: UTF8.self).unicodeScalars.first.map(Part.character)
    }

    private mutating func takeAfterEscape(_ byte: UInt8) -> Part? {
        place = .ground
        switch byte {
        case UInt8(ascii: "["):
            place = .sequence
            bytes = []
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"): place = .string
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "#"), UInt8(ascii: "%"):
            place = .characterSet
        default: return .escape(byte)
        }
        return nil
    }

    private mutating func takeInSequence(_ byte: UInt8) -> Part? {
        guard (0x40...0x7E).contains(byte) || bytes.count >= Self.lengthLimit else {
            bytes.append(byte)
            return nil
        }
        place = .ground
        let mark = bytes.first.flatMap { (UInt8(ascii: "<")...UInt8(ascii: "?")).contains($0) ? $0 : nil }
        let text = String(decoding: bytes.dropFirst(mark == nil ? 0 : 1), as: UTF8.self)
        let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
        return .sequence(mark: mark, numbers: text.isEmpty ? [] : numbers, letter: byte)
    }
}
