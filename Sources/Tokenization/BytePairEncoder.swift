/// Joins the bytes of a piece of text into tokens, best-ranked pair first.
///
/// A priority queue holds the pairs that can be joined, so a piece of n bytes costs O(n log n) however long it is.
final class BytePairEncoder: Sendable {
    private let merges: MergeTable
    /// The token of each byte alone; `none` where the vocabulary has none.
    private let byteTokens: [UInt32]
    private let unknownToken: UInt32
    private let fusesUnknown: Bool
    /// Whole pieces that are tokens; empty unless the vocabulary ignores merges for them.
    private let wholePieces: [[UInt8]: UInt32]

    private static let none = UInt32.max

    init(_ vocabulary: BytePairVocabulary) {
        merges = MergeTable(vocabulary.merges)
        unknownToken = vocabulary.unknownToken.flatMap(UInt32.init(exactly:)) ?? Self.none
        fusesUnknown = vocabulary.fusesUnknown
        var byteTokens = [UInt32](repeating: Self.none, count: 256)
        var wholePieces: [[UInt8]: UInt32] = [:]
        for (id, bytes) in vocabulary.tokens.enumerated() where vocabulary.kinds[id] == .ordinary {
            if bytes.count == 1 { byteTokens[Int(bytes[0])] = UInt32(id) }
            if vocabulary.ignoresMerges { wholePieces[bytes] = UInt32(id) }
        }
        self.byteTokens = byteTokens
        self.wholePieces = wholePieces
    }

    /// Working memory that is reused from piece to piece.
    struct Scratch {
        fileprivate var symbols: [Symbol] = []
        fileprivate var queue = MinimumQueue<UInt64>()
    }

    /// A token of the piece in the making; a linked list, so that joining two costs no copying.
    fileprivate struct Symbol {
        var token: UInt32
        var previous: Int32
        var next: Int32
        var isGone = false
    }

    /// Appends the tokens of one piece of text.
    func append(_ piece: UnsafeBufferPointer<UInt8>, to ids: inout [Int], using scratch: inout Scratch) {
        if !wholePieces.isEmpty, let id = wholePieces[Array(piece)] {
            ids.append(Int(id))
            return
        }
        fill(&scratch.symbols, with: piece)
        guard scratch.symbols.count > 1 else {
            if let only = scratch.symbols.first { ids.append(Int(only.token)) }
            return
        }
        join(&scratch)
        var index = 0
        while index >= 0 {
            ids.append(Int(scratch.symbols[index].token))
            index = Int(scratch.symbols[index].next)
        }
    }

    private func fill(_ symbols: inout [Symbol], with piece: UnsafeBufferPointer<UInt8>) {
        symbols.removeAll(keepingCapacity: true)
        for byte in piece {
            var token = byteTokens[Int(byte)]
            if token == Self.none {
                guard unknownToken != Self.none, !(fusesUnknown && symbols.last?.token == unknownToken) else { continue }
                token = unknownToken
            }
            let index = Int32(symbols.count)
            symbols.append(Symbol(token: token, previous: index - 1, next: index + 1))
        }
        if !symbols.isEmpty { symbols[symbols.count - 1].next = -1 }
    }

    private func join(_ scratch: inout Scratch) {
        scratch.queue.removeAll()
        for index in 0..<scratch.symbols.count - 1 { offer(index, &scratch) }
        while let entry = scratch.queue.popMinimum() {
            let rank = Int(entry >> 32)
            let index = Int(entry & 0xFFFF_FFFF)
            let symbol = scratch.symbols[index]
            guard !symbol.isGone, symbol.next >= 0 else { continue }
            let next = scratch.symbols[Int(symbol.next)]
            // An entry is stale when one of its two symbols has been joined with another one since.
            let result = merges.result(ofRank: rank)
            guard let now = merges.rank(symbol.token, next.token), merges.result(ofRank: now) == result else { continue }
            scratch.symbols[Int(symbol.next)].isGone = true
            scratch.symbols[index].token = result
            scratch.symbols[index].next = next.next
            if next.next >= 0 { scratch.symbols[Int(next.next)].previous = Int32(index) }
            if symbol.previous >= 0 { offer(Int(symbol.previous), &scratch) }
            offer(index, &scratch)
        }
    }

    /// Puts the pair that starts at a symbol in the queue when it can be joined.
    private func offer(_ index: Int, _ scratch: inout Scratch) {
        let next = Int(scratch.symbols[index].next)
        guard next >= 0, let rank = merges.rank(scratch.symbols[index].token, scratch.symbols[next].token) else { return }
        // Rank above, position below: the smallest entry is the best rank, leftmost first.
        scratch.queue.insert(UInt64(rank) << 32 | UInt64(index))
    }
}
