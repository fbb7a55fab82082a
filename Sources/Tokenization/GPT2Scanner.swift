/// The rule of GPT-2:
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
struct GPT2Scanner: PieceScanner {
    let text: ScalarText

    func end(ofPieceAt start: Int, before limit: Int) -> Int {
        if let end = endOfContraction(from: start, before: limit, fold: { $0 }) { return end }
        let hasSpaceBefore = text.scalars[start] == 0x20 && start + 1 < limit && !text.classes[start + 1].isSpace
        let word = hasSpaceBefore ? start + 1 : start
        switch text.classes[word] {
        case .letter: return skip(from: word, before: limit) { $0 == .letter }
        case .number: return skip(from: word, before: limit) { $0 == .number }
        case .other, .punctuation: return skip(from: word, before: limit) { $0.isSymbol }
        case .space, .newline: return endOfSpace(from: start, before: limit)
        }
    }
}

/// The rule of SmolLM: every character of category N is a piece, and GPT-2's rule holds between them as for whole texts.
struct DigitScanner {
    let text: ScalarText

    func scan(_ range: Range<Int>, _ body: (Range<Int>) -> Void) {
        let words = GPT2Scanner(text: text)
        var start = range.lowerBound
        while start < range.upperBound {
            if text.classes[start] == .number {
                body(start..<start + 1)
                start += 1
            } else {
                let end = words.skip(from: start, before: range.upperBound) { $0 != .number }
                words.scan(start..<end, body)
                start = end
            }
        }
    }
}
