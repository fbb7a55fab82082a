import CKernels

/// Weights in the form in which `RowLinear` multiplies them.
public enum RowWeights: Sendable {
    /// As stored; activations stay in single precision.
    case stored(WeightMatrix)
    /// Quantised and repacked; activations are rounded to fourteen bits a group of 32.
    case packed(PackedMatrix)

    public var rows: Int {
        switch self {
        case .stored(let matrix): matrix.rows
        case .packed(let matrix): matrix.rows
        }
    }

    public var columns: Int {
        switch self {
        case .stored(let matrix): matrix.columns
        case .packed(let matrix): matrix.columns
        }
    }

    public var isPacked: Bool {
        if case .packed = self { true } else { false }
    }

    /// The bytes that one use of the whole matrix reads.
    public var byteCount: Int {
        switch self {
        case .stored(let matrix): matrix.bytes.count
        case .packed(let matrix): matrix.byteCount
        }
    }
}

/// Brings a model's matrices into the form that is fastest on this processor.
public final class WeightPacker {
    private let memory = PackedMemory()
    private let pool: ThreadPool

    public init(pool: ThreadPool) {
        self.pool = pool
    }

    /// Packs quantised weights; leaves floats as they are, and everything where there are no integer dot products: at the portable
    /// level they reach 4 GMAC/s a core, and unpacked weights with floats 10 to 15.
    public func prepare(_ weights: WeightMatrix) -> RowWeights {
        guard !Kernels.current.isPortable, let packed = PackedMatrix(weights, memory: memory, pool: pool) else {
            return .stored(weights)
        }
        return .packed(packed)
    }
}
