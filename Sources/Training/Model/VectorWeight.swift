import Compute

/// A norm's weight or a bias, frozen or trained.
enum VectorWeight {
    case frozen(FloatRegion)
    case trained(ParameterSlice)

    func pointer(_ store: ParameterStore) -> UnsafePointer<Float> {
        switch self {
        case .frozen(let region): UnsafePointer(region.pointer)
        case .trained(let slice): UnsafePointer(store.values + slice.offset)
        }
    }

    /// Nil when it is frozen.
    func gradient(_ store: ParameterStore) -> UnsafeMutablePointer<Float>? {
        switch self {
        case .frozen: nil
        case .trained(let slice): store.gradients + slice.offset
        }
    }
}

extension FloatRegion {
    convenience init(_ values: [Float]) {
        self.init(values.count)
        values.withUnsafeBufferPointer { buffer in
            if let base = buffer.baseAddress { pointer.update(from: base, count: values.count) }
        }
    }
}
