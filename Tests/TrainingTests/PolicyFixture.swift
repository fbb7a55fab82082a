import Training

/// Sampled answers and their loss under group relative policy optimisation as PyTorch computed them; see `Tests/Fixtures/training`.
struct PolicyFixture: Decodable {
    struct Group: Decodable {
        let prompt: [Int32]
        let answers: [[Int32]]
        let rewards: [Double]
    }

    let trunk: [Int32]
    let groups: [Group]
    let clip: Double
    let kl_weight: Double
    let sampled: [Float]
    let reference: [Float]
    let advantages: [Double]
    let divergences: [Double]
    let loss: Double

    var batch: PackedBatch {
        var comparisons: [Comparison] = []
        var number = 0
        for group in groups {
            comparisons.append(Comparison(label: "group", number: number, prompt: group.prompt, answers: group.answers))
            number += group.answers.count
        }
        return BatchPacker(trunk: trunk, probeToken: 31).pack([], comparisons: comparisons)
    }
    /// Adds the gradient of the script's loss.
    func accumulate(_ pass: TrainingPass) -> (supervised: Double, compared: Double, divergences: [Double]) {
        let batch = batch
        var divergences: [Double] = []
        let found = pass.accumulate(batch, gradientScale: 1) { logProbabilities in
            let result = PolicyLoss(clip: clip, divergenceWeight: kl_weight).weigh(
                batch, logProbabilities: logProbabilities, sampled: sampled, reference: reference, advantages: advantages,
                scale: 1 / Double(advantages.count))
            divergences = result.divergences
            return result.weights
        }
        return (found.supervised, found.compared, divergences)
    }
}
