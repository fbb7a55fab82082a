/// Bulk conversion between `Float` and the two 16-bit forms.
///
/// Widening is exact. Narrowing rounds to nearest, ties to even. `source` need not be aligned.
public enum HalfPrecision {
    /// IEEE 754 binary16 to `Float`; `source` holds `destination.count` little-endian values.
    public static func widenF16(_ source: UnsafeRawBufferPointer, into destination: UnsafeMutableBufferPointer<Float>) {
        precondition(source.count == destination.count * 2)
        for index in 0..<destination.count {
            let half = UInt32(UInt16(littleEndian: source.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)))
            destination[index] = widen(half)
        }
    }

    /// Bfloat16 (the upper half of a `Float`) to `Float`; `source` holds `destination.count` little-endian values.
    public static func widenBF16(_ source: UnsafeRawBufferPointer, into destination: UnsafeMutableBufferPointer<Float>) {
        precondition(source.count == destination.count * 2)
        for index in 0..<destination.count {
            let half = UInt16(littleEndian: source.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self))
            destination[index] = Float(bitPattern: UInt32(half) << 16)
        }
    }

    /// `Float` to IEEE 754 binary16; what is out of range becomes infinite.
    public static func narrowF16(_ source: UnsafeBufferPointer<Float>, into destination: UnsafeMutableRawBufferPointer) {
        precondition(destination.count == source.count * 2)
        for index in 0..<source.count {
            let half = Float16(source[index]).bitPattern.littleEndian
            destination.storeBytes(of: half, toByteOffset: index * 2, as: UInt16.self)
        }
    }

    /// `Float` to bfloat16.
    public static func narrowBF16(_ source: UnsafeBufferPointer<Float>, into destination: UnsafeMutableRawBufferPointer) {
        precondition(destination.count == source.count * 2)
        for index in 0..<source.count {
            let bits = source[index].bitPattern
            // Rounding up could carry a not-a-number's mantissa into infinity, so those are cut and marked quiet instead.
            let rounded = bits &+ 0x7fff &+ ((bits >> 16) & 1)
            let half = source[index].isNaN ? UInt16(truncatingIfNeeded: bits >> 16) | 0x40 : UInt16(truncatingIfNeeded: rounded >> 16)
            destination.storeBytes(of: half.littleEndian, toByteOffset: index * 2, as: UInt16.self)
        }
    }

    /// Moves the 15 exponent and mantissa bits into place and corrects the exponent's bias by a product with 2^112, which also
    /// normalises subnormals. No branches, so the loop around it vectorises without hardware half precision.
    @inline(__always)
    private static func widen(_ half: UInt32) -> Float {
        let magnitude = (half & 0x7fff) << 13
        let scaled = (Float(bitPattern: magnitude) * Float(bitPattern: 0x7780_0000)).bitPattern
        let special: UInt32 = magnitude >= 0x0f80_0000 ? 0x7f80_0000 : 0
        return Float(bitPattern: scaled | special | (half & 0x8000) << 16)
    }
}
