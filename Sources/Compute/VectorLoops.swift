/// Sums over consecutive values with a fixed order of additions: sixteen partial sums, then those from first to last.
///
/// The order depends on the length alone, so a row gives the same bits wherever it stands.
enum VectorLoops {
    private typealias Lanes = SIMD16<Float>

    /// `sum(a * b)`.
    @inline(__always)
    static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
        var sums = Lanes()
        var index = 0
        while index &+ 16 <= count {
            sums += load(a + index) * load(b + index)
            index &+= 16
        }
        if index < count {
            let rest = count &- index
            sums += load(a + index, count: rest) * load(b + index, count: rest)
        }
        return sums.sum()
    }

    /// `sum(a * b * c)`.
    @inline(__always)
    static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ c: UnsafePointer<Float>, _ count: Int) -> Float {
        var sums = Lanes()
        var index = 0
        while index &+ 16 <= count {
            sums += load(a + index) * load(b + index) * load(c + index)
            index &+= 16
        }
        if index < count {
            let rest = count &- index
            sums += load(a + index, count: rest) * load(b + index, count: rest) * load(c + index, count: rest)
        }
        return sums.sum()
    }

    /// Sixteen consecutive values from `pointer`.
    @inline(__always)
    private static func load(_ pointer: UnsafePointer<Float>) -> Lanes {
        UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
    }

    /// The first `count` values of `pointer` and zeros after them.
    @inline(__always)
    private static func load(_ pointer: UnsafePointer<Float>, count: Int) -> Lanes {
        var lanes = Lanes()
        for lane in 0..<count { lanes[lane] = pointer[lane] }
        return lanes
    }
}
