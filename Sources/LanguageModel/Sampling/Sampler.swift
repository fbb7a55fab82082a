import Compute
import Foundation

/// How the next token is chosen from its logits.
public struct SamplingSettings: Sendable, Hashable, Codable {
    /// 0 takes the likeliest token; larger values flatten the distribution.
    public var temperature: Float
    /// Keep the `topK` likeliest tokens; 0 keeps all.
    public var topK: Int
    /// Keep the fewest likeliest tokens whose probabilities reach `topP` together; 1 keeps all.
    public var topP: Float
    /// Keep tokens at least `minP` times as likely as the likeliest; 0 keeps all.
    public var minP: Float
    public var seed: UInt64

    public init(temperature: Float = 0, topK: Int = 0, topP: Float = 1, minP: Float = 0, seed: UInt64 = 0) {
        self.temperature = temperature
        self.topK = topK
        self.topP = topP
        self.minP = minP
        self.seed = seed
    }

    /// Takes the likeliest token, always.
    public static let greedy = SamplingSettings()
}

/// Chooses tokens, one draw of a seeded generator a token.
///
/// The order is that of Hugging Face transformers' generation: banned tokens leave, temperature, top-k, top-p, min-p, draw.
/// (llama.cpp filters first and applies the temperature last; the same numbers mean something else there.)
/// Equal logits are ordered by id, so the choice is settled by logits, settings and seed alone.
public struct Sampler: Sendable {
    public let settings: SamplingSettings
    private var generator: SeededGenerator

    public init(settings: SamplingSettings) {
        self.settings = settings
        generator = SeededGenerator(seed: settings.seed)
    }

    /// The next token's id.
    ///
    /// - Parameters:
    ///   - logits: [vocabulary].
    ///   - banned: ids that must not be chosen; ids outside the vocabulary are ignored.
    /// - Throws: `LanguageModelError.nothingToSample` when no allowed token has a number above minus infinity.
    public mutating func sample(logits: UnsafeBufferPointer<Float>, banned: [Int] = []) throws -> Int {
        let banned = Set(banned)
        guard settings.temperature > 0 else { return try Self.likeliest(logits, banned: banned) }
        var candidates = try Self.candidates(logits, banned: banned, temperature: settings.temperature)
        keepTopK(&candidates)
        keepTopP(&candidates)
        keepMinP(&candidates)
        let total = candidates.reduce(0) { $0 + $1.weight }
        var left = generator.uniform() * total
        for candidate in candidates {
            left -= candidate.weight
            if left < 0 { return candidate.id }
        }
        // Rounding may leave a trace of `left`; then the last candidate was drawn.
        return candidates[candidates.count - 1].id
    }

    /// As `sample(logits:banned:)`.
    public mutating func sample(logits: [Float], banned: [Int] = []) throws -> Int {
        try logits.withUnsafeBufferPointer { try sample(logits: $0, banned: banned) }
    }

    /// The id of the highest logit, the lowest id among equals.
    public static func likeliest(_ logits: UnsafeBufferPointer<Float>, banned: Set<Int> = []) throws -> Int {
        if banned.isEmpty, let base = logits.baseAddress, !logits.isEmpty {
            let best = VectorMath.argmax(base, count: logits.count)
            guard logits[best] > -.infinity else { throw LanguageModelError.nothingToSample }
            return best
        }
        var best = -1
        var highest = -Float.infinity
        for id in logits.indices where logits[id] > highest && !banned.contains(id) {
            best = id
            highest = logits[id]
        }
        guard best >= 0 else { throw LanguageModelError.nothingToSample }
        return best
    }

    private struct Candidate {
        var id: Int
        /// Probability relative to the likeliest token's.
        var weight: Double
    }

    private static func candidates(
        _ logits: UnsafeBufferPointer<Float>, banned: Set<Int>, temperature: Float
    ) throws -> [Candidate] {
        let best = try likeliest(logits, banned: banned)
        let highest = logits[best]
        guard highest.isFinite else { throw LanguageModelError.nothingToSample }
        var candidates: [Candidate] = []
        candidates.reserveCapacity(logits.count)
        for id in logits.indices where !banned.contains(id) {
            let weight = exp(Double((logits[id] - highest) / temperature))
            if weight > 0 { candidates.append(Candidate(id: id, weight: weight)) }
        }
        return candidates
    }

    private static func isLikelier(_ a: Candidate, _ b: Candidate) -> Bool {
        a.weight > b.weight || (a.weight == b.weight && a.id < b.id)
    }

    private func keepTopK(_ candidates: inout [Candidate]) {
        guard settings.topK > 0, settings.topK < candidates.count else { return }
        candidates.sort(by: Self.isLikelier)
        candidates.removeSubrange(settings.topK...)
    }

    private func keepTopP(_ candidates: inout [Candidate]) {
        guard settings.topP < 1 else { return }
        let goal = Double(max(0, settings.topP)) * candidates.reduce(0) { $0 + $1.weight }
        // The tail is long and light: sort it only when the head does not reach the goal.
        var head = candidates.filter { $0.weight >= 1e-4 }
        if head.reduce(0, { $0 + $1.weight }) < goal { head = candidates }
        head.sort(by: Self.isLikelier)
        var reached = 0.0
        var kept = 0
        while kept < head.count, kept == 0 || reached < goal {
            reached += head[kept].weight
            kept += 1
        }
        candidates = Array(head[..<kept])
    }

    private func keepMinP(_ candidates: inout [Candidate]) {
        guard settings.minP > 0 else { return }
        let threshold = Double(min(1, settings.minP))
        candidates.removeAll { $0.weight < threshold }
    }
}
