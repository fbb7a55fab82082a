import Foundation
import Provenance

/// The lower-case ids and prompts of all cases in one piece of memory, so that a hundred thousand of them are looked through between
/// two keys. A case that changes has its text added at the end; what it said before is dead weight until there is too much of that.
struct CaseText: Equatable, Sendable {
    /// Where a case's text stands: the id, a new line, the prompt, a new line.
    private struct Span: Equatable {
        var start: Int
        var count: Int
        /// Which letters stand in it, so that a word with another one is not looked for.
        var letters = Letters()
    }

    /// Begins with a new line, so that there is one before every text.
    private var bytes = [UInt8(ascii: "\n")]
    private var spans: [Span] = []

    init(_ cases: [Case] = []) {
        spans.reserveCapacity(cases.count)
        bytes.reserveCapacity(cases.reduce(1) { $0 + $1.id.utf8.count + $1.prompt.utf8.count + 2 })
        for one in cases { spans.append(append(one)) }
    }

    private mutating func append(_ one: Case) -> Span {
        var span = Span(start: bytes.count, count: 0)
        append(one.id)
        append(one.prompt)
        span.count = bytes.count - span.start
        span.letters = bytes[span.start...].withUnsafeBufferPointer(Letters.init)
        return span
    }

    private mutating func append(_ text: String) {
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        if bytes.withUnsafeMutableBufferPointer({ CaseText.fold($0[start...]) }) {
            bytes.replaceSubrange(start..., with: text.lowercased().utf8)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Puts letters of ASCII into lower case.
    ///
    /// - Returns: whether there are others.
    private static func fold(_ text: Slice<UnsafeMutableBufferPointer<UInt8>>) -> Bool {
        var text = text
        var seen: UInt8 = 0
        for place in text.indices {
            let byte = text[place]
            seen |= byte
            if byte &- 0x41 < 26 { text[place] = byte | 0x20 }
        }
        return seen >= 0x80
    }

    /// The list changed.
    ///
    /// - Parameter moves: where each case of the new list stood before.
    mutating func follow(_ moves: CaseMoves) {
        let others: [Span] = moves.cases.indices.map { place in
            guard let old = moves.origins[place], moves.hasSamePrompt(at: place) else { return append(moves.cases[place]) }
            return spans[old]
        }
        spans = others
        let used = spans.reduce(0) { $0 + $1.count }
        if bytes.count > 2 * used + 1 << 16 { self = CaseText(moves.cases) }
    }

    // MARK: Looking for words

    /// The cases that hold all of the words, ranked by how far they are from them: 0 where they stand there as typed, more the further
    /// their letters are apart.
    ///
    /// - Parameter indices: in rising order.
    func find(_ words: [SearchedWord], among indices: [Int], labels: LabelDistances) -> RankedCases {
        let scans = words.map(WordScan.init)
        return bytes.withUnsafeBytes { bytes in
            func distance(_ index: Int, _ word: Int) -> Int? {
                let span = spans[index]
                let inText = scans[word].distance(in: bytes, span.start..<span.start + span.count, span.letters)
                guard inText != 0, labels.hasAny(word) else { return inText }
                return labels.distance(index, word).map { min($0, inText ?? $0) } ?? inText
            }
            var found = RankedCases(indices)
            for word in CaseText.rarestFirst(scans.indices, among: indices, { distance($0, $1) != nil }) {
                found.filter { distance($0, word) }
            }
            return found
        }
    }

    /// Words in the order to look for them in: the one that leaves the fewest cases for the others comes first. A few cases tell.
    private static func rarestFirst(_ words: Range<Int>, among indices: [Int], _ fits: (Int, Int) -> Bool) -> [Int] {
        guard words.count > 1, let last = indices.indices.last else { return Array(words) }
        let sample = stride(from: 0, through: last, by: last / 256 + 1).map { indices[$0] }
        return words.map { word in (fitting: sample.count { fits($0, word) }, word: word) }.sorted { $0 < $1 }.map(\.word)
    }

    /// Whether a case's id begins so, in lower case.
    func begins(_ index: Int, with beginning: [UInt8]) -> Bool {
        let span = spans[index]
        return bytes[span.start..<span.start + span.count].starts(with: beginning)
    }

    /// Sorts cases by their ids, upper and lower case alike, and by their places where those are equal.
    func sortedByID(_ indices: [Int]) -> [Int] {
        bytes.withUnsafeBufferPointer { bytes in
            /// The first eight bytes as a number, which settles most comparisons.
            func key(_ index: Int) -> UInt64 {
                let span = spans[index]
                return (0..<8).reduce(UInt64(0)) { $0 << 8 | UInt64($1 < span.count ? bytes[span.start + $1] : 0) }
            }
            func isBefore(_ one: (key: UInt64, index: Int), _ other: (key: UInt64, index: Int)) -> Bool {
                guard one.key == other.key, let base = bytes.baseAddress else { return one.key < other.key }
                let (first, second) = (spans[one.index], spans[other.index])
                let order = memcmp(base + first.start, base + second.start, min(first.count, second.count))
                return order == 0 ? one.index < other.index : order < 0
            }
            return indices.map { (key: key($0), index: $0) }.sorted(by: isBefore).map(\.index)
        }
    }
}
