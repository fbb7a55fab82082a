/// The printable stand-ins that byte-level vocabularies write their bytes with.
///
/// A byte that is a printable Latin-1 character stands for itself; the other 68 are moved to U+0100 and up, in order.
/// So a space is written `Ġ` and a newline `Ċ`. Source: the GPT-2 encoder (`bytes_to_unicode`).
package enum ByteLevelAlphabet {
    /// The stand-in for each of the 256 bytes.
    package static let scalars: [Unicode.Scalar] = {
        var moved: UInt32 = 0x100
        return (0...255).map { (byte: UInt32) in
            if isPrintable(byte) { return Unicode.Scalar(UInt8(byte)) }
            defer { moved += 1 }
            return Unicode.Scalar(moved) ?? "\u{FFFD}"
        }
    }()

    private static let bytesByScalar: [UInt8?] = {
        var table = [UInt8?](repeating: nil, count: 0x144)
        for (byte, scalar) in scalars.enumerated() { table[Int(scalar.value)] = UInt8(byte) }
        return table
    }()

    private static func isPrintable(_ byte: UInt32) -> Bool {
        (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || (0xAE...0xFF).contains(byte)
    }

    /// The bytes that a vocabulary entry stands for, or nil when it holds a character outside the alphabet.
    package static func decode(_ entry: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entry.count)
        for scalar in String(decoding: entry, as: UTF8.self).unicodeScalars {
            guard scalar.value < 0x144, let byte = bytesByScalar[Int(scalar.value)] else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    /// The vocabulary entry that stands for the bytes.
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(scalars[Int(byte)]) }
        return String(text)
    }
}
