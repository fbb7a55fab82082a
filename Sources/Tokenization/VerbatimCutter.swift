/// Cuts a text at the strings that a vocabulary holds as wholes, leftmost first, the longest at each place.
struct VerbatimCutter: Sendable {
    private let ids: [[UInt8]: UInt32]
    /// For each byte, how long the strings are that start with it, falling.
    private let lengths: [[Int]]

    init(_ ids: [[UInt8]: UInt32]) {
        self.ids = ids
        var lengths = [Set<Int>](repeating: [], count: 256)
        for text in ids.keys {
            if let first = text.first { lengths[Int(first)].insert(text.count) }
        }
        self.lengths = lengths.map { $0.sorted(by: >) }
    }

    /// Calls `body` with each part in order, and with its id when it is one of the strings.
    func forEachPart(of text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>, UInt32?) -> Void) {
        var start = 0
        var index = 0
        while !ids.isEmpty, index < text.count {
            guard let match = match(in: text, at: index) else {
                index += 1
                continue
            }
            if start < index { body(UnsafeBufferPointer(rebasing: text[start..<index]), nil) }
            body(UnsafeBufferPointer(rebasing: text[index..<index + match.length]), match.id)
            index += match.length
            start = index
        }
        if start < text.count { body(UnsafeBufferPointer(rebasing: text[start...]), nil) }
    }

    private func match(in text: UnsafeBufferPointer<UInt8>, at index: Int) -> (length: Int, id: UInt32)? {
        for length in lengths[Int(text[index])] where index + length <= text.count {
            if let id = ids[Array(text[index..<index + length])] { return (length, id) }
        }
        return nil
    }
}
