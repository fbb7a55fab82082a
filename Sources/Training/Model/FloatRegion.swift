import Compute

/// Heap floats, aligned for vector loads, freed with their last reference.
final class FloatRegion: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<Float>
    let count: Int

    init(_ count: Int) {
        self.count = count
        pointer = LargeMemory.allocate(byteCount: max(count, 1) * 4)
            .bindMemory(to: Float.self, capacity: max(count, 1))
        pointer.initialize(repeating: 0, count: max(count, 1))
    }

    deinit {
        pointer.deallocate()
    }
}
