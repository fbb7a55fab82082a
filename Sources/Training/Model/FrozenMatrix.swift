import Compute

/// A base matrix that training reads and never changes, in the form it was stored.
struct FrozenMatrix {
    let matrix: WeightMatrix

    /// Rows that one task unpacks.
    private static let block = 64

    /// The matrix as floats, [rows, columns], row-major.
    ///
    /// - Parameter scratch: room for `rows * columns` floats; not touched when the stored bytes already are floats.
    func unpacked(into scratch: UnsafeMutablePointer<Float>, pool: ThreadPool) -> UnsafePointer<Float> {
        if let stored = storedFloats { return stored }
        unpack(to: scratch, pool: pool)
        return UnsafePointer(scratch)
    }

    /// Writes all rows as floats.
    func unpack(to out: UnsafeMutablePointer<Float>, pool: ThreadPool) {
        let tasks = (matrix.rows + Self.block - 1) / Self.block
        let matrix = matrix
        pool.run(tasks) { task in
            let start = task * Self.block
            let end = min(start + Self.block, matrix.rows)
            matrix.dequantise(rows: start..<end, into: out + start * matrix.columns)
        }
    }

    /// The bytes themselves when they are aligned floats.
    private var storedFloats: UnsafePointer<Float>? {
        guard matrix.type == .f32, let base = matrix.bytes.baseAddress, Int(bitPattern: base).isMultiple(of: 4) else { return nil }
        return base.assumingMemoryBound(to: Float.self)
    }
}
