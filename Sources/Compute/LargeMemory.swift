import Foundation

/// Memory for large buffers that are walked in long strides: on huge pages, where the system has them.
///
/// On 4 KiB pages each row of a wide matrix lies in pages of its own: looking up their addresses takes a fifth of the time of what sums over
/// rows, and the processor's prefetching ends at every page.
package enum LargeMemory {
    static let hugePage = 2 << 20

    /// Bytes aligned for vector loads, to huge pages when they fill two or more; freed with `deallocate()`.
    package static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
        guard byteCount >= 2 * hugePage else { return .allocate(byteCount: byteCount, alignment: 64) }
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: hugePage)
        #if os(Linux)
            // A wish: it changes nothing but speed.
            madvise(bytes, byteCount, MADV_HUGEPAGE)
        #endif
        return bytes
    }
}
