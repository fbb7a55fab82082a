import Compute

/// A tensor on its way into a file: its description, and a way to produce its bytes piece by piece.
public struct TensorPayload {
    public let name: String
    /// PyTorch order, outermost dimension first.
    public let shape: [Int]
    public let type: ElementType
    private let produce: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void

    /// Bytes made while the file is written, so that they need not be in memory at once.
    ///
    /// - Parameter produce: calls its argument with the tensor's bytes, in order, in pieces of any size.
    public init(name: String, shape: [Int], type: ElementType, produce: @escaping ((UnsafeRawBufferPointer) throws -> Void) throws -> Void)
    {
        self.name = name
        self.shape = shape
        self.type = type
        self.produce = produce
    }

    /// Bytes as they shall stand in the file.
    public init(name: String, shape: [Int], type: ElementType, bytes: [UInt8]) {
        self.init(name: name, shape: shape, type: type) { write in try bytes.withUnsafeBytes { try write($0) } }
    }

    /// Numbers, stored as F32, F16, BF16 or Q8_0.
    public init(name: String, shape: [Int], values: [Float], as type: ElementType = .f32) {
        self.init(name: name, shape: shape, as: type) { write in try values.withUnsafeBufferPointer(write) }
    }

    /// Numbers that are made when their turn comes, stored as F32, F16, BF16 or Q8_0.
    ///
    /// - Parameter pieces: calls its argument with the tensor's numbers, in order, in pieces of whole rows.
    public init(
        name: String, shape: [Int], as type: ElementType, pieces: @escaping ((UnsafeBufferPointer<Float>) throws -> Void) throws -> Void
    ) {
        self.init(name: name, shape: shape, type: type) { write in
            var packed = 0
            try pieces { piece in
                do {
                    try Self.pack(piece, to: type, write)
                } catch Quantisation.Failure.notFinite(let index, let type) {
                    throw Quantisation.Failure.notFinite(index: packed + index, type: type)
                }
                packed += piece.count
            }
        }
    }

    /// A tensor of another file, unchanged.
    public init(_ tensor: StoredTensor, name: String? = nil) {
        self.init(name: name ?? tensor.name, shape: tensor.shape, type: tensor.type) { write in try tensor.withBytes { try write($0) } }
    }

    /// The bytes the tensor takes.
    ///
    /// - Parameter path: the file to be written, for the error.
    /// - Throws: `FormatError` when shape and type do not go together.
    func byteCount(path: String) throws -> Int {
        guard let elements = elementCount(shape), (shape.last ?? 1).isMultiple(of: type.blockElements),
            let bytes = type.byteCount(elements: elements)
        else { throw problem("cannot have shape \(shape) as \(type.rawValue)", path: path) }
        return bytes
    }

    /// Writes the bytes, exactly `byteCount` of them.
    func write(to file: AtomicFile) throws {
        let expected = try byteCount(path: file.path)
        var written = 0
        do {
            try produce { piece in
                written += piece.count
                guard written <= expected else { throw problem("brought more than its \(expected) bytes", path: file.path) }
                try file.write(piece)
            }
        } catch let failure as Quantisation.Failure {
            throw problem("\(failure)", path: file.path)
        }
        guard written == expected else { throw problem("brought \(written) of its \(expected) bytes", path: file.path) }
    }

    private func problem(_ text: String, path: String) -> FormatError {
        FormatError(file: path, place: "tensor \(FormatError.quoted(name))", problem: text)
    }

    private static func pack(
        _ values: UnsafeBufferPointer<Float>, to type: ElementType, _ write: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        switch type {
        case .f32: try write(UnsafeRawBufferPointer(values))
        case .f16: try narrow(values, with: HalfPrecision.narrowF16, write)
        case .bf16: try narrow(values, with: HalfPrecision.narrowBF16, write)
        default: try Quantisation.quantise(values, to: type).withUnsafeBytes(write)
        }
    }

    private static func narrow(
        _ values: UnsafeBufferPointer<Float>, with convert: (UnsafeBufferPointer<Float>, UnsafeMutableRawBufferPointer) -> Void,
        _ write: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let pieceLength = 1 << 18
        let storage = ByteStorage(count: min(pieceLength, values.count) * 2)
        for start in stride(from: 0, to: values.count, by: pieceLength) {
            let piece = UnsafeBufferPointer(rebasing: values[start..<min(start + pieceLength, values.count)])
            let target = UnsafeMutableRawBufferPointer(rebasing: storage.bytes[0..<piece.count * 2])
            convert(piece, target)
            try withExtendedLifetime(storage) { try write(UnsafeRawBufferPointer(target)) }
        }
    }
}
