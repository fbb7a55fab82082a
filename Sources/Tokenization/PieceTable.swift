/// Finds pieces by their bytes: open addressing over flat arrays, at most half full, without an allocation for a look-up.
struct PieceTable: Sendable {
    private var bytes: [UInt8] = []
    /// Where each piece's bytes start; one more entry than pieces.
    private var starts: [Int] = [0]
    private var ids: [UInt32] = []
    /// Indices of `ids`, or `empty`.
    private var slots: [UInt32]
    private let shift: UInt64
    /// The length of the longest piece in bytes.
    private(set) var longest = 0

    private static let empty = UInt32.max

    /// A table of the pieces whose ids `isIncluded` accepts; of pieces that are alike the last one is found.
    init(_ pieces: [[UInt8]], where isIncluded: (Int) -> Bool) {
        var bits: UInt64 = 4
        while 1 << bits < pieces.count * 2 { bits += 1 }
        shift = 64 - bits
        slots = [UInt32](repeating: Self.empty, count: 1 << bits)
        bytes.reserveCapacity(pieces.reduce(0) { $0 + $1.count })
        for (id, piece) in pieces.enumerated() where isIncluded(id) && !piece.isEmpty {
            piece.withUnsafeBufferPointer { insert($0, id: UInt32(id)) }
        }
    }

    private mutating func insert(_ piece: UnsafeBufferPointer<UInt8>, id: UInt32) {
        let slot = slot(of: piece)
        if slots[slot] != Self.empty {
            ids[Int(slots[slot])] = id
            return
        }
        slots[slot] = UInt32(ids.count)
        ids.append(id)
        bytes.append(contentsOf: piece)
        starts.append(bytes.count)
        longest = max(longest, piece.count)
    }

    /// The id of the piece with exactly these bytes, or nil.
    func id(of piece: UnsafeBufferPointer<UInt8>) -> UInt32? {
        guard piece.count <= longest, !piece.isEmpty else { return nil }
        let index = slots[slot(of: piece)]
        return index == Self.empty ? nil : ids[Int(index)]
    }

    func id(of piece: [UInt8]) -> UInt32? { piece.withUnsafeBufferPointer(id(of:)) }

    /// The slot that holds the piece, or the free one where it belongs.
    private func slot(of piece: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in piece { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var slot = Int(((hash ^ (hash >> 32)) &* 0x9E37_79B9_7F4A_7C15) >> shift)
        while slots[slot] != Self.empty, !isEqual(Int(slots[slot]), piece) { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    private func isEqual(_ index: Int, _ piece: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = starts[index]
        guard starts[index + 1] - start == piece.count else { return false }
        for offset in 0..<piece.count where bytes[start + offset] != piece[offset] { return false }
        return true
    }
}
