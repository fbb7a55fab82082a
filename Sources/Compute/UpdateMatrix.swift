import CKernels

/// The second matrix of a low-rank update, `[output features, rank]`, stored by columns in tiles of 16 outputs.
public struct UpdateMatrix: Sendable {
    /// Output features.
    public let rows: Int
    public let rank: Int
    public let isHalf: Bool
    private let storage: ByteStorage

    /// The bytes that one use of the whole matrix reads.
    public var byteCount: Int { storage.bytes.count }

    /// - Parameters:
    ///   - values: `[rows, rank]`, row-major.
    ///   - isHalf: keeps the numbers in half precision.
    /// - Returns: nil when `values` has the wrong size.
    public init?(rows: Int, rank: Int, values: [Float], isHalf: Bool) {
        guard rows >= 0, rank >= 0, values.count == rows * rank else { return nil }
        let size = PackedMatrix.tileRows
        let count = (rows + size - 1) / size * size * rank
        storage = ByteStorage(count: count * (isHalf ? 2 : 4))
        var index = 0
        for tile in stride(from: 0, to: rows, by: size) {
            for column in 0..<rank {
                for row in tile..<tile + size {
                    let value = row < rows ? values[row * rank + column] : 0
                    if isHalf {
                        storage.bytes.storeBytes(of: Half.bits(value), toByteOffset: index * 2, as: UInt16.self)
                    } else {
                        storage.bytes.storeBytes(of: value, toByteOffset: index * 4, as: Float.self)
                    }
                    index += 1
                }
            }
        }
        self.rows = rows
        self.rank = rank
        self.isHalf = isHalf
    }

    /// Adds `dot(x[i], W[o])` to `out[i, o]`, on the caller's thread; a result depends on its own rows alone.
    ///
    /// - Parameters:
    ///   - out: `[all rows, outStride]`.
    ///   - x: `[all rows, xStride]`.
    ///   - outputs: begins at a multiple of 16.
    public func add(
        to out: UnsafeMutablePointer<Float>, outStride: Int, x: UnsafePointer<Float>, xStride: Int, rows: Range<Int>, outputs: Range<Int>
    ) {
        add(to: out, outStride: outStride, x: x, xStride: xStride, rows: rows, outputs: outputs, kernels: .current)
    }

    package func add(
        to out: UnsafeMutablePointer<Float>, outStride: Int, x: UnsafePointer<Float>, xStride: Int, rows: Range<Int>, outputs: Range<Int>,
        kernels: Kernels
    ) {
        precondition(
            outputs.lowerBound.isMultiple(of: PackedMatrix.tileRows) && outputs.upperBound <= self.rows, "outputs outside the matrix")
        var job = dlm_update(
            out: out + rows.lowerBound * outStride, out_stride: outStride, x: x + rows.lowerBound * xStride, x_stride: xStride,
            rows: rows.count, tiles: storage.bytes.baseAddress, is_half: isHalf ? 1 : 0, rank: rank, first: outputs.lowerBound,
            last: outputs.upperBound)
        kernels.table.pointee.update(&job)
    }
}
