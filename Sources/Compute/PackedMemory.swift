/// Memory for weights that every step reads from end to end: few large blocks on huge pages, where the system has them.
///
/// On 4 KiB pages the processor's prefetching ends at every page; reading is 5 to 15 % slower. Blocks live as long as a matrix in them.
final class PackedMemory {
    final class Block: @unchecked Sendable {
        let bytes: UnsafeMutableRawBufferPointer

        init(count: Int) {
            bytes = UnsafeMutableRawBufferPointer(start: LargeMemory.allocate(byteCount: count), count: count)
        }

        deinit {
            bytes.deallocate()
        }
    }

    private static let blockSize = 16 * LargeMemory.hugePage

    private var block: Block?
    private var used = 0

    /// Takes `count` bytes, aligned to 64, and the block that keeps them alive.
    func take(_ count: Int) -> (bytes: UnsafeMutableRawBufferPointer, owner: Block) {
        let count = (count + 63) / 64 * 64
        if let block, used + count <= block.bytes.count {
            defer { used += count }
            return (UnsafeMutableRawBufferPointer(rebasing: block.bytes[used..<used + count]), block)
        }
        let pages = (max(count, Self.blockSize) + LargeMemory.hugePage - 1) / LargeMemory.hugePage
        let block = Block(count: pages * LargeMemory.hugePage)
        // The roomier of the two blocks serves the next matrices.
        if block.bytes.count - count >= (self.block?.bytes.count ?? 0) - used {
            self.block = block
            used = count
        }
        return (UnsafeMutableRawBufferPointer(rebasing: block.bytes[..<count]), block)
    }
}
