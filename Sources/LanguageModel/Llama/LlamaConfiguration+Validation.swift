import Compute

extension LlamaConfiguration {
    /// Checks that the sizes belong together and stay far from overflow, so that the code behind need not.
    ///
    /// - Throws: `LanguageModelError.unusableSetting` naming the setting.
    package func validate(path: String) throws {
        // Far above any published model and low enough that products of three sizes fit 64 bits.
        let limit = 1 << 20
        let sizes: [(String, Int)] = [
            ("vocabulary size", vocabularySize), ("hidden size", hiddenSize), ("intermediate size", intermediateSize),
            ("layer count", layerCount), ("head count", headCount), ("key/value head count", keyValueHeadCount),
            ("head dimension", headDimension),
        ]
        for (name, size) in sizes where size < 1 || size > limit {
            throw LanguageModelError.unusableSetting(key: name, problem: "is \(size); 1 to \(limit) is possible", path: path)
        }
        func require(_ condition: Bool, _ key: String, _ problem: @autoclosure () -> String) throws {
            if !condition { throw LanguageModelError.unusableSetting(key: key, problem: problem(), path: path) }
        }
        try require(
            headCount.isMultiple(of: keyValueHeadCount), "key/value head count",
            "is \(keyValueHeadCount), which does not divide the \(headCount) heads")
        try require(headDimension.isMultiple(of: 2), "head dimension", "is \(headDimension); rotary pairs need an even one")
        try require(maximumPositions > 0 && maximumPositions <= Int(Int32.max), "maximum positions", "is \(maximumPositions)")
        try require(rmsNormEpsilon.isFinite && rmsNormEpsilon >= 0, "normalisation epsilon", "is \(rmsNormEpsilon)")
        try require(ropeTheta.isFinite && ropeTheta > 0, "rope theta", "is \(ropeTheta)")
        try require(inverseFrequencies.allSatisfy(\.isFinite), "rope scaling", "does not give finite frequencies")
    }

    /// [headDimension / 2], radians a position, scaling applied.
    public var inverseFrequencies: [Float] {
        let plain = RotaryEmbedding.inverseFrequencies(headDimension: headDimension, theta: ropeTheta)
        switch ropeScaling {
        case nil:
            return plain
        case .linear(let factor):
            return RotaryEmbedding.linearlyScaled(plain, factor: factor)
        case .llama3(let factor, let low, let high, let original):
            return RotaryEmbedding.llama3Scaled(
                plain, factor: factor, lowFrequencyFactor: low, highFrequencyFactor: high, originalMaximumPositions: original)
        case .divisors(let divisors):
            return RotaryEmbedding.divided(plain, by: divisors)
        }
    }

    /// Output and input features of one of a layer's linear maps.
    public func shape(of projection: Projection) -> (rows: Int, columns: Int) {
        switch projection {
        case .query: (headCount * headDimension, hiddenSize)
        case .key, .value: (keyValueHeadCount * headDimension, hiddenSize)
        case .attentionOutput: (hiddenSize, headCount * headDimension)
        case .gate, .up: (intermediateSize, hiddenSize)
        case .down: (hiddenSize, intermediateSize)
        }
    }
}
