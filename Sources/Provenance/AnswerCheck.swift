import Foundation

/// Whether an answer says what is right: a letter such as `(B)`, a word or a number.
///
/// Both sides are brought to one form: the part behind the last `answer is` or `####`, without case, marks at its ends and doubled
/// spaces. A letter may stand with or without brackets, with its choice behind it, or as the choice's words alone; numbers are compared
/// by value.
public struct AnswerCheck: Sendable, Hashable {
    public var answer: String
    /// What an answer may be chosen from: `(A) red`, `yes`.
    public var choices: [String]

    public init(answer: String, choices: [String] = []) {
        self.answer = answer
        self.choices = choices
    }

    public func isRight(_ text: String) -> Bool {
        let wanted = Self.normalised(Self.last(of: answer))
        let found = Self.normalised(Self.last(of: text))
        guard !found.isEmpty else { return false }
        if found == wanted { return true }
        if let number = Self.number(wanted) { return Self.number(found) == number }
        guard let letter = Self.letter(in: Self.last(of: answer)) else { return false }
        if let said = Self.letter(in: Self.last(of: text)) { return said == letter }
        // The words of the right choice, without its letter.
        return choices.contains { Self.letter(in: $0) == letter && Self.normalised(Self.withoutLetter($0)) == found }
    }

    /// What stands behind the last marker of a final answer; the whole text without one.
    private static func last(of text: String) -> String {
        let ends = ["answer is", "####", "answer:"].compactMap { text.range(of: $0, options: [.backwards, .caseInsensitive])?.upperBound }
        return ends.max().map { String(text[$0...]) } ?? text
    }

    /// Lower case, single spaces, no marks at the ends.
    private static func normalised(_ text: String) -> String {
        let words = text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let marks: Set<Character> = [".", ",", "!", "?", ":", ";", "\"", "'", "*", "`", "(", ")", "[", "]", "$", " "]
        let start = words.firstIndex { !marks.contains($0) } ?? words.endIndex
        let end = words.lastIndex { !marks.contains($0) }.map { words.index(after: $0) } ?? start
        return String(words[start..<end])
    }

    private static func number(_ text: String) -> Double? {
        Double(text.replacing(",", with: "")).flatMap { $0.isFinite ? $0 : nil }
    }

    /// The capital letter that a text begins with, in brackets, or alone, or before a mark.
    private static func letter(in text: String) -> Character? {
        let trimmed = text.drop { $0.isWhitespace }
        let isBracketed = trimmed.first == "("
        let body = isBracketed ? trimmed.dropFirst() : trimmed
        guard let letter = body.first, letter.isASCII, letter.isUppercase else { return nil }
        let next = body.dropFirst().first
        if isBracketed { return next == ")" ? letter : nil }
        return next == nil || next == "." || next == ")" || next == ":" ? letter : nil
    }

    /// `red` of `(A) red`.
    private static func withoutLetter(_ choice: String) -> String {
        choice.firstIndex(of: ")").map { String(choice[choice.index(after: $0)...]) } ?? choice
    }
}
