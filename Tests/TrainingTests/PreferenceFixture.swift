import Training

/// A step of direct preference optimisation as PyTorch computed it; see `Tests/Fixtures/training`.
struct PreferenceFixture: Decodable {
    struct Pair: Decodable {
        let prompt: [Int32]
        let chosen: [Int32]
        let rejected: [Int32]
    }

    struct Row: Decodable {
        let tokens: [Int32]
        let first: Int
    }

    let trunk: [Int32]
    let pairs: [Pair]
    let row: Row
    let beta: Double
    let tag_weight: Double
    let rate: Float
    let start: [[Double]]
    let reference: [[Double]]
    let loss: Double
    let losses: [Double]

    var comparisons: [Comparison] {
        pairs.enumerated().map { number, pair in
            Comparison(label: "pair \(number)", number: number, prompt: pair.prompt, answers: [pair.chosen, pair.rejected])
        }
    }

    var batch: PackedBatch {
        let example = Example(label: "row", tokens: row.tokens, answerStart: row.first, decisionTokens: 0..<0, probes: [])
        return BatchPacker(trunk: trunk, probeToken: 31).pack([example], comparisons: comparisons)
    }

    /// Adds the gradient of the script's loss and returns it.
    func accumulate(_ pass: TrainingPass) -> Double {
        let batch = batch
        let objective = PreferenceLoss(beta: beta)
        let scale = tag_weight / batch.totalWeight
        let found = pass.accumulate(batch, gradientScale: Float(scale)) { logProbabilities in
            objective.weigh(
                batch, logProbabilities: logProbabilities, reference: { (reference[$0][0], reference[$0][1]) },
                scale: 1 / Double(pairs.count)
            ).weights
        }
        return found.supervised * scale + found.compared
    }
}
