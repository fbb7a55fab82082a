/// What two texts have in common, word by word.
package enum WordDiff {
    /// A word with the white space after it.
    package struct Word: Hashable, Sendable {
        package var text: String
        /// True when the other text does not have it here.
        package var changed: Bool
    }

    /// Words beyond this count, common start and end left out, are all taken as changed: the table grows with the square.
    private static let limit = 400

    /// Marks the words of both texts that are not part of a longest common subsequence.
    package static func compare(_ old: String, _ new: String) -> (old: [Word], new: [Word]) {
        var left = words(old)
        var right = words(new)
        let a = left.map { bare($0.text) }
        let b = right.map { bare($0.text) }
        var start = 0
        while start < min(a.count, b.count), a[start] == b[start] { start += 1 }
        var end = 0
        while end < min(a.count, b.count) - start, a[a.count - 1 - end] == b[b.count - 1 - end] { end += 1 }
        for index in start..<(left.count - end) { left[index].changed = true }
        for index in start..<(right.count - end) { right[index].changed = true }
        let (rows, columns) = (left.count - end - start, right.count - end - start)
        guard rows > 0, columns > 0, rows <= limit, columns <= limit else { return (left, right) }

        // lengths[i][j]: the longest common subsequence of what follows i in the old and j in the new text.
        var lengths = Array(repeating: Array(repeating: 0, count: columns + 1), count: rows + 1)
        for i in stride(from: rows - 1, through: 0, by: -1) {
            for j in stride(from: columns - 1, through: 0, by: -1) {
                lengths[i][j] = a[start + i] == b[start + j] ? lengths[i + 1][j + 1] + 1 : max(lengths[i + 1][j], lengths[i][j + 1])
            }
        }
        var (i, j) = (0, 0)
        while i < rows, j < columns {
            if a[start + i] == b[start + j] {
                left[start + i].changed = false
                right[start + j].changed = false
                (i, j) = (i + 1, j + 1)
            } else if lengths[i + 1][j] >= lengths[i][j + 1] {
                i += 1
            } else {
                j += 1
            }
        }
        return (left, right)
    }

    /// Cuts a text after each run of white space.
    private static func words(_ text: String) -> [Word] {
        var words: [Word] = []
        var word = ""
        var ended = false
        for character in text {
            if character.isWhitespace {
                ended = true
            } else if ended {
                words.append(Word(text: word, changed: false))
                word = ""
                ended = false
            }
            word.append(character)
        }
        if !word.isEmpty { words.append(Word(text: word, changed: false)) }
        return words
    }

    private static func bare(_ word: String) -> Substring {
        var word = word[...]
        while word.last?.isWhitespace == true { word.removeLast() }
        return word
    }
}
