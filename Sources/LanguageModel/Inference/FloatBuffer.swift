/// Floats that grow and never shrink, so that a session in its steady state allocates nothing.
final class FloatBuffer {
    private(set) var start: UnsafeMutablePointer<Float>
    private(set) var capacity: Int

    init(capacity: Int = 0) {
        self.capacity = max(1, capacity)
        start = .allocate(capacity: self.capacity)
        start.initialize(repeating: 0, count: self.capacity)
    }

    deinit {
        start.deallocate()
    }

    /// Makes room for `count` floats. The contents are lost when the buffer grows.
    func reserve(_ count: Int) {
        guard count > capacity else { return }
        start.deallocate()
        capacity = count
        start = .allocate(capacity: count)
        start.initialize(repeating: 0, count: count)
    }
}
