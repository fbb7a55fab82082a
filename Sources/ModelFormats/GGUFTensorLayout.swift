import Compute

/// Finds the bytes of each tensor of a GGUF file and refuses what does not fit the file.
struct GGUFTensorLayout {
    let file: MappedFile
    let alignment: Int
    /// Where the table of contents ends; the data follow at the next multiple of `alignment`.
    let tableEnd: Int

    func place(_ entries: [GGUFParser.TensorEntry]) throws -> TensorTable {
        var listing: [TensorListing] = []
        listing.reserveCapacity(entries.count)
        var tensors: [String: StoredTensor] = [:]
        tensors.reserveCapacity(entries.count)
        var names: Set<String> = []
        var spans = TensorSpans(file: file.path)
        let dataStart = (tableEnd + alignment - 1) / alignment * alignment
        guard entries.isEmpty || dataStart <= file.bytes.count else {
            throw FormatError(
                file: file.path, place: "the tensor data", problem: "would begin at byte \(dataStart), behind the end of the file",
                advice: "the file is damaged or cut short; download or copy it again")
        }
        for entry in entries {
            guard names.insert(entry.name).inserted else { throw problem(entry, "is there twice") }
            let size = try size(of: entry)
            listing.append(
                TensorListing(
                    name: entry.name, shape: entry.shape, typeName: size.typeName, byteCount: size.byteCount, isSupported: size.type != nil)
            )
            guard entry.offset.isMultiple(of: UInt64(alignment)) else {
                throw problem(entry, "starts at offset \(entry.offset), which is not a multiple of the alignment \(alignment)")
            }
            let available = max(0, file.bytes.count - dataStart)
            let needed = size.byteCount ?? 0
            guard let offset = Int(exactly: entry.offset), needed <= available, offset <= available - needed else {
                throw FormatError(
                    file: file.path, place: "tensor \(FormatError.quoted(entry.name))",
                    problem:
                        "its \(needed) bytes at offset \(entry.offset) of the data run past the end of the file "
                        + "(\(file.bytes.count) bytes)",
                    advice: "the file is damaged or cut short; download or copy it again")
            }
            let start = dataStart + offset
            spans.add(entry.name, start: start, count: needed)
            if let type = size.type {
                let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[start..<start + needed])
                tensors[entry.name] = StoredTensor(name: entry.name, shape: entry.shape, type: type, bytes: bytes, file: file)
            }
        }
        try spans.refuseOverlap()
        return TensorTable(file: file.path, listing: listing, tensors: tensors)
    }

    private func size(of entry: GGUFParser.TensorEntry) throws -> (type: ElementType?, typeName: String, byteCount: Int?) {
        guard let elements = elementCount(entry.shape) else {
            throw problem(entry, "has a shape \(entry.shape) whose size overflows")
        }
        let type = GGMLType.elementType(entry.typeNumber)
        let listed = GGMLType.listed(entry.typeNumber)
        guard let blockElements = type?.blockElements ?? listed?.blockElements, let blockBytes = type?.blockBytes ?? listed?.blockBytes
        else { return (nil, "type \(entry.typeNumber)", nil) }
        let typeName = type?.rawValue ?? listed?.name ?? ""
        let rowLength = entry.shape.last ?? 1
        guard rowLength.isMultiple(of: blockElements) else {
            throw problem(entry, "has rows of \(rowLength) elements, which do not fill whole \(typeName) blocks of \(blockElements)")
        }
        let (bytes, overflow) = (elements / blockElements).multipliedReportingOverflow(by: blockBytes)
        guard !overflow else { throw problem(entry, "has a shape \(entry.shape) whose size overflows") }
        return (type, typeName, bytes)
    }

    private func problem(_ entry: GGUFParser.TensorEntry, _ text: String) -> FormatError {
        FormatError(
            file: file.path, place: "tensor \(FormatError.quoted(entry.name))", problem: text, advice: "the file is damaged")
    }
}

/// The byte ranges of a file's tensors, to find two that share bytes.
struct TensorSpans {
    let file: String
    private var spans: [(name: String, start: Int, count: Int)] = []

    init(file: String) {
        self.file = file
    }

    mutating func add(_ name: String, start: Int, count: Int) {
        if count > 0 { spans.append((name, start, count)) }
    }

    func refuseOverlap() throws {
        let ordered = spans.sorted { $0.start < $1.start }
        for (first, second) in zip(ordered, ordered.dropFirst()) where first.start + first.count > second.start {
            throw FormatError(
                file: file, place: "tensor \(FormatError.quoted(second.name))",
                problem: "its bytes at \(second.start) overlap those of tensor \(FormatError.quoted(first.name))",
                advice: "the file is damaged")
        }
    }
}
