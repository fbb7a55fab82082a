/// Tells a character that is still to come from one that never will, in bytes that arrive bit by bit.
enum UTF8Prefix {
    /// The length of the valid character at an index, or nil when there is none (cut short, or not UTF-8).
    static func lengthOfCharacter(at index: Int, in bytes: ArraySlice<UInt8>) -> Int? {
        let first = bytes[index]
        let length = expectedLength(first)
        guard length > 0, bytes.endIndex - index >= length else { return nil }
        for offset in 1..<max(1, length) where !isContinuation(bytes[index + offset], at: offset, after: first) { return nil }
        return length
    }

    /// The number of bytes at the end that start a character which further bytes could complete: 0 to 3.
    static func lengthOfUnfinishedEnd(_ bytes: [UInt8]) -> Int {
        for length in 1...3 where length <= bytes.count {
            let start = bytes.count - length
            let first = bytes[start]
            if first & 0xC0 == 0x80 { continue }
            guard expectedLength(first) > length else { return 0 }
            for offset in 1..<max(1, length) where !isContinuation(bytes[start + offset], at: offset, after: first) { return 0 }
            return length
        }
        return 0
    }

    /// The length that the first byte announces; 0 for a byte that starts no character.
    private static func expectedLength(_ first: UInt8) -> Int {
        switch first {
        case 0x00...0x7F: 1
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 0
        }
    }

    /// Whether a byte may stand at this place; the first byte narrows the second (no surrogates, no overlong forms).
    private static func isContinuation(_ byte: UInt8, at offset: Int, after first: UInt8) -> Bool {
        guard offset == 1 else { return (0x80...0xBF).contains(byte) }
        switch first {
        case 0xE0: return (0xA0...0xBF).contains(byte)
        case 0xED: return (0x80...0x9F).contains(byte)
        case 0xF0: return (0x90...0xBF).contains(byte)
        case 0xF4: return (0x80...0x8F).contains(byte)
        default: return (0x80...0xBF).contains(byte)
        }
    }
}
