import CKernels

/// Rows of activations rounded to integers, group by group of 32 columns, for packed weights.
///
/// A group's scale is the power of two that maps its largest magnitude to between 8,159 and 16,319: fourteen bits and a sign. With the
/// eight bits that are usual, the logits of a 135-million-parameter model move by 3 to 7 %, with these by 0.15 % at most. A group's numbers depend
/// on it alone.
public final class RoundedActivations {
    private var storage = RoundedActivations.allocate(dlm_activations.self, 1)
    /// The same for AMX; memory that is never touched where there is none.
    private var tileStorage = RoundedActivations.allocate(dlm_tile_activations.self, 1)
    private var capacity = 1
    /// Groups from one row to the next.
    private(set) var stride = 0

    public init() {}

    deinit {
        storage.deallocate()
        tileStorage.deallocate()
    }

    /// Makes room for `rows` rows of up to `columns` columns; what was there is lost.
    public func reserve(rows: Int, columns: Int) {
        // An odd number: the lines of a column of rows would share few cache sets.
        stride = columns / PackedMatrix.groupColumns | 1
        guard rows * stride > capacity else { return }
        storage.deallocate()
        tileStorage.deallocate()
        capacity = rows * stride
        storage = Self.allocate(dlm_activations.self, capacity)
        tileStorage = Self.allocate(dlm_tile_activations.self, capacity)
    }

    /// At the beginning of a cache line.
    private static func allocate<Element>(_ type: Element.Type, _ capacity: Int) -> UnsafeMutablePointer<Element> {
        UnsafeMutableRawPointer.allocate(byteCount: capacity * MemoryLayout<Element>.stride, alignment: 64)
            .bindMemory(to: type, capacity: capacity)
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
        let first = rows.lowerBound * stride + columns.lowerBound / PackedMatrix.groupColumns
        kernels.table.pointee.activations(
            storage + first, tileStorage + first, stride, x + rows.lowerBound * xStride + columns.lowerBound, xStride, rows.count,
            columns.count / PackedMatrix.groupColumns)
    }

    /// Rows from `firstRow` on, as the kernels take them.
    struct Rows {
        let groups: UnsafePointer<dlm_activations>
        let tiles: UnsafePointer<dlm_tile_activations>
        let stride: Int
    }

    func rows(from firstRow: Int) -> Rows {
        Rows(groups: storage + firstRow * stride, tiles: tileStorage + firstRow * stride, stride: stride)
    }
}
