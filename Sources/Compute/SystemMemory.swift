import Foundation

/// Memory straight from the system, zeroed, which has it back as soon as it is freed.
///
/// The heap keeps what is freed, and cuts small pieces out of it: blocks of a few hundred kilobytes that come and go leave holes that the next
/// one does not fit into, and a process that runs for days grows by them.
package enum SystemMemory {
    /// Bytes at the start of a page; nil where the system has no such amount, which a model's own figures may ask for.
    package static func allocate(byteCount: Int) -> UnsafeMutableRawPointer? {
        #if os(Linux)
            let flags = MAP_PRIVATE | MAP_ANONYMOUS
        #else
            let flags = MAP_PRIVATE | MAP_ANON
        #endif
        let bytes = mmap(nil, max(byteCount, 1), PROT_READ | PROT_WRITE, flags, -1, 0)
        return bytes == MAP_FAILED ? nil : bytes
    }

    /// - Parameter byteCount: as it was allocated.
    package static func free(_ bytes: UnsafeMutableRawPointer, byteCount: Int) {
        munmap(bytes, max(byteCount, 1))
    }
}
