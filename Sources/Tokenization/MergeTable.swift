/// Looks up the rank of a pair of tokens: open addressing over flat arrays, at most half full.
struct MergeTable: Sendable {
    private var pairs: [UInt64]
    private var ranks: [UInt32]
    private let results: [UInt32]
    private let shift: UInt64

    /// No pair has this key: ids are below 2^24.
    private static let empty = UInt64.max

    init(_ merges: [BytePairVocabulary.Merge]) {
        var bits: UInt64 = 4
        while 1 << bits < merges.count * 2 { bits += 1 }
        shift = 64 - bits
        pairs = [UInt64](repeating: Self.empty, count: 1 << bits)
        ranks = [UInt32](repeating: 0, count: 1 << bits)
        results = merges.map(\.result)
        for (rank, merge) in merges.enumerated() {
            let key = Self.key(merge.left, merge.right)
            let slot = slot(of: key)
            pairs[slot] = key
            ranks[slot] = UInt32(rank)
        }
    }

    /// The rank of a pair, or nil when it is never joined.
    func rank(_ left: UInt32, _ right: UInt32) -> Int? {
        let key = Self.key(left, right)
        let slot = slot(of: key)
        return pairs[slot] == key ? Int(ranks[slot]) : nil
    }

    /// The token that the merge of this rank makes.
    func result(ofRank rank: Int) -> UInt32 { results[rank] }

    private static func key(_ left: UInt32, _ right: UInt32) -> UInt64 { UInt64(left) << 32 | UInt64(right) }

    /// The slot that holds the key, or the free one where it belongs.
    private func slot(of key: UInt64) -> Int {
        let mixed = (key ^ (key >> 29)) &* 0x9E37_79B9_7F4A_7C15
        var slot = Int(mixed >> shift)
        while pairs[slot] != key, pairs[slot] != Self.empty { slot = (slot + 1) & (pairs.count - 1) }
        return slot
    }
}
