/// Keeps count of the pairs of tokens in a list of words while pairs are joined.
struct PairLearner {
    /// Two tokens side by side.
    struct Pair: Hashable, Comparable {
        var left: UInt32
        var right: UInt32

        static func < (first: Pair, second: Pair) -> Bool { (first.left, first.right) < (second.left, second.right) }
    }

    /// A pair with its count when it was put in the queue; the most frequent one is the smallest.
    private struct Candidate: Comparable {
        var count: Int
        var pair: Pair

        static func < (first: Candidate, second: Candidate) -> Bool {
            first.count != second.count ? first.count > second.count : first.pair < second.pair
        }
    }

    private struct Word {
        var tokens: [UInt32]
        let count: Int

        /// Calls `body` with each pair, overlapping ones included.
        func forEachPair(_ body: (Pair) -> Void) {
            for (left, right) in zip(tokens, tokens.dropFirst()) { body(Pair(left: left, right: right)) }
        }

        mutating func join(_ pair: Pair, into result: UInt32) {
            var joined: [UInt32] = []
            joined.reserveCapacity(tokens.count)
            var index = 0
            while index < tokens.count {
                let matches = tokens[index] == pair.left && index + 1 < tokens.count && tokens[index + 1] == pair.right
                joined.append(matches ? result : tokens[index])
                index += matches ? 2 : 1
            }
            tokens = joined
        }
    }

    private var words: [Word]
    private var counts: [Pair: Int] = [:]
    /// The words that a pair stands in, or stood in once.
    private var occurrences: [Pair: Set<Int>] = [:]
    private var queue = MinimumQueue<Candidate>()

    /// - Parameter words: distinct words with how often each occurs.
    init(words: [(tokens: [UInt32], count: Int)]) {
        self.words = words.map { Word(tokens: $0.tokens, count: $0.count) }
        for index in self.words.indices { count(index, sign: 1) }
        for (pair, count) in counts { queue.insert(Candidate(count: count, pair: pair)) }
    }

    /// The pair that occurs most often, the one with the smaller ids among equals; nil when none occurs often enough.
    mutating func mostFrequentPair(atLeast smallestCount: Int) -> Pair? {
        while let candidate = queue.popMinimum() {
            let count = counts[candidate.pair, default: 0]
            if count == candidate.count { return count >= max(1, smallestCount) ? candidate.pair : nil }
            // The count fell since the pair was put in the queue: back to its place.
            if count > 0, count < candidate.count { queue.insert(Candidate(count: count, pair: candidate.pair)) }
        }
        return nil
    }

    /// Joins a pair wherever it stands.
    mutating func join(_ pair: Pair, into result: UInt32) {
        var touched: Set<Pair> = []
        for index in occurrences.removeValue(forKey: pair) ?? [] {
            count(index, sign: -1)
            words[index].join(pair, into: result)
            count(index, sign: 1)
            words[index].forEachPair { if $0.left == result || $0.right == result { touched.insert($0) } }
        }
        for pair in touched { queue.insert(Candidate(count: counts[pair, default: 0], pair: pair)) }
    }

    /// Adds a word's pairs to the counts, or takes them away.
    private mutating func count(_ index: Int, sign: Int) {
        let word = words[index]
        word.forEachPair { pair in
            counts[pair, default: 0] += sign * word.count
            if sign > 0 { occurrences[pair, default: []].insert(index) }
        }
    }
}
