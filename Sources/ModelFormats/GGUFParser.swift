/// Reads the header, the metadata and the table of contents of a GGUF file, in that order.
struct GGUFParser {
    /// Longer than any real name or key, short enough that a damaged length is noticed.
    static let nameLimit = 65_535
    /// The reference implementation's limit on dimensions.
    static let dimensionLimit = 4
    /// The format allows arrays of arrays without end; real files stop at one level.
    static let nestingLimit = 4

    struct Header {
        let version: Int
        let tensorCount: Int
        let metadataCount: Int
    }

    /// One line of the table of contents, unchecked.
    struct TensorEntry {
        let name: String
        /// Outermost dimension first.
        let shape: [Int]
        let typeNumber: UInt32
        /// From the start of the tensor data.
        let offset: UInt64
    }

    private var reader: ByteReader

    init(reader: ByteReader) {
        self.reader = reader
    }

    var offset: Int { reader.offset }

    mutating func header() throws -> Header {
        guard reader.remaining >= 4 else {
            throw FormatError(file: reader.file, place: "byte 0", problem: "too short for a GGUF file")
        }
        let magic = [UInt8](try reader.take(4, "the magic number"))
        guard magic != Array("FUGG".utf8) else { throw byteSwapped() }
        guard magic == Array("GGUF".utf8) else {
            let found = magic.map { byte in byte < 16 ? "0\(String(byte, radix: 16))" : String(byte, radix: 16) }.joined(separator: " ")
            throw FormatError(
                file: reader.file, place: "byte 0", problem: "is not a GGUF file: it starts with \(found) instead of 'GGUF'",
                advice: "check that the path names a .gguf file")
        }
        let version = try reader.integer(UInt32.self, "the version")
        switch version {
        case 2, 3: break
        case UInt32(2).byteSwapped, UInt32(3).byteSwapped: throw byteSwapped()
        default:
            throw FormatError(
                file: reader.file, place: "byte 4", problem: "GGUF version \(version) is not supported",
                advice: "convert the model to version 3")
        }
        let tensorCount = try boundedCount("the number of tensors", smallest: 24)
        let metadataCount = try boundedCount("the number of metadata entries", smallest: 13)
        return Header(version: Int(version), tensorCount: tensorCount, metadataCount: metadataCount)
    }

    mutating func metadata(count: Int) throws -> (keys: [String], values: [String: GGUFValue]) {
        var keys: [String] = []
        var values: [String: GGUFValue] = [:]
        for index in 0..<count {
            let start = reader.offset
            let key = try name("metadata key \(index)")
            let what = "metadata \(FormatError.quoted(key))"
            guard values[key] == nil else {
                throw FormatError(
                    file: reader.file, place: "byte \(start)", problem: "\(what) is there twice", advice: "the file is damaged")
            }
            values[key] = try value(try valueType(what), what, depth: 0)
            keys.append(key)
        }
        return (keys, values)
    }

    mutating func tensorEntries(count: Int) throws -> [TensorEntry] {
        var entries: [TensorEntry] = []
        entries.reserveCapacity(count)
        for index in 0..<count {
            let name = try name("the name of tensor \(index)")
            let what = "tensor \(FormatError.quoted(name))"
            let start = reader.offset
            let dimensions = try reader.integer(UInt32.self, "the dimensions of \(what)")
            guard dimensions <= Self.dimensionLimit else {
                throw FormatError(
                    file: reader.file, place: "byte \(start)",
                    problem: "\(what) has \(dimensions) dimensions, at most \(Self.dimensionLimit) are allowed",
                    advice: "the file is damaged")
            }
            var shape: [Int] = []
            for _ in 0..<dimensions { shape.append(try reader.count("a dimension of \(what)")) }
            entries.append(
                TensorEntry(
                    name: name, shape: shape.reversed(), typeNumber: try reader.integer(UInt32.self, "the type of \(what)"),
                    offset: try reader.integer(UInt64.self, "the offset of \(what)")))
        }
        return entries
    }

    // MARK: - Values

    private mutating func valueType(_ what: String) throws -> GGUFValueType {
        let start = reader.offset
        let number = try reader.integer(UInt32.self, "the type of \(what)")
        guard let type = GGUFValueType(rawValue: number) else {
            throw FormatError(
                file: reader.file, place: "byte \(start)", problem: "\(what) has unknown value type \(number)",
                advice: "the file is damaged")
        }
        return type
    }

    private mutating func value(_ type: GGUFValueType, _ what: String, depth: Int) throws -> GGUFValue {
        switch type {
        case .uint8: .uint8(try reader.integer(UInt8.self, what))
        case .int8: .int8(try reader.integer(Int8.self, what))
        case .uint16: .uint16(try reader.integer(UInt16.self, what))
        case .int16: .int16(try reader.integer(Int16.self, what))
        case .uint32: .uint32(try reader.integer(UInt32.self, what))
        case .int32: .int32(try reader.integer(Int32.self, what))
        case .uint64: .uint64(try reader.integer(UInt64.self, what))
        case .int64: .int64(try reader.integer(Int64.self, what))
        case .float32: .float32(Float(bitPattern: try reader.integer(UInt32.self, what)))
        case .float64: .float64(Double(bitPattern: try reader.integer(UInt64.self, what)))
        case .bool: .bool(try boolean(what))
        case .string: .string([UInt8](try string(what)))
        case .array: .array(try array(what, depth: depth + 1))
        }
    }

    private mutating func boolean(_ what: String) throws -> Bool {
        let start = reader.offset
        switch try reader.integer(UInt8.self, what) {
        case 0: return false
        case 1: return true
        case let other:
            throw FormatError(
                file: reader.file, place: "byte \(start)", problem: "\(what) is \(other), not a boolean", advice: "the file is damaged")
        }
    }

    private mutating func array(_ what: String, depth: Int) throws -> GGUFArray {
        guard depth <= Self.nestingLimit else {
            throw FormatError(
                file: reader.file, place: "byte \(reader.offset)", problem: "\(what) nests arrays more than \(Self.nestingLimit) deep",
                advice: "the file is damaged")
        }
        let elementType = try valueType("the elements of \(what)")
        switch elementType {
        case .string:
            let count = try boundedCount("the length of \(what)", smallest: 8)
            return GGUFArray(elementType: elementType, count: count, storage: try strings(count, what))
        case .array:
            let count = try boundedCount("the length of \(what)", smallest: 12)
            var arrays: [GGUFArray] = []
            for _ in 0..<count { arrays.append(try array(what, depth: depth + 1)) }
            return GGUFArray(elementType: elementType, count: count, storage: .arrays(arrays))
        default:
            let size = elementType.size ?? 1
            let count = try boundedCount("the length of \(what)", smallest: size)
            return GGUFArray(elementType: elementType, count: count, storage: .numbers([UInt8](try reader.take(count * size, what))))
        }
    }

    /// Two passes, the first for the total: a vocabulary then costs two allocations instead of one a token.
    private mutating func strings(_ count: Int, _ what: String) throws -> GGUFArray.Storage {
        var probe = reader
        var total = 0
        for _ in 0..<count { total += try probe.string(what).count }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(total)
        var ends: [Int] = []
        ends.reserveCapacity(count)
        for _ in 0..<count {
            bytes.append(contentsOf: try reader.string(what))
            ends.append(bytes.count)
        }
        return .strings(bytes: bytes, ends: ends)
    }

    private mutating func string(_ what: String) throws -> UnsafeRawBufferPointer {
        try reader.string(what)
    }

    /// A metadata key or tensor name: text of bounded length.
    private mutating func name(_ what: String) throws -> String {
        let start = reader.offset
        let bytes = try reader.string(what)
        guard bytes.count <= Self.nameLimit, let text = String(validating: bytes, as: UTF8.self) else {
            throw FormatError(
                file: reader.file, place: "byte \(start)",
                problem: "\(what) is \(bytes.count > Self.nameLimit ? "\(bytes.count) bytes long" : "not valid UTF-8")",
                advice: "the file is damaged")
        }
        return text
    }

    /// A count of things that take at least `smallest` bytes each, refused when the rest of the file cannot hold them.
    private mutating func boundedCount(_ what: String, smallest: Int) throws -> Int {
        let start = reader.offset
        let count = try reader.count(what)
        guard count <= reader.remaining / smallest else {
            throw FormatError(
                file: reader.file, place: "byte \(start)",
                problem: "\(what) is \(count), more than the remaining \(reader.remaining) bytes can hold",
                advice: "the file is damaged or cut short; download or copy it again")
        }
        return count
    }

    private func byteSwapped() -> FormatError {
        FormatError(
            file: reader.file, place: "byte 4", problem: "is a big-endian (byte-swapped) GGUF file, only little-endian ones are read",
            advice: "convert it with gguf-convert-endian of the gguf Python package")
    }
}

extension ByteReader {
    /// The bytes of a string that follows its 64-bit length.
    fileprivate mutating func string(_ what: String) throws -> UnsafeRawBufferPointer {
        let count = try count("the length of \(what)")
        return try take(count, what)
    }
}
