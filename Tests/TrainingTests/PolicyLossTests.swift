import Compute
import Foundation
import Testing
import Training

/// Group relative policy optimisation against PyTorch and against its own differences.
@Suite struct PolicyLossTests {
    @Test func lossAndGradientsMatchByName() throws {
        let facts: PolicyFixture = try ReferenceModel.facts("policy")
        let reference = try ReferenceModel("policy")
        let pool = ThreadPool(threadCount: 2)
        defer { pool.shutDown() }
        let model = try reference.lowRankModel()
        let pass = TrainingPass(model: model, capacity: facts.batch.rowCount, pool: pool)
        let found = facts.accumulate(pass)
        #expect(found.supervised == 0)
        #expect(abs(found.compared - facts.loss) < 1e-5, "\(found.compared) against \(facts.loss)")
        for (one, other) in zip(found.divergences, facts.divergences) { #expect(abs(one - other) < 1e-5) }
        #expect(found.divergences.count == facts.divergences.count)
        try reference.expectGradients(of: model)
    }

    @Test func advantagesAreInStandardDeviationsOfTheirGroup() throws {
        let facts: PolicyFixture = try ReferenceModel.facts("policy")
        let found = facts.groups.flatMap { PolicyLoss.advantages($0.rewards) }
        #expect(zip(found, facts.advantages).allSatisfy { abs($0 - $1) < 1e-12 } && found.count == facts.advantages.count)
        #expect(PolicyLoss.advantages([0.7, 0.7, 0.7]) == [0, 0, 0])
        #expect(PolicyLoss.advantages([]).isEmpty)
    }

    @Test(arguments: [-1.3, 0.0, 0.8]) func theSlopeIsThatOfTheLoss(advantage: Double) {
        let loss = PolicyLoss(clip: 0.2, divergenceWeight: 0.1)
        func value(_ logProbability: Double) -> PolicyLoss.Value {
            loss.value(logProbability: logProbability, sampled: -2, reference: -1.7, advantage: advantage)
        }
        // Away from the corners, where the ratio is 0.8 and 1.2.
        for logProbability in [-2.6, -2.3, -2.1, -2, -1.9, -1.75, -1.2] {
            let step = 1e-6
            let measured = (value(logProbability + step).loss - value(logProbability - step).loss) / (2 * step)
            #expect(abs(measured - value(logProbability).slope) < 1e-6, "at \(logProbability)")
        }
    }

    @Test func aRatioBeyondTheClipMovesNoFurther() {
        let loss = PolicyLoss(clip: 0.2, divergenceWeight: 0)
        #expect(loss.value(logProbability: -1, sampled: -2, reference: nil, advantage: 1).slope == 0)
        #expect(loss.value(logProbability: -3, sampled: -2, reference: nil, advantage: -1).slope == 0)
        #expect(loss.value(logProbability: -3, sampled: -2, reference: nil, advantage: 1).slope < 0, "back towards the clip it may move")
        let unmoved = loss.value(logProbability: -2, sampled: -2, reference: nil, advantage: 1)
        #expect(unmoved.loss == -1 && unmoved.slope == -1 && unmoved.divergence == 0)
    }
}
