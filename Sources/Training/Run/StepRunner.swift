import Compute

/// One optimiser step: forward and backward over its micro-batches, clipping, update.
struct StepRunner {
    let pass: TrainingPass
    let pool: ThreadPool
    var optimiser: AdamW
    /// Largest norm of the gradient; 0 for no limit.
    let clip: Double

    /// - Parameters:
    ///   - supervisedWeight: multiplies the mean cross-entropy of the rows that have a weight of their own.
    ///   - objective: given a micro-batch's number and the log-probabilities of its compared rows, answers what they come to; called for
    ///     micro-batches that have such rows.
    /// - Returns: the mean weighted loss, the objective's added, and the gradient's norm before clipping; the model is unchanged when one
    ///   of them is not finite.
    mutating func run(
        _ batches: [PackedBatch], learningRate: Float, supervisedWeight: Double = 1,
        objective: ((Int, [Float]) -> AnswerWeights)? = nil
    ) -> (loss: Double, gradientNorm: Double) {
        let store = pass.model.parameters
        let weight = max(batches.reduce(0) { $0 + $1.totalWeight }, 1e-12) / supervisedWeight
        let scale = Float(1 / weight)
        store.zeroGradients()
        var supervised = 0.0
        var compared = 0.0
        for (index, batch) in batches.enumerated() {
            if let objective, !batch.comparisons.isEmpty {
                let found = pass.accumulate(batch, gradientScale: scale) { objective(index, $0) }
                supervised += found.supervised
                compared += found.compared
            } else {
                supervised += pass.accumulate(batch, gradientScale: scale)
            }
        }
        let loss = supervised / weight + compared
        let norm = AdamW.gradientNorm(store, pool: pool)
        guard loss.isFinite, norm.isFinite else { return (loss, norm) }
        if clip > 0 { AdamW.clip(store, norm: norm, limit: clip, pool: pool) }
        optimiser.update(store, learningRate: learningRate, pool: pool)
        return (loss, norm)
    }

    /// The labels of what a step was made of, those with the highest loss first; one without a finite loss is the highest.
    ///
    /// Each item goes through the model alone. For messages about a step that went wrong.
    func labelsByLoss(_ items: [BatchItem], packer: BatchPacker) -> [String] {
        let losses = items.map { item in
            let batch = packer.pack([item])
            let compared = pass.logProbabilities(batch)
            let loss = compared.isEmpty ? pass.loss(batch) / batch.totalWeight : -Double(compared.reduce(0, +)) / Double(compared.count)
            return loss.isFinite ? loss : .infinity
        }
        // By place among equals, so that the message does not depend on the sort.
        return items.indices.sorted { (losses[$1], $0) < (losses[$0], $1) }.map { items[$0].label }
    }
}
