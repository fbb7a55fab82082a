/// A text as scalars with their classes, in the form that the pre-tokenizers scan.
struct ScalarText {
    /// The scalars' values.
    private(set) var scalars: [UInt32] = []
    /// The scalars' classes.
    private(set) var classes: [CharacterClass] = []
    /// The byte that each scalar starts at, and at the end the number of bytes.
    private(set) var offsets: [Int] = []

    var count: Int { scalars.count }

    /// - Parameter utf8: valid UTF-8, as the standard library's strings hold it.
    init(_ utf8: UnsafeBufferPointer<UInt8>) {
        scalars.reserveCapacity(utf8.count)
        classes.reserveCapacity(utf8.count)
        offsets.reserveCapacity(utf8.count + 1)
        var bytes = utf8.makeIterator()
        var decoder = UTF8()
        var offset = 0
        while case .scalarValue(let scalar) = decoder.decode(&bytes) {
            scalars.append(scalar.value)
            classes.append(CharacterClass.of(scalar))
            offsets.append(offset)
            offset += UTF8.width(scalar)
        }
        offsets.append(offset)
    }
}
