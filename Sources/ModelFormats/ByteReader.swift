/// Reads little-endian values from bytes one after another, never past the end.
///
/// Places in errors are counted from the start of `bytes`, so give it a whole file. The bytes must outlive the reader.
public struct ByteReader {
    public let bytes: UnsafeRawBufferPointer
    /// Named in errors.
    public let file: String
    /// The next byte to read.
    public private(set) var offset: Int

    public init(_ bytes: UnsafeRawBufferPointer, file: String, offset: Int = 0) {
        self.bytes = bytes
        self.file = file
        self.offset = min(max(0, offset), bytes.count)
    }

    public var remaining: Int { bytes.count - offset }

    /// - Parameter what: what is being read, for the error when the file ends before it does.
    public mutating func integer<Value: FixedWidthInteger>(
        _ type: Value.Type = Value.self, _ what: @autoclosure () -> String
    ) throws -> Value {
        let start = try skip(MemoryLayout<Value>.size, what())
        return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: Value.self))
    }

    /// A 64-bit count or size that fits an `Int`.
    public mutating func count(_ what: @autoclosure () -> String) throws -> Int {
        let start = offset
        let value = try integer(UInt64.self, what())
        guard let count = Int(exactly: value) else {
            throw FormatError(
                file: file, place: "byte \(start)", problem: "\(what()) is \(value), more than any file can hold",
                advice: "the file is damaged")
        }
        return count
    }

    /// The next `count` bytes, in place.
    public mutating func take(_ count: Int, _ what: @autoclosure () -> String) throws -> UnsafeRawBufferPointer {
        let start = try skip(count, what())
        return UnsafeRawBufferPointer(rebasing: bytes[start..<start + count])
    }

    /// Steps over `count` bytes and returns where they start.
    @discardableResult
    public mutating func skip(_ count: Int, _ what: @autoclosure () -> String) throws -> Int {
        guard count >= 0, count <= remaining else {
            throw FormatError(
                file: file, place: "byte \(offset)",
                problem: "the file ends inside \(what()): \(count) bytes needed, \(remaining) left", advice: "download or copy it again")
        }
        defer { offset += count }
        return offset
    }
}
