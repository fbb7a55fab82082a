import Foundation

/// Multinomial naive Bayes over the words of a text: the plainest classifier that learns from rows.
///
/// McCallum and Nigam, "A Comparison of Event Models for Naive Bayes Text Classification" (1998), with Laplace smoothing and the
/// rows' own class shares as the prior. A word that no row holds says nothing and is left out.
public struct BagOfWordsClassifier: Sendable {
    /// The labels in alphabetical order.
    public let labels: [String]
    private let priors: [Double]
    /// For each known word its log probability under each label.
    private let words: [String: [Double]]

    /// - Parameters:
    ///   - rows: what is learned from.
    ///   - smoothing: added to every count.
    public init(_ rows: [(label: String, text: String)], smoothing: Double = 1) {
        let labels = Set(rows.map(\.label)).sorted()
        let places = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1, $0) })
        var rowCounts = [Double](repeating: 0, count: labels.count)
        var wordCounts = [Double](repeating: 0, count: labels.count)
        var counts: [String: [Double]] = [:]
        for row in rows {
            guard let place = places[row.label] else { continue }
            rowCounts[place] += 1
            for word in TextOverlap.words(row.text) {
                wordCounts[place] += 1
                counts[String(word), default: [Double](repeating: 0, count: labels.count)][place] += 1
            }
        }
        let vocabulary = Double(counts.count)
        self.labels = labels
        priors = rowCounts.map { log($0 / Double(rows.count)) }
        words = counts.mapValues { counts in
            zip(counts, wordCounts).map { log(($0 + smoothing) / ($1 + smoothing * vocabulary)) }
        }
    }

    /// Log of the joint probability of the text's known words and each label, in the labels' order.
    public func scores(_ text: String) -> [Double] {
        var scores = priors
        for word in TextOverlap.words(text) {
            guard let weights = words[String(word)] else { continue }
            for place in scores.indices { scores[place] += weights[place] }
        }
        return scores
    }

    /// The likeliest label, the first of equals; nil when nothing was learned.
    public func label(of text: String) -> String? {
        let scores = scores(text)
        guard let best = scores.max() else { return nil }
        return scores.firstIndex(of: best).map { labels[$0] }
    }
}
