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
