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
    ///
    /// - Throws: `LanguageModelError.noMemory`; the sequence is then as it was.
    func extend(by newTokens: some Collection<Int>, shape: KeyValueShape, pool: PagePool) throws {
        guard !newTokens.isEmpty else { return }
        if !tokens.count.isMultiple(of: KeyValueLayout.positions) {
            let last = pages.count - 1
            // A copy that others do not see changes nothing, whatever comes after it.
            if !isKnownUniquelyReferenced(&pages[last]) { pages[last] = try pages[last].copy(shape: shape) }
        }
        let missing = max(Self.pageCount(tokens.count + newTokens.count) - pages.count, 0)
        pages += try (0..<missing).map { _ in try KeyValuePage(pool) }
        tokens.append(contentsOf: newTokens)
    }

    func truncate(to length: Int) {
        tokens.removeSubrange(length...)
        pages.removeSubrange(Self.pageCount(length)...)
    }

    private static func pageCount(_ length: Int) -> Int {
        (length + KeyValueLayout.positions - 1) / KeyValueLayout.positions
    }
}
