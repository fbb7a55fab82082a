/// Turns tokens into text as they arrive and never gives half a character.
///
/// The bytes of one character may be spread over tokens; they are held back until the character is whole or can no
/// longer become whole. All text given, `finish()` included, is what `decode` gives for all the tokens at once.
public struct StreamingDecoder: Sendable {
    private var pending: [UInt8] = []
    private var start = TextStart()
    private let skipsSpecial: Bool

    /// - Parameter skipsSpecial: whether special tokens give no text.
    public init(skipsSpecial: Bool = true) {
        self.skipsSpecial = skipsSpecial
    }

    /// The text that became certain with this token; may be empty.
    public mutating func feed(_ id: Int, tokenizer: Tokenizer) -> String {
        if skipsSpecial, tokenizer.isSpecial(id) { return "" }
        pending.append(contentsOf: start.trim(tokenizer.bytes(of: id), by: tokenizer.vocabulary.leadingSpace))
        let certain = pending.count - UTF8Prefix.lengthOfUnfinishedEnd(pending)
        defer { pending.removeFirst(certain) }
        return String(decoding: pending.prefix(certain), as: UTF8.self)
    }

    /// What is still held back, as U+FFFD when it is no whole character. The decoder can then be used anew.
    public mutating func finish() -> String {
        defer {
            pending.removeAll()
            start = TextStart()
        }
        return String(decoding: pending, as: UTF8.self)
    }
}
