/// Writes GGUF files (version 3, little-endian), atomically and one tensor at a time.
public enum GGUFWriter {
    /// - Parameters:
    ///   - metadata: written in this order; keys must differ. `general.alignment` is honoured (32 without it).
    ///   - tensors: written in this order; names must differ.
    /// - Throws: `FormatError`; the file of that name is then as it was.
    public static func write(metadata: [(key: String, value: GGUFValue)], tensors: [TensorPayload], to path: String) throws {
        let alignment = try alignment(metadata, path: path)
        var header = GGUFEncoder()
        header.bytes.append(contentsOf: Array("GGUF".utf8))
        header.append(UInt32(3))
        header.append(UInt64(tensors.count))
        header.append(UInt64(metadata.count))
        var keys: Set<String> = []
        for (key, value) in metadata {
            guard keys.insert(key).inserted else {
                throw FormatError(file: path, place: "metadata \(FormatError.quoted(key))", problem: "the key is taken")
            }
            header.append(string: Array(key.utf8))
            header.append(type: value)
            header.append(value: value)
        }
        try describe(tensors, alignment: alignment, path: path, in: &header)
        let file = try AtomicFile(path: path)
        header.pad(to: alignment)
        try file.write(header.bytes)
        for tensor in tensors {
            try tensor.write(to: file)
            try file.write([UInt8](repeating: 0, count: padding(try tensor.byteCount(path: path), alignment)))
        }
        try file.commit()
    }

    private static func describe(_ tensors: [TensorPayload], alignment: Int, path: String, in header: inout GGUFEncoder) throws {
        var names: Set<String> = []
        var offset = 0
        for tensor in tensors {
            let place = "tensor \(FormatError.quoted(tensor.name))"
            guard names.insert(tensor.name).inserted else { throw FormatError(file: path, place: place, problem: "the name is taken") }
            guard tensor.shape.count <= GGUFParser.dimensionLimit else {
                throw FormatError(
                    file: path, place: place, problem: "has \(tensor.shape.count) dimensions, GGUF allows \(GGUFParser.dimensionLimit)")
            }
            let count = try tensor.byteCount(path: path)
            header.append(string: Array(tensor.name.utf8))
            header.append(UInt32(tensor.shape.count))
            for dimension in tensor.shape.reversed() { header.append(UInt64(dimension)) }
            header.append(GGMLType.number(tensor.type))
            header.append(UInt64(offset))
            let (end, overflow) = offset.addingReportingOverflow(count + padding(count, alignment))
            guard !overflow else { throw FormatError(file: path, problem: "would be larger than any file can be") }
            offset = end
        }
    }

    private static func alignment(_ metadata: [(key: String, value: GGUFValue)], path: String) throws -> Int {
        guard let value = metadata.first(where: { $0.key == "general.alignment" })?.value else { return 32 }
        guard let alignment = value.int, alignment >= 8, alignment <= 1 << 30, alignment.nonzeroBitCount == 1 else {
            throw FormatError(file: path, place: "metadata 'general.alignment'", problem: "is not a power of two from 8 up")
        }
        return alignment
    }

    private static func padding(_ count: Int, _ alignment: Int) -> Int {
        (alignment - count % alignment) % alignment
    }
}

/// Puts GGUF's little-endian values together.
private struct GGUFEncoder {
    var bytes: [UInt8] = []

    mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(string: some Collection<UInt8>) {
        append(UInt64(string.count))
        bytes.append(contentsOf: string)
    }

    mutating func pad(to alignment: Int) {
        while bytes.count % alignment != 0 { bytes.append(0) }
    }

    mutating func append(type value: GGUFValue) {
        let type: GGUFValueType =
            switch value {
            case .uint8: .uint8
            case .int8: .int8
            case .uint16: .uint16
            case .int16: .int16
            case .uint32: .uint32
            case .int32: .int32
            case .float32: .float32
            case .bool: .bool
            case .string: .string
            case .array: .array
            case .uint64: .uint64
            case .int64: .int64
            case .float64: .float64
            }
        append(type.rawValue)
    }

    mutating func append(value: GGUFValue) {
        switch value {
        case .uint8(let value): append(value)
        case .int8(let value): append(value)
        case .uint16(let value): append(value)
        case .int16(let value): append(value)
        case .uint32(let value): append(value)
        case .int32(let value): append(value)
        case .uint64(let value): append(value)
        case .int64(let value): append(value)
        case .float32(let value): append(value.bitPattern)
        case .float64(let value): append(value.bitPattern)
        case .bool(let value): append(value ? UInt8(1) : 0)
        case .string(let text): append(string: text)
        case .array(let array): append(array)
        }
    }

    private mutating func append(_ array: GGUFArray) {
        append(array.elementType.rawValue)
        append(UInt64(array.count))
        switch array.storage {
        case .numbers(let values): bytes.append(contentsOf: values)
        case .strings(let joined, let ends):
            var start = 0
            for end in ends {
                append(string: joined[start..<end])
                start = end
            }
        case .arrays(let arrays):
            for array in arrays { append(array) }
        }
    }
}
