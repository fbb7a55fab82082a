import Compute

/// A tensor where it lies in a mapped file.
public struct StoredTensor: @unchecked Sendable {
    public let name: String
    /// PyTorch order, outermost dimension first; empty for a single number.
    public let shape: [Int]
    public let type: ElementType
    /// Exactly the bytes that `shape` and `type` ask for; valid while `file` lives. Swift may release a value after its last use, even
    /// before the end of its scope: read through `withBytes`, or hold on to the tensor with `withExtendedLifetime`.
    public let bytes: UnsafeRawBufferPointer
    /// Keeps `bytes` alive.
    public let file: MappedFile

    package init(name: String, shape: [Int], type: ElementType, bytes: UnsafeRawBufferPointer, file: MappedFile) {
        self.name = name
        self.shape = shape
        self.type = type
        self.bytes = bytes
        self.file = file
    }

    /// The number of elements.
    public var count: Int { shape.reduce(1, *) }

    /// Calls `body` with the bytes and keeps the file mapped until it returns.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(file) { try body(bytes) }
    }

    /// The tensor as [rows, columns] without unpacking; borrows the file's bytes, or copies them when they are not aligned for their type.
    ///
    /// - Throws: `FormatError` unless the tensor has two dimensions and its rows are whole blocks.
    public func matrix() throws -> WeightMatrix {
        guard shape.count == 2 else {
            throw problem("has \(shape.count) dimensions where a matrix is needed")
        }
        var source = bytes
        var owner: AnyObject = file
        if let start = bytes.baseAddress, !UInt(bitPattern: start).isMultiple(of: type == .f32 ? 4 : 2) {
            let copy = ByteStorage(count: bytes.count)
            withBytes { copy.bytes.copyMemory(from: $0) }
            source = UnsafeRawBufferPointer(copy.bytes)
            owner = copy
        }
        guard let matrix = WeightMatrix(rows: shape[0], columns: shape[1], type: type, bytes: source, owner: owner) else {
            throw problem("has rows of \(shape[1]) elements, which do not fill whole blocks of \(type.blockElements)")
        }
        return matrix
    }

    /// Every element in order, whatever the shape, for tensors stored as F32, F16 or BF16.
    ///
    /// - Throws: `FormatError` for quantised types.
    public func floats() throws -> [Float] {
        switch type {
        case .f32, .f16, .bf16: break
        default: throw problem("is stored as \(type.rawValue) where plain floats are needed")
        }
        return withBytes { bytes in
            [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
                let destination = UnsafeMutableBufferPointer(rebasing: buffer[0..<count])
                switch type {
                case .f16: HalfPrecision.widenF16(bytes, into: destination)
                case .bf16: HalfPrecision.widenBF16(bytes, into: destination)
                default: UnsafeMutableRawBufferPointer(destination).copyMemory(from: bytes)
                }
                initialized = count
            }
        }
    }

    /// As `floats()`: the name for norms, biases and other tensors that are one row of numbers.
    public func vector() throws -> [Float] { try floats() }

    /// An error about this tensor.
    public func problem(_ text: String, advice: String? = nil) -> FormatError {
        FormatError(file: file.path, place: "tensor \(FormatError.quoted(name))", problem: text, advice: advice)
    }
}

/// One line of a file's table of contents; also for tensors of types that cannot be computed with.
public struct TensorListing: Sendable, Equatable {
    public let name: String
    /// PyTorch order, outermost dimension first.
    public let shape: [Int]
    /// The file format's own name for the element type ("Q4_K", "I64"), or "type 99" when it is not known.
    public let typeName: String
    /// nil when the type's size is not known.
    public let byteCount: Int?
    /// True when the tensor can be asked for.
    public let isSupported: Bool
}

/// The tensors of one file by name, with the ones that can only be listed.
struct TensorTable: Sendable {
    let file: String
    let listing: [TensorListing]
    let tensors: [String: StoredTensor]

    func tensor(_ name: String) throws -> StoredTensor {
        if let tensor = tensors[name] { return tensor }
        let place = "tensor \(FormatError.quoted(name))"
        if let listed = listing.first(where: { $0.name == name }) {
            throw FormatError(
                file: file, place: place, problem: "is stored as \(listed.typeName), which is not supported",
                advice: "use a file with one of \(ElementType.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        throw FormatError(file: file, place: place, problem: "is not in the file")
    }
}

/// The number of elements of a shape, or nil when a dimension is negative or the product overflows.
func elementCount(_ shape: [Int]) -> Int? {
    var product = 1
    for dimension in shape {
        guard dimension >= 0 else { return nil }
        let (next, overflow) = product.multipliedReportingOverflow(by: dimension)
        guard !overflow else { return nil }
        product = next
    }
    return product
}
