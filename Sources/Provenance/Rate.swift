/// A share of a count, with a 95 % bootstrap interval beside it.
public struct Rate: Sendable, Hashable, Codable {
    /// Outcomes that count for the rate.
    public var hits: Int
    public var count: Int
    /// The 2.5th and 97.5th percentile of resampled shares.
    public var low: Double
    public var high: Double

    /// 0...1; 0 when there are no outcomes.
    public var share: Double { count == 0 ? 0 : Double(hits) / Double(count) }

    /// - Parameter seed: of the resampling, so that the same outcomes print the same interval.
    public init(hits: Int, count: Int, seed: UInt64 = 1) {
        self.hits = hits
        self.count = count
        guard count > 0 else {
            low = 0
            high = 0
            return
        }
        let share = Double(hits) / Double(count)
        guard count <= Self.mostResampled else {
            // As many outcomes make the distribution of resampled shares a normal one.
            let reach = 1.96 * (share * (1 - share) / Double(count)).squareRoot()
            (low, high) = (max(0, share - reach), min(1, share + reach))
            return
        }
        // Resampling outcomes with replacement is drawing from a binomial with the observed share.
        var generator = SplitMix64(state: seed)
        var shares = (0..<Self.resamples).map { _ in
            Double((0..<count).reduce(0) { sum, _ in sum + (generator.uniform() < share ? 1 : 0) }) / Double(count)
        }
        shares.sort()
        low = shares[Self.resamples / 40]
        high = shares[Self.resamples - 1 - Self.resamples / 40]
    }

    /// The rate of true outcomes.
    public init(_ outcomes: [Bool], seed: UInt64 = 1) {
        self.init(hits: outcomes.reduce(0) { $0 + ($1 ? 1 : 0) }, count: outcomes.count, seed: seed)
    }

    private static let resamples = 400
    private static let mostResampled = 100_000
    /// More than any evaluation has rows; sums of such counts stay numbers.
    private static let mostOutcomes = 1 << 40

    private enum CodingKeys: String, CodingKey {
        case share, hits, count, low, high
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        hits = try container.decode(Int.self, forKey: .hits)
        count = try container.decode(Int.self, forKey: .count)
        low = try container.decode(Double.self, forKey: .low)
        high = try container.decode(Double.self, forKey: .high)
        guard 0...Self.mostOutcomes ~= count, 0...count ~= hits, 0...1 ~= low, low...1 ~= high else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "\(hits) of \(count) with the interval \(low) to \(high) is not a rate"))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(share, forKey: .share)
        try container.encode(hits, forKey: .hits)
        try container.encode(count, forKey: .count)
        try container.encode(low, forKey: .low)
        try container.encode(high, forKey: .high)
    }
}
