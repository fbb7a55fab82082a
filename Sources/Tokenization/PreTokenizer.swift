/// The rule that cuts a text into pieces before merging; no token crosses a cut.
///
/// Each rule is a regular expression in the reference. Here it is a scanner written by hand over scalar classes,
/// which is linear in the text and needs no regular expression engine.
public enum PreTokenizer: String, Sendable, CaseIterable {
    /// GPT-2: contractions, words with one space before, numbers, symbols, white space.
    case gpt2
    /// SmolLM and StarCoder: every digit on its own, then as GPT-2.
    case smollm
    /// Llama 3: contractions in either case, words with one symbol before, up to three digits, line ends kept together.
    case llama3
    /// Qwen2: as Llama 3 with every digit on its own.
    case qwen2
    /// Tekken, of newer Mistral models: as Qwen2 without contractions, with a cut before a capital that follows a small letter.
    case tekken
    /// The rule for GGUF files that name none: punctuation apart, then GPT-2, then digits by three.
    case ggufDefault

    /// Calls `body` with the range of scalars of each piece, in order; together they cover the text.
    func forEachPiece(of text: ScalarText, _ body: (Range<Int>) -> Void) {
        let all = 0..<text.count
        switch self {
        case .gpt2: GPT2Scanner(text: text).scan(all, body)
        case .smollm: DigitScanner(text: text).scan(all, body)
        case .llama3: WordScanner(text: text, longestNumber: 3).scan(all, body)
        case .qwen2: WordScanner(text: text, longestNumber: 1).scan(all, body)
        case .tekken: CaseScanner(text: text).scan(all, body)
        case .ggufDefault: PunctuationScanner(text: text).scan(all, body)
        }
    }
}

/// Finds where the piece that starts at a scalar ends. The end of the range counts as the end of the text.
protocol PieceScanner {
    var text: ScalarText { get }
    func end(ofPieceAt start: Int, before limit: Int) -> Int
}

extension PieceScanner {
    func scan(_ range: Range<Int>, _ body: (Range<Int>) -> Void) {
        var start = range.lowerBound
        while start < range.upperBound {
            let end = end(ofPieceAt: start, before: range.upperBound)
            body(start..<end)
            start = end
        }
    }

    /// The first scalar from `start` on that does not match.
    func skip(from start: Int, before limit: Int, while matches: (CharacterClass) -> Bool) -> Int {
        var index = start
        while index < limit, matches(text.classes[index]) { index += 1 }
        return index
    }

    /// The end of ` ?[^\s\p{L}\p{N}]+` and of what follows it.
    func endOfSymbols(from start: Int, before limit: Int, followedBy belongs: (UInt32) -> Bool) -> Int? {
        let first = text.scalars[start] == 0x20 ? start + 1 : start
        guard first < limit, text.classes[first].isSymbol else { return nil }
        var end = skip(from: first, before: limit) { $0.isSymbol }
        while end < limit, belongs(text.scalars[end]) { end += 1 }
        return end
    }

    /// White space up to and with its last line end, or nil when it has none.
    func endOfLines(from start: Int, before limit: Int) -> Int? {
        let end = skip(from: start, before: limit) { $0.isSpace }
        return text.classes[start..<end].lastIndex(of: .newline).map { $0 + 1 }
    }

    /// The end of a run of white space by `\s+(?!\S)|\s+`: the last one is left to the word that follows it.
    func endOfSpace(from start: Int, before limit: Int) -> Int {
        let end = skip(from: start, before: limit) { $0.isSpace }
        return end == limit || end == start + 1 ? end : end - 1
    }

    /// The end of `'s 't 're 've 'm 'll 'd` at `start`, or nil. `fold` maps a scalar to the lower case to compare with.
    func endOfContraction(from start: Int, before limit: Int, fold: (UInt32) -> UInt32) -> Int? {
        guard text.scalars[start] == 0x27, start + 1 < limit else { return nil }
        let first = fold(text.scalars[start + 1])
        switch Unicode.Scalar(first) {
        case "s", "t", "m", "d": return start + 2
        case "r", "v":
            return start + 2 < limit && fold(text.scalars[start + 2]) == 0x65 ? start + 3 : nil
        case "l":
            return start + 2 < limit && fold(text.scalars[start + 2]) == 0x6C ? start + 3 : nil
        default: return nil
        }
    }
}
