import Compute

/// One optimiser step: forward and backward over its micro-batches, clipping, update.
struct StepRunner {
    let pass: TrainingPass
    let pool: ThreadPool
    var optimiser: AdamW
    /// Largest norm of the gradient; 0 for no limit.
    let clip: Double

    /// - Returns: the mean weighted loss and the gradient's norm before clipping; the model is unchanged when one of them is not finite.
    mutating func run(_ batches: [PackedBatch], learningRate: Float) -> (loss: Double, gradientNorm: Double) {
        let store = pass.model.parameters
        let weight = max(batches.reduce(0) { $0 + $1.totalWeight }, 1e-12)
        store.zeroGradients()
        let loss = batches.reduce(0) { $0 + pass.accumulate($1, gradientScale: Float(1 / weight)) } / weight
        let norm = AdamW.gradientNorm(store, pool: pool)
        guard loss.isFinite, norm.isFinite else { return (loss, norm) }
        if clip > 0 { AdamW.clip(store, norm: norm, limit: clip, pool: pool) }
        optimiser.update(store, learningRate: learningRate, pool: pool)
        return (loss, norm)
    }
}
