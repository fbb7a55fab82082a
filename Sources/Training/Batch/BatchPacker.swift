/// Lays examples side by side: one trunk for all, each example a branch, each probe a twig.
public struct BatchPacker: Sendable {
    public var trunk: [Int32]
    /// The token of probe rows: `<TAG>`.
    public var probeToken: Int32
    public var probeWeight: Float
    /// Weight of the tokens that decide between refusing and answering.
    public var decisionWeight: Float

    public init(trunk: [Int32], probeToken: Int32, probeWeight: Float = 1, decisionWeight: Float = 1) {
        self.trunk = trunk
        self.probeToken = probeToken
        self.probeWeight = probeWeight
        self.decisionWeight = decisionWeight
    }

    /// Rows that a batch of these examples has.
    public func rowCount(_ examples: [Example]) -> Int {
        trunk.count + examples.reduce(0) { $0 + $1.rowCount }
    }

    /// Fills one micro-batch after the other, in order; an item that fits in none has one of its own.
    ///
    /// - Parameter limit: the most rows of a micro-batch, the trunk included.
    func microBatches(_ items: [BatchItem], limit: Int) -> [[BatchItem]] {
        var batches: [[BatchItem]] = []
        var room = 0
        for item in items {
            if item.rowCount > room {
                batches.append([])
                room = limit - trunk.count
            }
            batches[batches.count - 1].append(item)
            room -= item.rowCount
        }
        return batches
    }

    func pack(_ items: [BatchItem]) -> PackedBatch {
        var examples: [Example] = []
        var comparisons: [Comparison] = []
        for item in items {
            switch item {
            case .example(let example): examples.append(example)
            case .comparison(let comparison): comparisons.append(comparison)
            }
        }
        return pack(examples, comparisons: comparisons)
    }

    public func pack(_ examples: [Example], comparisons: [Comparison] = []) -> PackedBatch {
        var batch = PackedBatch()
        let root =
            trunk.isEmpty
            ? nil
            : batch.append(
                tokens: trunk, targets: trunk.map { _ in PackedBatch.noTarget }, weights: trunk.map { _ in 0 })
        for example in examples {
            var targets = [Int32](repeating: PackedBatch.noTarget, count: example.tokens.count)
            var weights = [Float](repeating: 0, count: example.tokens.count)
            for token in example.answerStart..<example.tokens.count {
                targets[token - 1] = example.tokens[token]
                weights[token - 1] = example.decisionTokens.contains(token) ? decisionWeight : 1
            }
            let branch = batch.append(tokens: example.tokens, targets: targets, weights: weights, parent: root)
            batch.appendProbes(
                parent: branch, token: probeToken,
                probes: example.probes.map { (visible: $0.visible, target: $0.target, weight: probeWeight) })
            batch.label(example.label)
        }
        for comparison in comparisons {
            batch.append(comparison, parent: root)
            batch.label(comparison.label)
        }
        return batch
    }
}
