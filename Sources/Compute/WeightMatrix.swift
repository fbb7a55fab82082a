/// A weight matrix in the form it was stored, row-major: one row per output feature.
///
/// The bytes are borrowed (a memory-mapped file) or owned; `owner` keeps whatever holds them alive.
/// Rows are whole numbers of blocks, so a row can be read, moved or unpacked on its own.
public struct WeightMatrix: @unchecked Sendable {
    /// Output features.
    public let rows: Int
    /// Input features.
    public let columns: Int
    public let type: ElementType
    /// `rows * rowBytes` bytes.
    public let bytes: UnsafeRawBufferPointer
    public let rowBytes: Int
    private let owner: AnyObject?

    /// - Returns: nil when `columns` does not fill whole blocks or `bytes` has the wrong size.
    public init?(rows: Int, columns: Int, type: ElementType, bytes: UnsafeRawBufferPointer, owner: AnyObject?) {
        guard rows >= 0, let rowBytes = type.byteCount(elements: columns) else { return nil }
        let (total, overflow) = rowBytes.multipliedReportingOverflow(by: rows)
        guard !overflow, bytes.count == total else { return nil }
        self.rows = rows
        self.columns = columns
        self.type = type
        self.bytes = bytes
        self.rowBytes = rowBytes
        self.owner = owner
    }

    /// Copies `values` (row-major, `rows * columns`) into a matrix of its own.
    public init?(rows: Int, columns: Int, values: [Float]) {
        guard rows >= 0, columns >= 0, values.count == rows * columns else { return nil }
        let storage = ByteStorage(count: values.count * 4)
        values.withUnsafeBytes { storage.bytes.copyMemory(from: $0) }
        self.init(rows: rows, columns: columns, type: .f32, bytes: UnsafeRawBufferPointer(storage.bytes), owner: storage)
    }

    /// As `init(rows:columns:values:)`, rounded to half precision.
    public init?(rows: Int, columns: Int, halves values: [Float]) {
        guard rows >= 0, columns >= 0, values.count == rows * columns else { return nil }
        let storage = ByteStorage(count: values.count * 2)
        for (index, value) in values.enumerated() {
            storage.bytes.storeBytes(of: Half.bits(value), toByteOffset: index * 2, as: UInt16.self)
        }
        self.init(rows: rows, columns: columns, type: .f16, bytes: UnsafeRawBufferPointer(storage.bytes), owner: storage)
    }
}

/// Heap bytes, aligned for vector loads, that live as long as their last reference.
public final class ByteStorage: @unchecked Sendable {
    public let bytes: UnsafeMutableRawBufferPointer

    public init(count: Int) {
        bytes = .allocate(byteCount: count, alignment: 64)
    }

    deinit {
        bytes.deallocate()
    }
}
