/// Sums over consecutive values with a fixed order of additions: sixteen partial sums, then those from first to last.
///
/// The order depends on the length alone, so a row gives the same bits wherever it stands.
@usableFromInline
enum VectorLoops {
    /// `sum(a * b)`.
    @inlinable @inline(__always)
    static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
        var sums = SIMD16<Float>()
        var index = 0
        while index &+ 16 <= count {
            sums += VectorExponential.load(a + index) * VectorExponential.load(b + index)
            index &+= 16
        }
        if index < count {
            sums += VectorExponential.load(a + index, count: count &- index) * VectorExponential.load(b + index, count: count &- index)
        }
        return sums.sum()
    }

    /// `sum(a * b * c)`.
    @inlinable @inline(__always)
    static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ c: UnsafePointer<Float>, _ count: Int) -> Float {
        var sums = SIMD16<Float>()
        var index = 0
        while index &+ 16 <= count {
            sums += VectorExponential.load(a + index) * VectorExponential.load(b + index) * VectorExponential.load(c + index)
            index &+= 16
        }
        if index < count {
            let rest = count &- index
            sums +=
                VectorExponential.load(a + index, count: rest) * VectorExponential.load(b + index, count: rest)
                * VectorExponential.load(c + index, count: rest)
        }
        return sums.sum()
    }
}

extension VectorLoops {
    /// The largest of `count` values, `-infinity` for none.
    @inlinable @inline(__always)
    static func maximum(_ values: UnsafePointer<Float>, _ count: Int) -> Float {
        var lanes = SIMD16<Float>(repeating: -.infinity)
        var index = 0
        while index &+ 16 <= count {
            let next = VectorExponential.load(values + index)
            lanes.replace(with: next, where: next .> lanes)
            index &+= 16
        }
        var largest = lanes.max()
        while index < count {
            largest = max(largest, values[index])
            index &+= 1
        }
        return largest
    }

    /// Replaces each value by `e^(value - shift)`.
    @inlinable @inline(__always)
    static func exponentiate(_ values: UnsafeMutablePointer<Float>, minus shift: Float, _ count: Int) {
        let shifts = SIMD16<Float>(repeating: shift)
        var index = 0
        while index &+ 16 <= count {
            VectorExponential.store(VectorExponential.exponential(VectorExponential.load(values + index) - shifts), to: values + index)
            index &+= 16
        }
        guard index < count else { return }
        let rest = count &- index
        VectorExponential.store(
            VectorExponential.exponential(VectorExponential.load(values + index, count: rest) - shifts), to: values + index, count: rest)
    }
}
