/// Finds special tokens that a text spells, as trainers do that encode special tokens from text.
struct SpelledTokens: Sendable {
    /// Token texts by their first byte.
    private var textsByFirstByte: [UInt8: [[UInt8]]] = [:]

    /// - Parameter texts: the special tokens'; empty ones are left out.
    init(_ texts: some Sequence<[UInt8]>) {
        for text in texts {
            if let first = text.first { textsByFirstByte[first, default: []].append(text) }
        }
    }

    /// The first special token that stands in the text, or nil.
    func first(in text: String) -> String? {
        let bytes = Array(text.utf8)
        for start in bytes.indices {
            guard let candidates = textsByFirstByte[bytes[start]] else { continue }
            if let found = candidates.first(where: { bytes[start...].starts(with: $0) }) { return String(decoding: found, as: UTF8.self) }
        }
        return nil
    }
}
