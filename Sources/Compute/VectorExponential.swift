/// Single-precision exponentials, sixteen at a time.
///
/// Range reduction to `2^n * e^r` with `|r| <= ln(2) / 2` and a degree-six polynomial for `e^r` (the scheme of the Cephes
/// library). Relative error below 3e-7. Lanes never mix, so a value's result does not depend on its neighbours.
@usableFromInline
enum VectorExponential {
    @usableFromInline typealias Lanes = SIMD16<Float>

    /// `e^x` for every lane; arguments are held to -87 ... 88, where the result is a normal number.
    @inlinable @inline(__always)
    static func exponential(_ argument: Lanes) -> Lanes {
        var x = argument
        x.replace(with: Lanes(repeating: 88), where: x .> Lanes(repeating: 88))
        x.replace(with: Lanes(repeating: -87), where: x .< Lanes(repeating: -87))
        // Adding 1.5 * 2^23 rounds to the nearest integer and leaves that integer in the low mantissa bits.
        let rounding = Lanes(repeating: 12_582_912)
        let shifted = x * Lanes(repeating: 1.442_695_04) + rounding
        let n = shifted - rounding
        let r = (x - n * Lanes(repeating: 0.693_359_375)) - n * Lanes(repeating: -2.121_944_4e-4)
        var p = Lanes(repeating: 1.987_569_15e-4)
        p = p * r + Lanes(repeating: 1.398_199_95e-3)
        p = p * r + Lanes(repeating: 8.333_451_9e-3)
        p = p * r + Lanes(repeating: 4.166_579_6e-2)
        p = p * r + Lanes(repeating: 1.666_666_55e-1)
        p = p * r + Lanes(repeating: 0.5)
        p = p * (r * r) + r + Lanes(repeating: 1)
        let exponent = unsafeBitCast(shifted, to: SIMD16<UInt32>.self) &<< SIMD16<UInt32>(repeating: 23)
        return unsafeBitCast(unsafeBitCast(p, to: SIMD16<UInt32>.self) &+ exponent, to: Lanes.self)
    }

    /// Sixteen consecutive values from `pointer`.
    @inlinable @inline(__always)
    static func load(_ pointer: UnsafePointer<Float>) -> Lanes {
        UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
    }

    /// The first `count` values of `pointer` and zeros after them.
    @inlinable @inline(__always)
    static func load(_ pointer: UnsafePointer<Float>, count: Int) -> Lanes {
        var lanes = Lanes()
        for lane in 0..<count { lanes[lane] = pointer[lane] }
        return lanes
    }

    @inlinable @inline(__always)
    static func store(_ lanes: Lanes, to pointer: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: Lanes.self)
    }

    @inlinable @inline(__always)
    static func store(_ lanes: Lanes, to pointer: UnsafeMutablePointer<Float>, count: Int) {
        for lane in 0..<count { pointer[lane] = lanes[lane] }
    }
}
