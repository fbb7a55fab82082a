import Compute

/// Memory for the pages of one session: what a released page leaves goes to the next one, up to a bound.
///
/// Judging opens and closes sequences all the time. Pages from the heap leave it in pieces, and pages from the system cost a fault for every
/// four kilobytes. Like the session, a pool belongs to one job at a time.
final class PagePool {
    /// Bytes that wait for the next page; what is more goes back to the system.
    private static let mostBytes = 64 << 20

    private let pageBytes: Int
    private var free: [UnsafeMutableRawPointer] = []

    init(pageBytes: Int) {
        self.pageBytes = pageBytes
    }

    deinit {
        for storage in free { SystemMemory.free(storage, byteCount: pageBytes) }
    }

    /// The memory of a page. It holds numbers, zeros or those of an earlier page.
    ///
    /// - Throws: `LanguageModelError.noMemory`.
    func take() throws -> UnsafeMutableRawPointer {
        guard let storage = free.popLast() ?? SystemMemory.allocate(byteCount: pageBytes) else {
            throw LanguageModelError.noMemory(bytes: pageBytes)
        }
        return storage
    }

    func give(_ storage: UnsafeMutableRawPointer) {
        guard (free.count + 1) * pageBytes <= Self.mostBytes else { return SystemMemory.free(storage, byteCount: pageBytes) }
        free.append(storage)
    }
}
