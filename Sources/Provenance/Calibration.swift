/// How far a probe's confidence is from how often it is right.
public struct Calibration: Sendable, Hashable, Codable {
    /// The outcomes whose confidence lies in one tenth of 0...1.
    public struct Bin: Sendable, Hashable, Codable {
        public var count: Int
        /// Their mean confidence; 0 when there is none.
        public var confidence: Double
        /// The share of them that is right; 0 when there is none.
        public var accuracy: Double
    }

    /// Ten bins of equal width over 0...1.
    public var bins: [Bin]
    /// Expected calibration error (Naeini et al. 2015): the bins' |accuracy - confidence|, weighted by their counts.
    public var expectedError: Double

    /// - Parameter outcomes: confidence 0...1; what is not a number counts as no confidence.
    public init(_ outcomes: [(confidence: Float, right: Bool)]) {
        let binCount = 10
        var groups = [[(confidence: Float, right: Bool)]](repeating: [], count: binCount)
        for outcome in outcomes {
            let confidence = outcome.confidence.isNaN ? 0 : min(1, max(0, outcome.confidence))
            groups[min(binCount - 1, Int(confidence * Float(binCount)))].append((confidence, outcome.right))
        }
        bins = groups.map { group in
            guard !group.isEmpty else { return Bin(count: 0, confidence: 0, accuracy: 0) }
            let count = Double(group.count)
            return Bin(
                count: group.count, confidence: group.reduce(0) { $0 + Double($1.confidence) } / count,
                accuracy: group.reduce(0) { $0 + ($1.right ? 1 : 0) } / count)
        }
        let total = Double(max(1, outcomes.count))
        expectedError = bins.reduce(0) { $0 + Double($1.count) / total * abs($1.accuracy - $1.confidence) }
    }
}
