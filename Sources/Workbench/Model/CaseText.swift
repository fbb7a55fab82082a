import Provenance

/// The lower-case text of all cases in one piece of memory, so that a hundred thousand of them are looked through between two
/// keys.
struct CaseText: Equatable, Sendable {
    /// How well a word fits a case: 0 where it stands there as typed, more the further its letters are apart.
    typealias Distance = Int

    /// Letters of a word may be spread over this many times its length.
    private static let spread = 3
    /// Shorter words fit almost anything when their letters may be apart.
    private static let leastFuzzy = 3

    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    init(_ cases: [Case] = []) {
        bytes.reserveCapacity(cases.count * 64)
        ends.reserveCapacity(cases.count)
        for one in cases { append(one) }
    }

    private mutating func append(_ one: Case) {
        append(one.id)
        append(one.prompt)
        for label in one.labels { append(label) }
        ends.append(bytes.count)
    }

    private mutating func append(_ text: String) {
        let isPlain = text.utf8.allSatisfy { $0 < 0x80 }
        if isPlain {
            for byte in text.utf8 { bytes.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte) }
        } else {
            bytes.append(contentsOf: text.lowercased().utf8)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// How far each case is from all of the words together; nil for a case that lacks one.
    func distances(of words: [[UInt8]], to indices: some Sequence<Int>) -> [(index: Int, distance: Distance)] {
        bytes.withUnsafeBufferPointer { bytes in
            var found: [(index: Int, distance: Distance)] = []
            for index in indices {
                let text = UnsafeBufferPointer(rebasing: bytes[(index > 0 ? ends[index - 1] : 0)..<ends[index]])
                var sum = 0
                let fits = words.allSatisfy { word in
                    guard let distance = CaseText.distance(word, in: text) else { return false }
                    sum += distance
                    return true
                }
                if fits { found.append((index, sum)) }
            }
            return found
        }
    }

    /// - Returns: 0 where the word stands in the text; else how many other letters are between its own, where they are not too many.
    private static func distance(_ word: [UInt8], in text: UnsafeBufferPointer<UInt8>) -> Distance? {
        word.withUnsafeBufferPointer { word in
            if contains(text, word) { return 0 }
            return word.count >= leastFuzzy ? shortestSpan(of: word, in: text).map { $0 - word.count } : nil
        }
    }

    private static func contains(_ text: UnsafeBufferPointer<UInt8>, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = word.first else { return true }
        guard text.count >= word.count else { return false }
        for start in 0...(text.count - word.count) where text[start] == first {
            var length = 1
            while length < word.count, text[start + length] == word[length] { length += 1 }
            if length == word.count { return true }
        }
        return false
    }

    /// The fewest bytes in a row, on one line of the text and from the beginning of a word on, that hold the letters in their order.
    private static func shortestSpan(of word: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>) -> Int? {
        let limit = word.count * spread
        var best: Int?
        var start = 0
        while start + word.count <= text.count {
            defer { start += 1 }
            guard text[start] == word[0], start == 0 || !isInsideWord(text[start - 1]) else { continue }
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

    private static func isInsideWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte >= 0x80
    }
}
