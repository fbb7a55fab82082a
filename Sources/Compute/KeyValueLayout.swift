import CKernels

/// How a layer's keys and values lie in a page of the cache.
///
/// Keys are `[key/value heads, headDimension, positions]`, so that a vector holds one element of neighbouring positions, values
/// `[key/value heads, positions, headDimension]`.
public struct KeyValueLayout: Sendable, Hashable {
    /// Positions of a page.
    public static let positions = dlm_page_positions

    public let heads: Int
    public let headDimension: Int
    /// Whether the cache holds half-precision numbers; otherwise single precision.
    public let isHalf: Bool

    public init(heads: Int, headDimension: Int, isHalf: Bool) {
        self.heads = heads
        self.headDimension = headDimension
        self.isHalf = isHalf
    }

    /// Elements of one position's keys, or values.
    public var width: Int { heads * headDimension }
    /// Bytes of a page's keys, or values, of one layer.
    public var blockBytes: Int { Self.positions * width * (isHalf ? 2 : 4) }

    /// Rounds keys or values to what the cache holds of them.
    public func round(_ x: UnsafeMutablePointer<Float>, count: Int) {
        if isHalf { Kernels.current.table.pointee.round_to_halves(x, count) }
    }

    /// Writes one position.
    ///
    /// - Parameters:
    ///   - key: `[heads, headDimension]`.
    ///   - value: `[heads, headDimension]`.
    ///   - position: within the page.
    public func place(key: UnsafePointer<Float>, value: UnsafePointer<Float>, in block: KeyValueBlock, at position: Int) {
        place(key: key, value: value, in: block, at: position, kernels: .current)
    }

    package func place(
        key: UnsafePointer<Float>, value: UnsafePointer<Float>, in block: KeyValueBlock, at position: Int, kernels: Kernels
    ) {
        var job = dlm_key_value(
            key: key, value: value, keys: block.keys, values: block.values, is_half: isHalf ? 1 : 0, heads: heads,
            head_dimension: headDimension, position: position)
        kernels.table.pointee.place_key_value(&job)
    }
}

/// One layer's keys and values of one page, in a `KeyValueLayout`.
public struct KeyValueBlock {
    public var keys: UnsafeMutableRawPointer
    public var values: UnsafeMutableRawPointer

    public init(keys: UnsafeMutableRawPointer, values: UnsafeMutableRawPointer) {
        self.keys = keys
        self.values = values
    }
}
