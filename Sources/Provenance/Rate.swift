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
        // Resampling outcomes with replacement is drawing from a binomial with the observed share.
        var generator = SplitMix64(state: seed)
        let share = Double(hits) / Double(count)
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

    private enum CodingKeys: String, CodingKey {
        case share, hits, count, low, high
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        hits = try container.decode(Int.self, forKey: .hits)
        count = try container.decode(Int.self, forKey: .count)
        low = try container.decode(Double.self, forKey: .low)
        high = try container.decode(Double.self, forKey: .high)
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

/// SplitMix64 (Steele, Lea, Flood 2014): small, seeded, good enough for resampling and shuffles.
public struct SplitMix64: RandomNumberGenerator, Sendable, Hashable {
    private var state: UInt64

    public init(state: UInt64) { self.state = state }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number in `0 ..< 1`.
    public mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }
}
