import Compute
import Testing

/// SplitMix64: small, and the same everywhere.
struct RandomNumbers {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func bits() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Uniform in -1 ..< 1.
    mutating func float() -> Float {
        Float(bits() >> 40) / Float(1 << 23) - 1
    }

    mutating func floats(_ count: Int) -> [Float] {
        (0..<count).map { _ in float() }
    }
}

extension ElementType {
    /// Where a block keeps its half-precision numbers.
    var halfOffsets: [Int] {
        switch self {
        case .f32, .f16, .bf16: []
        case .q8_0, .q4_0, .q5_0: [0]
        case .q4_1, .q5_1, .q4_K, .q5_K: [0, 2]
        case .q6_K: [208]
        }
    }
}

/// A matrix of random bits whose scales keep the weights near 1.
func randomMatrix(_ type: ElementType, rows: Int, columns: Int, seed: UInt64) throws -> WeightMatrix {
    var numbers = RandomNumbers(seed: seed)
    let count = try #require(type.byteCount(elements: rows * columns))
    let storage = ByteStorage(count: count)
    let bytes = storage.bytes
    switch type {
    case .f32: for index in 0..<(rows * columns) { bytes.storeBytes(of: numbers.float(), toByteOffset: 4 * index, as: Float.self) }
    case .f16:
        for index in 0..<(rows * columns) { bytes.storeBytes(of: Half.bits(numbers.float()), toByteOffset: 2 * index, as: UInt16.self) }
    case .bf16:
        for index in 0..<(rows * columns) {
            bytes.storeBytes(of: Half.brainBits(numbers.float()), toByteOffset: 2 * index, as: UInt16.self)
        }
    default:
        for index in 0..<count { bytes[index] = UInt8(truncatingIfNeeded: numbers.bits() >> 32) }
        let size: Float = type == .q8_0 ? 0.01 : type.blockElements == 256 ? 0.001 : 0.05
        for block in 0..<(count / type.blockBytes) {
            for offset in type.halfOffsets {
                bytes.storeBytes(of: Half.bits(numbers.float() * size), toByteOffset: block * type.blockBytes + offset, as: UInt16.self)
            }
        }
    }
    return try #require(WeightMatrix(rows: rows, columns: columns, type: type, bytes: UnsafeRawBufferPointer(bytes), owner: storage))
}

extension WeightMatrix {
    func unpacked() -> [Float] {
        var floats = [Float](repeating: .nan, count: rows * columns)
        floats.withUnsafeMutableBufferPointer { floats in
            if let base = floats.baseAddress { dequantise(rows: 0..<rows, into: base) }
        }
        return floats
    }
}

/// Equal bits, or both NaN.
func same(_ a: Float, _ b: Float) -> Bool {
    a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN)
}
