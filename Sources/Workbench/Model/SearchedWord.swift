import Foundation

/// A word of the filter, prepared for being looked for in many texts.
struct SearchedWord: Equatable, Sendable {
    /// Letters of a word may be spread over this many times its length.
    static let spread = 3
    /// Shorter words fit almost anything when their letters may be apart.
    private static let leastFuzzy = 3
    /// From the commonest on; others are rarer still.
    private static let common = Array(" \netaoinsrhldcumfpgwybvk".utf8)

    let bytes: [UInt8]
    private let letters: UInt64
    /// The places of the letter that the fewest texts have, and of the next one; the same where there is one letter.
    let rarest: Int
    let rarer: Int

    /// - Parameter word: in lower case.
    init(_ word: some StringProtocol) {
        let bytes = Array(word.utf8)
        func rarity(_ place: Int) -> Int { Self.common.firstIndex(of: bytes[place]) ?? Self.common.count }
        self.bytes = bytes
        letters = bytes.reduce(into: 0) { $0 |= Letters.bit($1) }
        let rarest = bytes.indices.max { rarity($0) < rarity($1) } ?? 0
        self.rarest = rarest
        rarer = bytes.indices.filter { $0 != rarest }.max { rarity($0) < rarity($1) } ?? rarest
    }

    // MARK: What the letters of a text tell

    /// Whether a text has all of the letters.
    func mayStand(_ there: Letters) -> Bool { letters & ~there.all == 0 }

    /// Whether the letters may be apart in a text.
    func mayBeApart(_ there: Letters) -> Bool {
        bytes.count >= Self.leastFuzzy && there.initials & Letters.bit(bytes[0]) != 0
    }

    /// Whether a text that has all of the letters has the word: it is one letter, and the letter's bit is its own.
    var isToldByLetters: Bool { bytes.count == 1 && Letters.hasOwnBit(bytes[0]) }

    // MARK: Looking into a text

    /// - Returns: 0 where the word stands in the text; else how many other letters are between its own, where they are not too many.
    func distance(in text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard !bytes.isEmpty else { return 0 }
        return bytes.withUnsafeBufferPointer { word in
            if stands(word, in: text) { return 0 }
            return word.count >= Self.leastFuzzy ? shortestSpan(of: word, in: text).map { $0 - word.count } : nil
        }
    }

    /// Looks for the rarest letter and compares around it.
    private func stands(_ word: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        var place = rarest
        while let found = Self.next(word[rarest], in: text, from: place, to: text.count - (word.count - rarest) + 1) {
            let start = found - rarest
            var length = 0
            while length < word.count, text[start + length] == word[length] { length += 1 }
            if length == word.count { return true }
            place = found + 1
        }
        return false
    }

    /// The fewest bytes in a row, on one line of the text and from the beginning of a word on, that hold the letters in their order.
    private func shortestSpan(of word: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>) -> Int? {
        let limit = word.count * Self.spread
        var best: Int?
        var next = 0
        while let start = Self.next(word[0], in: text, from: next, to: text.count - word.count + 1) {
            next = start + 1
            if start > 0, Letters.isInsideWord(text[start - 1]) { continue }
            var matched = 1
            var place = start + 1
            let end = min(start + min(limit, best ?? limit), text.count)
            while place < end, matched < word.count, text[place] != 0x0A {
                if text[place] == word[matched] { matched += 1 }
                place += 1
            }
            if matched == word.count { best = place - start }
        }
        return best
    }

    /// The next place of a byte in a part of a text.
    private static func next(_ byte: UInt8, in text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int? {
        guard start < end, let base = text.baseAddress, let found = memchr(base + start, Int32(byte), end - start) else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
}

/// Which letters stand in a text, as one bit each.
struct Letters: Equatable, Sendable {
    private(set) var all: UInt64 = 0
    /// Those that a word begins with.
    private(set) var initials: UInt64 = 0

    init() {}

    /// - Parameter text: in lower case.
    init(_ text: UnsafeBufferPointer<UInt8>) {
        var isInside = false
        for byte in text {
            let bit = Letters.bit(byte)
            all |= bit
            if !isInside { initials |= bit }
            isInside = Letters.isInsideWord(byte)
        }
    }

    /// The bit of a byte: small letters and digits have their own, all others share some.
    static func bit(_ byte: UInt8) -> UInt64 {
        let (letter, digit) = (byte &- 0x61, byte &- 0x30)
        return 1 << UInt64(letter < 26 ? letter : digit < 10 ? 26 + digit : 36 + byte % 28)
    }

    static func hasOwnBit(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 || byte &- 0x30 < 10 }

    static func isInsideWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte >= 0x80
    }
}
