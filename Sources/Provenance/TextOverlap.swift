/// How much of a reference answer an answer holds.
public enum TextOverlap {
    /// ROUGE-L recall: the longest common subsequence of words over the reference's length (Lin 2004).
    public static func rougeLRecall(_ answer: String, reference: String) -> Double {
        let given = words(answer)
        let wanted = words(reference)
        guard !wanted.isEmpty else { return 0 }
        var row = [Int](repeating: 0, count: given.count + 1)
        for word in wanted {
            var diagonal = 0
            for (index, other) in given.enumerated() {
                let above = row[index + 1]
                row[index + 1] = word == other ? diagonal + 1 : max(above, row[index])
                diagonal = above
            }
        }
        return Double(row[given.count]) / Double(wanted.count)
    }

    /// True when the reference's words stand in the answer one after another.
    public static func containsReference(_ answer: String, reference: String) -> Bool {
        let given = words(answer)
        let wanted = words(reference)
        guard !wanted.isEmpty, given.count >= wanted.count else { return false }
        return (0...(given.count - wanted.count)).contains { given[$0..<($0 + wanted.count)].elementsEqual(wanted) }
    }

    /// The words of a text, in order: runs of letters and digits in lower case.
    static func words(_ text: String) -> [Substring] {
        text.lowercased().split { !($0.isLetter || $0.isNumber) }
    }
}
