import Foundation

/// Okapi BM25 over a fixed set of texts: which text shares the most telling words with a query.
///
/// Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009), with the inverse document frequency that is never
/// negative, `ln(1 + (N - n + 0.5) / (n + 0.5))`. A word that stands twice in the query counts twice.
public struct BM25: Sendable {
    private struct Posting: Sendable {
        var document: Int
        /// The word's share of the score; it depends on the text alone and is computed once.
        var weight: Double
    }

    /// How many texts there are.
    public let count: Int
    private let postings: [String: [Posting]]

    /// - Parameters:
    ///   - texts: what is searched; the index of a text is its name.
    ///   - k1: how soon a repeated word stops adding.
    ///   - b: how much long texts are held back, 0 (not at all) to 1.
    public init(_ texts: [String], k1: Double = 1.2, b: Double = 0.75) {
        count = texts.count
        var frequencies: [String: [(document: Int, times: Int)]] = [:]
        var lengths: [Double] = []
        for (document, text) in texts.enumerated() {
            let words = TextOverlap.words(text)
            lengths.append(Double(words.count))
            for (word, times) in words.reduce(into: [Substring: Int](), { $0[$1, default: 0] += 1 }) {
                frequencies[String(word), default: []].append((document, times))
            }
        }
        let total = Double(texts.count)
        let averageLength = lengths.reduce(0, +) / max(1, total)
        postings = frequencies.mapValues { entries in
            let holders = Double(entries.count)
            let rarity = log(1 + (total - holders + 0.5) / (holders + 0.5))
            return entries.map { entry in
                let times = Double(entry.times)
                let length = 1 - b + b * lengths[entry.document] / averageLength
                return Posting(document: entry.document, weight: rarity * times * (k1 + 1) / (times + k1 * length))
            }
        }
    }

    /// The score of every text, in their order; 0 where no word is shared.
    public func scores(_ query: String) -> [Double] {
        var scores = [Double](repeating: 0, count: count)
        for word in TextOverlap.words(query) {
            for posting in postings[String(word)] ?? [] { scores[posting.document] += posting.weight }
        }
        return scores
    }

    /// The text with the highest score, the first of equals; nil when none shares a word with the query.
    public func nearest(_ query: String) -> Int? {
        let scores = scores(query)
        guard let best = scores.max(), best > 0 else { return nil }
        return scores.firstIndex(of: best)
    }
}
