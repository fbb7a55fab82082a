/// Recognises a refusal in an answer.
public enum RefusalText {
    /// True when the answer starts as the refusal text does: its first words, at least three and three fifths of them.
    ///
    /// A model that learned the text repeats it; the end may be cut by a token limit.
    public static func matches(_ answer: String, refusal: String) -> Bool {
        let given = words(answer)
        let expected = words(refusal)
        let needed = min(expected.count, max(3, expected.count * 3 / 5))
        return needed > 0 && given.count >= needed && given.prefix(needed).elementsEqual(expected.prefix(needed))
    }

    private static func words(_ text: String) -> [Substring] {
        text.lowercased().split { $0.isWhitespace || $0.isPunctuation && $0 != "'" }
    }
}
