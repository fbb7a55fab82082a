import Compute

/// A safetensors file, mapped into memory.
///
/// Follows the format description of the safetensors project: a 64-bit header length, a JSON header, then the tensors' bytes without gaps.
/// F32, F16 and BF16 tensors can be used; the others are listed and refused when asked for.
public struct SafetensorsFile: Sendable {
    /// The reference implementation's limit on the header.
    static let headerLimit = 100_000_000

    public let file: MappedFile
    /// The texts under `__metadata__`.
    public let metadata: [String: String]
    private let table: TensorTable

    /// - Throws: `FormatError`, which names the byte, the header's line and column, or the tensor.
    public init(path: String) throws {
        let file = try MappedFile(path: path)
        var reader = ByteReader(file.bytes, file: path)
        let length = try reader.integer(UInt64.self, "the header's length")
        guard length <= UInt64(Self.headerLimit), length <= UInt64(reader.remaining), length >= 2 else {
            throw FormatError(
                file: path, place: "byte 0",
                problem:
                    "is not a safetensors file or is cut short: a header of \(length) bytes does not fit its \(file.bytes.count) bytes",
                advice: "download or copy it again")
        }
        let header = try JSONParser.object(try reader.take(Int(length), "the header"), file: path, place: "header")
        metadata = try Self.metadata(header)
        table = try Self.table(header, file: file, dataStart: reader.offset)
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

    private static func metadata(_ header: JSONObject) throws -> [String: String] {
        guard let object = try header.objectIfPresent("__metadata__") else { return [:] }
        var result: [String: String] = [:]
        for key in object.keys { result[key] = try object.string(key) }
        return result
    }

    private static func table(_ header: JSONObject, file: MappedFile, dataStart: Int) throws -> TensorTable {
        var entries: [Entry] = []
        for name in header.keys where name != "__metadata__" {
            entries.append(try Entry(name: name, object: try header.object(name), file: file, dataStart: dataStart))
        }
        entries.sort { ($0.start, $0.end) < ($1.start, $1.end) }
        var tensors: [String: StoredTensor] = [:]
        var position = dataStart
        for entry in entries {
            guard entry.start == position else {
                throw entry.problem(
                    entry.start < position
                        ? "its bytes overlap those of another tensor" : "there are \(entry.start - position) unused bytes before it")
            }
            position = entry.end
            if let type = entry.type {
                let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[entry.start..<entry.end])
                tensors[entry.name] = StoredTensor(name: entry.name, shape: entry.shape, type: type, bytes: bytes, file: file)
            }
        }
        guard position == file.bytes.count else {
            throw FormatError(
                file: file.path, place: "byte \(position)", problem: "\(file.bytes.count - position) bytes follow the last tensor",
                advice: "the file is damaged")
        }
        return TensorTable(file: file.path, listing: entries.map(\.listing), tensors: tensors)
    }

    /// One checked tensor of the header.
    private struct Entry {
        let name: String
        let shape: [Int]
        let typeName: String
        let type: ElementType?
        /// From the start of the file.
        let start: Int
        let end: Int
        let path: String

        init(name: String, object: JSONObject, file: MappedFile, dataStart: Int) throws {
            self.name = name
            path = file.path
            typeName = try object.string("dtype")
            shape = try object.ints("shape")
            type = SafetensorsType.elementType(typeName)
            let offsets = try object.ints("data_offsets")
            let available = file.bytes.count - dataStart
            guard offsets.count == 2 else { throw object.problem("data_offsets", "is not a pair of numbers") }
            guard offsets[0] >= 0, offsets[0] <= offsets[1] else { throw object.problem("data_offsets", "is not a range of bytes") }
            guard offsets[1] <= available else {
                throw FormatError(
                    file: file.path, place: "tensor \(FormatError.quoted(name))",
                    problem: "ends at byte \(offsets[1]) of the data, of which the file holds \(available)",
                    advice: "the file is damaged or cut short; download or copy it again")
            }
            start = dataStart + offsets[0]
            end = dataStart + offsets[1]
            guard let elements = elementCount(shape) else { throw problem("has an impossible shape \(shape)") }
            if let bits = SafetensorsType.bits(typeName) {
                let (size, overflow) = elements.multipliedReportingOverflow(by: bits)
                guard !overflow, size.isMultiple(of: 8), size / 8 == end - start else {
                    throw problem("has \(end - start) bytes, which is not the size of shape \(shape) in \(typeName)")
                }
            }
        }

        var listing: TensorListing {
            TensorListing(name: name, shape: shape, typeName: typeName, byteCount: end - start, isSupported: type != nil)
        }

        func problem(_ text: String) -> FormatError {
            FormatError(file: path, place: "tensor \(FormatError.quoted(name))", problem: text, advice: "the file is damaged")
        }
    }
}

/// The element types of safetensors files by name.
enum SafetensorsType {
    static func elementType(_ name: String) -> ElementType? {
        switch name {
        case "F32": .f32
        case "F16": .f16
        case "BF16": .bf16
        default: nil
        }
    }

    /// nil for types that are not known.
    static func bits(_ name: String) -> Int? {
        switch name {
        case "F64", "I64", "U64", "C64": 64
        case "F32", "I32", "U32": 32
        case "F16", "BF16", "I16", "U16": 16
        case "BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E5M2FNUZ", "F8_E4M3FNUZ": 8
        case "F6_E2M3", "F6_E3M2": 6
        case "F4": 4
        default: nil
        }
    }
}
