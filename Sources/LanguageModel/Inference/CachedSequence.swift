import Compute

/// Names a sequence of a session; never used twice within one.
public struct SequenceID: Hashable, Sendable {
    let number: UInt64
}

/// The tokens a session has kept for one sequence, and the pages that hold their keys and values.
final class CachedSequence {
    private(set) var tokens: [Int] = []
    private(set) var pages: [KeyValuePage] = []
    /// Kept rows that the step now being checked will add.
    var pendingRows = 0

    init() {}

    /// Shares the first `length` positions of `other`; what either writes later, the other does not see.
    init(sharing other: CachedSequence, length: Int) {
        tokens = Array(other.tokens.prefix(length))
        pages = Array(other.pages.prefix(Self.pageCount(length)))
    }

    /// Makes room for `newTokens` after the present ones, in pages that are this sequence's own, and records them.
    func extend(by newTokens: some Collection<Int>, shape: KeyValueShape, pool: PagePool) {
        guard !newTokens.isEmpty else { return }
        if !tokens.count.isMultiple(of: KeyValueLayout.positions) {
            let last = pages.count - 1
            if !isKnownUniquelyReferenced(&pages[last]) { pages[last] = pages[last].copy(shape: shape) }
        }
        tokens.append(contentsOf: newTokens)
        while pages.count < Self.pageCount(tokens.count) { pages.append(KeyValuePage(pool)) }
    }

    func truncate(to length: Int) {
        tokens.removeSubrange(length...)
        pages.removeSubrange(Self.pageCount(length)...)
    }

    private static func pageCount(_ length: Int) -> Int {
        (length + KeyValueLayout.positions - 1) / KeyValueLayout.positions
    }
}
