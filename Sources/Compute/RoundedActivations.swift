import CKernels

/// Rows of activations rounded to integers, group by group of 32 columns, for packed weights.
///
/// A group's scale maps its largest magnitude to 8,127: fourteen bits. With the eight that are usual, the logits of a
/// 135-million-parameter model move by 3 to 7 %, with these by 0.1 %. A group's numbers depend on it alone.
public final class RoundedActivations {
    private var storage = RoundedActivations.allocate(1)
    private var capacity = 1
    /// Groups from one row to the next.
    private(set) var stride = 0

    public init() {}

    deinit {
        storage.deallocate()
    }

    /// Makes room for `rows` rows of up to `columns` columns; what was there is lost.
    public func reserve(rows: Int, columns: Int) {
        stride = columns / PackedMatrix.groupColumns
        guard rows * stride > capacity else { return }
        storage.deallocate()
        capacity = rows * stride
        storage = Self.allocate(capacity)
    }

    /// At the beginning of a cache line.
    private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<dlm_activations> {
        UnsafeMutableRawPointer.allocate(byteCount: capacity * MemoryLayout<dlm_activations>.stride, alignment: 64)
            .bindMemory(to: dlm_activations.self, capacity: capacity)
    }

    /// Rounds rows of a part of the columns.
    ///
    /// - Parameters:
    ///   - x: `[all rows, xStride]`, the columns of the whole row.
    ///   - columns: whole groups.
    public func round(_ x: UnsafePointer<Float>, xStride: Int, rows: Range<Int>, columns: Range<Int>) {
        round(x, xStride: xStride, rows: rows, columns: columns, kernels: .current)
    }

    package func round(_ x: UnsafePointer<Float>, xStride: Int, rows: Range<Int>, columns: Range<Int>, kernels: Kernels) {
        let first = columns.lowerBound / PackedMatrix.groupColumns
        kernels.table.pointee.activations(
            storage + rows.lowerBound * stride + first, stride, x + rows.lowerBound * xStride + columns.lowerBound, xStride, rows.count,
            columns.count / PackedMatrix.groupColumns)
    }

    var start: UnsafePointer<dlm_activations> { UnsafePointer(storage) }
}
