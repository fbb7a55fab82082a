import Compute

/// A GGUF model file (versions 2 and 3, little-endian), mapped into memory.
///
/// Follows the format description in the ggml repository (`docs/gguf.md`). The file is not trusted: every count, offset and size is checked
/// against the file before it is used.
public struct GGUFFile: Sendable {
    public let file: MappedFile
    public let version: Int
    public let metadata: [String: GGUFValue]
    /// Metadata keys in file order.
    public let metadataKeys: [String]
    /// Where tensors may start: multiples of this many bytes.
    public let alignment: Int
    private let table: TensorTable

    /// - Throws: `FormatError`, which names the byte, metadata key or tensor.
    public init(path: String) throws {
        let file = try MappedFile(path: path)
        var parser = GGUFParser(reader: ByteReader(file.bytes, file: path))
        let header = try parser.header()
        (metadataKeys, metadata) = try parser.metadata(count: header.metadataCount)
        alignment = try Self.alignment(metadata, file: path)
        let entries = try parser.tensorEntries(count: header.tensorCount)
        table = try GGUFTensorLayout(file: file, alignment: alignment, tableEnd: parser.offset).place(entries)
        version = header.version
        self.file = file
    }

    public var path: String { file.path }

    /// Every tensor in file order, also those of types that are not supported.
    public var listing: [TensorListing] { table.listing }

    /// Names of all tensors in file order.
    public var tensorNames: [String] { table.listing.map(\.name) }

    /// The tensors that can be used, by name.
    public var tensors: [String: StoredTensor] { table.tensors }

    /// - Throws: `FormatError` when there is no such tensor, or its type is not supported.
    public func tensor(_ name: String) throws -> StoredTensor {
        try table.tensor(name)
    }

    /// The metadata value of `key` as `read` takes it, for keys that a model cannot do without.
    ///
    /// - Throws: `FormatError` when the key is missing or its value is of another type.
    public func required<Value>(_ key: String, _ read: KeyPath<GGUFValue, Value?>) throws -> Value {
        guard let value = metadata[key] else {
            throw FormatError(file: path, place: "metadata \(FormatError.quoted(key))", problem: "is missing")
        }
        guard let result = value[keyPath: read] else {
            throw FormatError(file: path, place: "metadata \(FormatError.quoted(key))", problem: "is of another type than expected")
        }
        return result
    }

    private static func alignment(_ metadata: [String: GGUFValue], file: String) throws -> Int {
        guard let value = metadata["general.alignment"] else { return 32 }
        guard let alignment = value.int, alignment > 0, alignment <= 1 << 30, alignment.nonzeroBitCount == 1 else {
            throw FormatError(
                file: file, place: "metadata 'general.alignment'", problem: "is not a power of two", advice: "the file is damaged")
        }
        return alignment
    }
}
