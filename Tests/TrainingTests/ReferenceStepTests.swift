import Compute
import Foundation
import Testing
import Training

/// One training step and ten updates against PyTorch, transformers and PEFT.
@Suite struct ReferenceStepTests {
    private static let lowRank = ["lora", "lora-qwen3"]
    private static let full = ["full", "full-qwen2", "full-qwen3"]

    @Test(arguments: lowRank) func lowRankGradientsMatchByName(name: String) throws {
        let fixture = try ReferenceFixture(name)
        let pool = ThreadPool(threadCount: 2)
        defer { pool.shutDown() }
        try compareGradients(fixture, model: fixture.model.lowRankModel(), pool: pool)
    }

    @Test(arguments: full) func fullGradientsMatchByName(name: String) throws {
        let fixture = try ReferenceFixture(name)
        let pool = ThreadPool(threadCount: 2)
        defer { pool.shutDown() }
        try compareGradients(fixture, model: fixture.model.fullModel(), pool: pool)
    }

    @Test(arguments: lowRank) func tenLowRankUpdatesFollowTheReference(name: String) throws {
        let fixture = try ReferenceFixture(name)
        let pool = ThreadPool(threadCount: 2)
        defer { pool.shutDown() }
        try compareLosses(fixture, model: fixture.model.lowRankModel(), pool: pool)
    }

    @Test(arguments: full) func tenFullUpdatesFollowTheReference(name: String) throws {
        let fixture = try ReferenceFixture(name)
        let pool = ThreadPool(threadCount: 2)
        defer { pool.shutDown() }
        try compareLosses(fixture, model: fixture.model.fullModel(), pool: pool)
    }

    private func compareGradients(_ fixture: ReferenceFixture, model: TrainableLlama, pool: ThreadPool) throws {
        let batch = fixture.batch()
        let pass = TrainingPass(model: model, capacity: batch.rowCount, pool: pool)
        let loss = pass.accumulate(batch, gradientScale: Float(1 / batch.totalWeight)) / batch.totalWeight
        #expect(abs(loss - fixture.index.loss) < 1e-5)
        try fixture.model.expectGradients(of: model)
    }

    private func compareLosses(_ fixture: ReferenceFixture, model: TrainableLlama, pool: ThreadPool) throws {
        let batch = fixture.batch()
        let pass = TrainingPass(model: model, capacity: batch.rowCount, pool: pool)
        let settings = fixture.index.schedule
        let schedule = LearningRateSchedule(
            peak: settings.peak, warmUp: settings.warm_up, totalSteps: settings.steps, floor: settings.floor)
        var optimiser = AdamW(weightDecay: settings.decay, tokenRowRate: settings.token_row_rate)
        var losses: [Double] = []
        for step in 0..<settings.steps {
            model.parameters.zeroGradients()
            losses.append(pass.accumulate(batch, gradientScale: Float(1 / batch.totalWeight)) / batch.totalWeight)
            let norm = AdamW.gradientNorm(model.parameters, pool: pool)
            AdamW.clip(model.parameters, norm: norm, limit: settings.clip, pool: pool)
            optimiser.update(model.parameters, learningRate: schedule.rate(at: step), pool: pool)
        }
        losses.append(pass.loss(batch) / batch.totalWeight)
        // Adam divides by the root of tiny second moments, so roundings grow from step to step; ten steps keep four digits.
        for (step, pair) in zip(losses, fixture.index.losses).enumerated() {
            #expect(abs(pair.0 - pair.1) < 1e-4, "step \(step): \(pair.0) against \(pair.1)")
        }
    }
}
