import Compute

/// Writes safetensors files with F32, F16 and BF16 tensors, atomically and one tensor at a time.
public enum SafetensorsWriter {
    /// - Parameters:
    ///   - tensors: written in this order; names must differ.
    ///   - metadata: `__metadata__`; transformers and PEFT look for `format`.
    /// - Throws: `FormatError`; the file of that name is then as it was.
    public static func write(_ tensors: [TensorPayload], metadata: [String: String] = ["format": "pt"], to path: String) throws {
        var members: [JSONObject.Member] = []
        if !metadata.isEmpty {
            let texts = metadata.sorted { $0.key < $1.key }.map { JSONObject.Member($0.key, .string($0.value)) }
            members.append(.init("__metadata__", .object(JSONObject(texts))))
        }
        var names: Set<String> = []
        var offset = 0
        for tensor in tensors {
            guard tensor.name != "__metadata__", names.insert(tensor.name).inserted else {
                throw FormatError(file: path, place: "tensor \(FormatError.quoted(tensor.name))", problem: "the name is taken")
            }
            guard SafetensorsType.elementType(tensor.type.rawValue) != nil else {
                throw FormatError(
                    file: path, place: "tensor \(FormatError.quoted(tensor.name))",
                    problem: "safetensors files cannot hold \(tensor.type.rawValue)", advice: "unpack it to F32, F16 or BF16 first")
            }
            let (end, overflow) = offset.addingReportingOverflow(try tensor.byteCount(path: path))
            guard !overflow else { throw FormatError(file: path, problem: "would be larger than any file can be") }
            members.append(.init(tensor.name, .object(entry(tensor, start: offset, end: end))))
            offset = end
        }
        var header = Array(JSONWriter.text(.object(JSONObject(members))).utf8)
        // Spaces up to a multiple of 8, so that the data can be read in place.
        header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
        let file = try AtomicFile(path: path)
        try withUnsafeBytes(of: UInt64(header.count).littleEndian) { try file.write($0) }
        try file.write(header)
        for tensor in tensors { try tensor.write(to: file) }
        try file.commit()
    }

    private static func entry(_ tensor: TensorPayload, start: Int, end: Int) -> JSONObject {
        JSONObject([
            .init("dtype", .string(tensor.type.rawValue)),
            .init("shape", .array(tensor.shape.map(JSONValue.int))),
            .init("data_offsets", .array([.int(start), .int(end)])),
        ])
    }
}
