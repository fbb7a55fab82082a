/// Suggests the known name that an unknown one was probably meant to be.
public enum NearestName {
    /// The candidate with the smallest edit distance, if it is at most a third of the name's length (and at least 1).
    public static func of(_ name: String, in candidates: some Sequence<String>) -> String? {
        let wanted = Array(name.lowercased())
        guard wanted.count <= 64 else { return nil }
        let limit = max(1, wanted.count / 3)
        return
            candidates
            .map { (distance: distance(wanted, Array($0.lowercased().prefix(64))), name: $0) }
            .filter { $0.distance <= limit }
            .min { $0.distance < $1.distance }?
            .name
    }

    /// Edit distance in which two letters in the wrong order are one mistake (optimal string alignment).
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var twoBack: [Int] = []
        var oneBack = Array(0...b.count)
        for (i, left) in a.enumerated() {
            var row = [i + 1]
            for (j, right) in b.enumerated() {
                var least = min(oneBack[j + 1] + 1, row[j] + 1, oneBack[j] + (left == right ? 0 : 1))
                if i > 0, j > 0, left == b[j - 1], a[i - 1] == right { least = min(least, twoBack[j - 1] + 1) }
                row.append(least)
            }
            (twoBack, oneBack) = (oneBack, row)
        }
        return oneBack[b.count]
    }
}
