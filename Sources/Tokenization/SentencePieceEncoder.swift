/// Joins the characters of a text into pieces, best pair first.
///
/// A priority queue holds the pairs that can be joined, so a word of n characters costs O(n log n) however long it is. Where no piece
/// reaches across the start of a word, words are joined one by one; the pieces are the same.
final class SentencePieceEncoder: Sendable {
    private let pieces: PieceTable
    private let order: Order
    private let normalizer: PieceNormalizer
    private let bytePieces: [UInt32?]
    private let unknownToken: Int?
    private let fusesUnknown: Bool
    private let ignoresMerges: Bool
    /// Whether no piece holds a mark behind another character.
    private let cutsBeforeMarks: Bool
    private let verbatim: VerbatimCutter

    /// The rank of joining two neighbours.
    private enum Order: Sendable {
        case merges(MergeTable)
        /// By the id of the piece that they make; equal scores have equal ranks.
        case scores([UInt32])
    }

    private static let none = UInt32.max

    init(_ vocabulary: SentencePieceVocabulary) {
        pieces = vocabulary.pieceTable
        switch vocabulary.joining {
        case .merges(let merges): order = .merges(MergeTable(merges))
        case .scores(let scores): order = .scores(Self.ranks(of: scores))
        }
        normalizer = vocabulary.normalizer
        bytePieces = vocabulary.usesBytePieces ? vocabulary.bytePieces : Array(repeating: nil, count: 256)
        unknownToken = vocabulary.unknownToken
        fusesUnknown = vocabulary.fusesUnknown
        ignoresMerges = vocabulary.ignoresMerges
        cutsBeforeMarks = !vocabulary.pieces.indices.contains {
            vocabulary.isJoinable($0) && Self.hasInnerMark(vocabulary.pieces[$0])
        }
        verbatim = VerbatimCutter(vocabulary.verbatim)
    }

    /// The tokens of a text that stands at a place.
    func encode(_ text: UnsafeBufferPointer<UInt8>, at place: TextPlace) -> [Int] {
        var ids: [Int] = []
        ids.reserveCapacity(text.count / 3)
        var scratch = Scratch()
        var place = place
        verbatim.forEachPart(of: text) { part, whole in
            if let whole {
                ids.append(Int(whole))
            } else {
                normalizer.apply(to: part, at: place).withUnsafeBufferPointer { append($0, to: &ids, using: &scratch) }
            }
            place = .afterControl
        }
        return ids
    }

    // MARK: - Words

    /// Working memory that is reused from word to word.
    private struct Scratch {
        var symbols: [Symbol] = []
        var queue = MinimumQueue<UInt64>()
        /// The number of tokens before the word, with which its unknown characters do not fuse.
        var wordStart = 0
    }

    private func append(_ text: UnsafeBufferPointer<UInt8>, to ids: inout [Int], using scratch: inout Scratch) {
        let mark = normalizer.metaspace?.mark ?? PieceNormalizer.mark
        Self.forEachWord(of: text, startingAt: normalizer.metaspace?.splits == true ? .everyMark(mark) : .nothing) { word in
            scratch.wordStart = ids.count
            if ignoresMerges, let id = pieces.id(of: word) {
                ids.append(Int(id))
                return
            }
            Self.forEachWord(of: word, startingAt: cutsBeforeMarks ? .marksBehindText(PieceNormalizer.mark) : .nothing) { part in
                join(part, into: &ids, using: &scratch)
            }
        }
    }

    /// What starts a new word.
    private enum Cut {
        case nothing
        case everyMark([UInt8])
        /// A mark that follows something else.
        case marksBehindText([UInt8])
    }

    private static func forEachWord(
        of text: UnsafeBufferPointer<UInt8>, startingAt cut: Cut, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        let mark: [UInt8]
        let keepsRuns: Bool
        switch cut {
        case .nothing: return text.isEmpty ? () : body(text)
        case .everyMark(let found): (mark, keepsRuns) = (found, false)
        case .marksBehindText(let found): (mark, keepsRuns) = (found, true)
        }
        var start = 0
        var index = 0
        var isBehindMark = false
        let first = mark.first
        while index < text.count {
            var isMark = text[index] == first && index + mark.count <= text.count
            if isMark {
                for offset in mark.indices where text[index + offset] != mark[offset] { isMark = false }
            }
            if isMark, index > start, !(keepsRuns && isBehindMark) {
                body(UnsafeBufferPointer(rebasing: text[start..<index]))
                start = index
            }
            index += isMark ? mark.count : 1
            isBehindMark = isMark
        }
        if start < text.count { body(UnsafeBufferPointer(rebasing: text[start...])) }
    }

    private static func hasInnerMark(_ piece: [UInt8]) -> Bool {
        var words = 0
        piece.withUnsafeBufferPointer { forEachWord(of: $0, startingAt: .marksBehindText(PieceNormalizer.mark)) { _ in words += 1 } }
        return words > 1
    }

    // MARK: - Joining

    /// A piece in the making; a linked list, so that joining two costs no copying.
    private struct Symbol {
        /// `none` for a character without a piece.
        var token: UInt32
        var start: Int32
        var length: Int32
        var previous: Int32
        var next: Int32
        var isGone = false
    }

    private func join(_ word: UnsafeBufferPointer<UInt8>, into ids: inout [Int], using scratch: inout Scratch) {
        fill(&scratch.symbols, with: word)
        if scratch.symbols.count > 1 { join(word, &scratch) }
        var index = 0
        while index >= 0 {
            let symbol = scratch.symbols[index]
            if symbol.token != Self.none {
                ids.append(Int(symbol.token))
            } else {
                appendBytes(word[Int(symbol.start)..<Int(symbol.start + symbol.length)], to: &ids, wordStart: scratch.wordStart)
            }
            index = Int(symbol.next)
        }
    }

    private func fill(_ symbols: inout [Symbol], with word: UnsafeBufferPointer<UInt8>) {
        symbols.removeAll(keepingCapacity: true)
        var start = 0
        while start < word.count {
            var end = start + 1
            while end < word.count, word[end] & 0xC0 == 0x80 { end += 1 }
            let token = pieces.id(of: UnsafeBufferPointer(rebasing: word[start..<end])) ?? Self.none
            let index = Int32(symbols.count)
            symbols.append(
                Symbol(token: token, start: Int32(start), length: Int32(end - start), previous: index - 1, next: index + 1))
            start = end
        }
        if !symbols.isEmpty { symbols[symbols.count - 1].next = -1 }
    }

    private func join(_ word: UnsafeBufferPointer<UInt8>, _ scratch: inout Scratch) {
        scratch.queue.removeAll()
        for index in 0..<scratch.symbols.count - 1 { offer(index, word, &scratch) }
        while let entry = scratch.queue.popMinimum() {
            let index = Int(entry & 0xFFFF_FFFF)
            let symbol = scratch.symbols[index]
            guard !symbol.isGone, symbol.next >= 0 else { continue }
            let next = scratch.symbols[Int(symbol.next)]
            // An entry is stale when one of its two symbols has been joined with another one since.
            guard let found = candidate(symbol, next, word), isCurrent(found, rank: UInt32(entry >> 32)) else { continue }
            scratch.symbols[Int(symbol.next)].isGone = true
            scratch.symbols[index].token = found.result
            scratch.symbols[index].length += next.length
            scratch.symbols[index].next = next.next
            if next.next >= 0 { scratch.symbols[Int(next.next)].previous = Int32(index) }
            if symbol.previous >= 0 { offer(Int(symbol.previous), word, &scratch) }
            offer(index, word, &scratch)
        }
    }

    /// Puts the pair that starts at a symbol in the queue when it can be joined.
    private func offer(_ index: Int, _ word: UnsafeBufferPointer<UInt8>, _ scratch: inout Scratch) {
        let symbol = scratch.symbols[index]
        guard symbol.next >= 0, let found = candidate(symbol, scratch.symbols[Int(symbol.next)], word) else { return }
        // Rank above, position below: the smallest entry is the best rank, leftmost first.
        scratch.queue.insert(UInt64(found.rank) << 32 | UInt64(index))
    }

    /// What joining two neighbours makes, or nil when they cannot be joined.
    private func candidate(
        _ left: Symbol, _ right: Symbol, _ word: UnsafeBufferPointer<UInt8>
    ) -> (rank: UInt32, result: UInt32)? {
        switch order {
        case .merges(let table):
            guard left.token != Self.none, right.token != Self.none, let rank = table.rank(left.token, right.token) else { return nil }
            return (UInt32(rank), table.result(ofRank: rank))
        case .scores(let ranks):
            let pair = word[Int(left.start)..<Int(left.start + left.length + right.length)]
            guard let id = pieces.id(of: UnsafeBufferPointer(rebasing: pair)) else { return nil }
            return (ranks[Int(id)], id)
        }
    }

    private func isCurrent(_ found: (rank: UInt32, result: UInt32), rank: UInt32) -> Bool {
        switch order {
        // Two pairs may make the same piece; the reference then goes by the better rank.
        case .merges(let table): table.result(ofRank: Int(rank)) == found.result
        case .scores: found.rank == rank
        }
    }

    /// The tokens of a character without a piece: those of its bytes, or else the unknown token.
    private func appendBytes(_ character: Slice<UnsafeBufferPointer<UInt8>>, to ids: inout [Int], wordStart: Int) {
        let bytes = character.compactMap { bytePieces[Int($0)] }
        if bytes.count == character.count {
            ids.append(contentsOf: bytes.lazy.map(Int.init))
        } else if let unknownToken, !(fusesUnknown && ids.count > wordStart && ids.last == unknownToken) {
            ids.append(unknownToken)
        }
    }

    /// Ranks by falling score.
    private static func ranks(of scores: [Float]) -> [UInt32] {
        var ranks = [UInt32](repeating: 0, count: scores.count)
        var rank: UInt32 = 0
        var last: Float?
        for id in scores.indices.sorted(by: { scores[$0] > scores[$1] }) {
            if let last, scores[id] < last { rank += 1 }
            last = scores[id]
            ranks[id] = rank
        }
        return ranks
    }
}
