/// Packing floats for export, byte-equal to the `gguf` package's reference.
public enum Quantisation {
    /// Why values could not be packed.
    public enum Failure: Error, Equatable, CustomStringConvertible {
        case unsupported(ElementType)
        case partialBlock(elements: Int, type: ElementType)
        case notFinite(index: Int, type: ElementType)

        public var description: String {
            switch self {
            case .unsupported(let type):
                "cannot write \(type.rawValue) weights; choose F32, F16, BF16 or Q8_0"
            case .partialBlock(let elements, let type):
                "\(elements) elements do not fill \(type.rawValue) blocks of \(type.blockElements); choose F32, F16 or BF16"
            case .notFinite(let index, let type):
                "element \(index) is not a finite number, which \(type.rawValue) cannot hold; check the training run or choose F32"
            }
        }
    }

    /// Packs `values` as F32, F16, BF16 or Q8_0.
    ///
    /// F16 and BF16 round to nearest, ties to even. Q8_0 keeps 32 signed bytes and a half-precision scale, the block's
    /// largest magnitude over 127.
    ///
    /// - Throws: `Failure` for other types, for values that do not fill whole blocks, and for a value that Q8_0 cannot hold.
    public static func quantise(_ values: UnsafeBufferPointer<Float>, to type: ElementType) throws -> [UInt8] {
        guard let byteCount = type.byteCount(elements: values.count) else {
            throw Failure.partialBlock(elements: values.count, type: type)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        switch type {
        case .f32: for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) } }
        case .f16: for value in values { append(Half.bits(value), to: &bytes) }
        case .bf16: for value in values { append(Half.brainBits(value), to: &bytes) }
        case .q8_0:
            for start in stride(from: 0, to: values.count, by: type.blockElements) {
                try appendEightBitBlock(values, start, to: &bytes)
            }
        default: throw Failure.unsupported(type)
        }
        return bytes
    }

    /// As `quantise(_:to:)` for an array.
    public static func quantise(_ values: [Float], to type: ElementType) throws -> [UInt8] {
        try values.withUnsafeBufferPointer { try quantise($0, to: type) }
    }

    private static func appendEightBitBlock(_ values: UnsafeBufferPointer<Float>, _ start: Int, to bytes: inout [UInt8]) throws {
        var largest: Float = 0
        for index in start..<(start + 32) {
            guard values[index].isFinite else { throw Failure.notFinite(index: index, type: .q8_0) }
            largest = max(largest, abs(values[index]))
        }
        let scale = largest / 127
        // A scale too small to have an inverse is zero in half precision as well.
        let inverse = (1 / scale).isFinite ? 1 / scale : 0
        append(Half.bits(scale), to: &bytes)
        for index in start..<(start + 32) {
            let rounded = (values[index] * inverse).rounded(.toNearestOrAwayFromZero)
            bytes.append(UInt8(bitPattern: Int8(max(-127, min(127, rounded)))))
        }
    }

    private static func append(_ bits: UInt16, to bytes: inout [UInt8]) {
        bytes.append(UInt8(truncatingIfNeeded: bits))
        bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
    }
}
