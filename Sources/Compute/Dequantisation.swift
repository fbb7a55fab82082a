import CKernels

extension WeightMatrix {
    /// Unpacks rows into floats, bit-equal to the `gguf` package's reference (a NaN stays a NaN; its payload is open).
    ///
    /// - Parameters:
    ///   - range: rows within `0 ..< rows`.
    ///   - out: `[range.count, columns]`.
    public func dequantise(rows range: Range<Int>, into out: UnsafeMutablePointer<Float>) {
        dequantise(rows: range, into: out, kernels: .current)
    }

    /// Unpacks one row into `columns` floats.
    public func dequantiseRow(_ row: Int, into out: UnsafeMutablePointer<Float>) {
        dequantise(rows: row..<(row + 1), into: out)
    }

    package func dequantise(rows range: Range<Int>, into out: UnsafeMutablePointer<Float>, kernels: Kernels) {
        precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows outside the matrix")
        guard let base = bytes.baseAddress, let unpack = kernels.table.pointee.unpack else { return }
        // Rows are whole blocks, so a run of rows unpacks like one long row.
        unpack(type.kernelType, base + range.lowerBound * rowBytes, range.count * columns, out)
    }
}
