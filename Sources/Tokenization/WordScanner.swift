/// The rule of Llama 3 (numbers of up to three digits) and Qwen2 (of one):
/// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`.
struct WordScanner: PieceScanner {
    let text: ScalarText
    let longestNumber: Int

    func end(ofPieceAt start: Int, before limit: Int) -> Int {
        if let end = endOfContraction(from: start, before: limit, fold: Self.lowercase) { return end }
        if let end = endOfWord(from: start, before: limit) { return end }
        if text.classes[start] == .number {
            return skip(from: start, before: min(limit, start + longestNumber)) { $0 == .number }
        }
        if let end = endOfSymbols(from: start, before: limit, followedBy: { $0 == 0x0A || $0 == 0x0D }) { return end }
        return endOfLines(from: start, before: limit) ?? endOfSpace(from: start, before: limit)
    }

    /// ASCII letters, and U+017F (long s), which the reference's case folding also takes for an s.
    private static func lowercase(_ scalar: UInt32) -> UInt32 {
        if scalar == 0x17F { return 0x73 }
        return (0x41...0x5A).contains(scalar) ? scalar + 0x20 : scalar
    }

    private func endOfWord(from start: Int, before limit: Int) -> Int? {
        switch text.classes[start] {
        case .letter: return skip(from: start, before: limit) { $0 == .letter }
        case .number, .newline: return nil
        case .other, .punctuation, .space:
            guard start + 1 < limit, text.classes[start + 1] == .letter else { return nil }
            return skip(from: start + 1, before: limit) { $0 == .letter }
        }
    }
}
