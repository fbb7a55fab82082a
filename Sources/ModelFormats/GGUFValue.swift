/// A metadata value of a GGUF file, with the exact type it is stored as.
public enum GGUFValue: Sendable, Equatable {
    case uint8(UInt8)
    case int8(Int8)
    case uint16(UInt16)
    case int16(Int16)
    case uint32(UInt32)
    case int32(Int32)
    case float32(Float)
    case bool(Bool)
    /// Raw bytes: the format asks for UTF-8, files do not always comply.
    case string([UInt8])
    case array(GGUFArray)
    case uint64(UInt64)
    case int64(Int64)
    case float64(Double)

    /// A string value from text.
    public static func text(_ text: String) -> GGUFValue { .string(Array(text.utf8)) }

    /// The text, or nil when the value is not a string or not valid UTF-8.
    public var string: String? { bytes.flatMap { String(validating: $0, as: UTF8.self) } }

    /// The raw bytes of a string.
    public var bytes: [UInt8]? {
        if case .string(let bytes) = self { bytes } else { nil }
    }

    /// Any integer that fits, whatever its stored width.
    public var int: Int? {
        switch self {
        case .uint8(let value): Int(value)
        case .int8(let value): Int(value)
        case .uint16(let value): Int(value)
        case .int16(let value): Int(value)
        case .uint32(let value): Int(value)
        case .int32(let value): Int(value)
        case .uint64(let value): Int(exactly: value)
        case .int64(let value): Int(exactly: value)
        default: nil
        }
    }

    /// A float of either width, or an integer.
    public var float: Float? {
        switch self {
        case .float32(let value): value
        case .float64(let value): Float(value)
        default: int.map(Float.init)
        }
    }

    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    public var array: GGUFArray? {
        if case .array(let array) = self { array } else { nil }
    }

    /// An array of strings as text, or nil when one of them is not valid UTF-8.
    ///
    /// Token texts should be read with `byteStrings`: they may be invalid UTF-8, and Swift's `==` takes look-alikes for equal.
    public var strings: [String]? {
        guard let byteStrings else { return nil }
        var result: [String] = []
        result.reserveCapacity(byteStrings.count)
        for bytes in byteStrings {
            guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
            result.append(text)
        }
        return result
    }

    /// An array of strings as raw bytes.
    public var byteStrings: [[UInt8]]? { array?.byteStrings }

    /// An array of integers of any width, or of booleans as 0 and 1.
    public var ints: [Int]? { array?.ints }

    /// An array of floats of either width, or of integers.
    public var floats: [Float]? { array?.floats }
}

/// The types of GGUF metadata values, with their numbers in the file.
public enum GGUFValueType: UInt32, Sendable {
    case uint8, int8, uint16, int16, uint32, int32, float32, bool, string, array, uint64, int64, float64

    /// Bytes of one value, or nil where that depends on the value.
    var size: Int? {
        switch self {
        case .uint8, .int8, .bool: 1
        case .uint16, .int16: 2
        case .uint32, .int32, .float32: 4
        case .uint64, .int64, .float64: 8
        case .string, .array: nil
        }
    }
}

/// An array of GGUF metadata, kept as compactly as in the file: a vocabulary of 150 000 strings is two allocations.
public struct GGUFArray: Sendable, Equatable {
    enum Storage: Sendable, Equatable {
        /// Little-endian values, packed.
        case numbers([UInt8])
        /// The strings' bytes joined, and where each one ends.
        case strings(bytes: [UInt8], ends: [Int])
        case arrays([GGUFArray])
    }

    public let elementType: GGUFValueType
    public let count: Int
    let storage: Storage

    init(elementType: GGUFValueType, count: Int, storage: Storage) {
        self.elementType = elementType
        self.count = count
        self.storage = storage
    }

    public init(strings: [[UInt8]]) {
        var bytes: [UInt8] = []
        var ends: [Int] = []
        ends.reserveCapacity(strings.count)
        for string in strings {
            bytes.append(contentsOf: string)
            ends.append(bytes.count)
        }
        self.init(elementType: .string, count: strings.count, storage: .strings(bytes: bytes, ends: ends))
    }

    public init(int32 values: [Int32]) {
        let bytes = values.flatMap { value in withUnsafeBytes(of: value.littleEndian) { Array($0) } }
        self.init(elementType: .int32, count: values.count, storage: .numbers(bytes))
    }

    public init(float32 values: [Float]) {
        let bytes = values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
        self.init(elementType: .float32, count: values.count, storage: .numbers(bytes))
    }

    public init(arrays: [GGUFArray]) {
        self.init(elementType: .array, count: arrays.count, storage: .arrays(arrays))
    }

    public var byteStrings: [[UInt8]]? {
        guard case .strings(let bytes, let ends) = storage else { return nil }
        var result: [[UInt8]] = []
        result.reserveCapacity(ends.count)
        var start = 0
        for end in ends {
            result.append(Array(bytes[start..<end]))
            start = end
        }
        return result
    }

    public var ints: [Int]? {
        switch elementType {
        case .uint8, .bool: integers(of: UInt8.self)
        case .int8: integers(of: Int8.self)
        case .uint16: integers(of: UInt16.self)
        case .int16: integers(of: Int16.self)
        case .uint32: integers(of: UInt32.self)
        case .int32: integers(of: Int32.self)
        case .uint64: integers(of: UInt64.self)
        case .int64: integers(of: Int64.self)
        case .float32, .float64, .string, .array: nil
        }
    }

    public var floats: [Float]? {
        switch elementType {
        case .float32: numbers(of: UInt32.self)?.map(Float.init(bitPattern:))
        case .float64: numbers(of: UInt64.self)?.map { Float(Double(bitPattern: $0)) }
        default: ints?.map(Float.init)
        }
    }

    /// The elements of an array of arrays.
    public var arrays: [GGUFArray]? {
        if case .arrays(let arrays) = storage { arrays } else { nil }
    }

    /// nil when one of the values does not fit an `Int`.
    private func integers<Value: FixedWidthInteger>(of type: Value.Type) -> [Int]? {
        guard let values = numbers(of: type) else { return nil }
        var result: [Int] = []
        result.reserveCapacity(values.count)
        for value in values {
            guard let integer = Int(exactly: value) else { return nil }
            result.append(integer)
        }
        return result
    }

    private func numbers<Value: FixedWidthInteger>(of type: Value.Type) -> [Value]? {
        guard case .numbers(let bytes) = storage else { return nil }
        let size = MemoryLayout<Value>.size
        return bytes.withUnsafeBytes { raw in
            (0..<raw.count / size).map { Value(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * size, as: Value.self)) }
        }
    }
}
