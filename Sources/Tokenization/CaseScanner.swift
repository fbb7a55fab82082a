/// The rule of Mistral's Tekken vocabularies, where a word ends before a capital that follows a small letter:
/// `[^\r\n\p{L}\p{N}]?U*L+|[^\r\n\p{L}\p{N}]?U+L*`, with U and L for what may be upper and lower in `LetterCase`, then
/// `\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`.
struct CaseScanner: PieceScanner {
    let text: ScalarText

    func end(ofPieceAt start: Int, before limit: Int) -> Int {
        if let end = endOfWord(from: start, before: limit, by: endOfLowerWord) { return end }
        if let end = endOfWord(from: start, before: limit, by: endOfUpperWord) { return end }
        if text.classes[start] == .number { return start + 1 }
        if let end = endOfSymbols(from: start, before: limit, followedBy: { $0 == 0x0A || $0 == 0x0D || $0 == 0x2F }) { return end }
        return endOfLines(from: start, before: limit) ?? endOfSpace(from: start, before: limit)
    }

    /// A word with one symbol or space in front of it, or without when that makes none: a mark may be either.
    private func endOfWord(from start: Int, before limit: Int, by end: (_ start: Int, _ limit: Int) -> Int?) -> Int? {
        switch text.classes[start] {
        case .letter, .number, .newline: end(start, limit)
        case .other, .punctuation, .space: (start + 1 < limit ? end(start + 1, limit) : nil) ?? end(start, limit)
        }
    }

    /// `U*L+`. The first part leaves the second one letter, the last that fits both or else the next.
    private func endOfLowerWord(from start: Int, before limit: Int) -> Int? {
        let upper = skip(from: start, before: limit, while: \.isUpper)
        guard let first = (start...upper).last(where: { $0 < limit && letterCase(at: $0).isLower }) else { return nil }
        return skip(from: first, before: limit, while: \.isLower)
    }

    /// `U+L*`.
    private func endOfUpperWord(from start: Int, before limit: Int) -> Int? {
        let upper = skip(from: start, before: limit, while: \.isUpper)
        return upper > start ? skip(from: upper, before: limit, while: \.isLower) : nil
    }

    private func letterCase(at index: Int) -> LetterCase { LetterCase.of(text.scalars[index]) }

    private func skip(from start: Int, before limit: Int, while matches: (LetterCase) -> Bool) -> Int {
        var index = start
        while index < limit, matches(letterCase(at: index)) { index += 1 }
        return index
    }
}

/// What a scalar may be in a word whose pieces end at capitals.
enum LetterCase: UInt8 {
    /// Neither letter nor mark.
    case none
    /// Categories Lu and Lt.
    case upper
    /// Category Ll.
    case lower
    /// Lm, Lo and M: letters without case, and marks.
    case either

    var isUpper: Bool { self == .upper || self == .either }
    var isLower: Bool { self == .lower || self == .either }

    static func of(_ scalar: UInt32) -> LetterCase {
        scalar < 0x10000 ? basicPlane[Int(scalar)] : Unicode.Scalar(scalar).map(classify) ?? .none
    }

    private static let basicPlane: [LetterCase] = (0..<0x10000).map { (value: UInt32) in Unicode.Scalar(value).map(classify) ?? .none }

    private static func classify(_ scalar: Unicode.Scalar) -> LetterCase {
        guard CharacterClass.isKnownToTheReference(scalar) else { return .none }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .titlecaseLetter: .upper
        case .lowercaseLetter: .lower
        case .modifierLetter, .otherLetter, .nonspacingMark, .spacingMark, .enclosingMark: .either
        default: .none
        }
    }
}
