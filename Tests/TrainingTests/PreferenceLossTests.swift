import Compute
import Foundation
import Testing
import Training

/// Direct preference optimisation against PyTorch and against its own differences.
@Suite struct PreferenceLossTests {
    private let facts: PreferenceFixture
    private let reference: ReferenceModel

    init() throws {
        facts = try ReferenceModel.facts("preference")
        reference = try ReferenceModel("preference")
    }

    /// - Parameter body: given a pass over the reference's starting model.
    private func withPass<Result>(_ body: (TrainingPass) throws -> Result) throws -> Result {
        let pool = ThreadPool(threadCount: 2)
        defer { pool.shutDown() }
        let model = try reference.lowRankModel()
        return try body(TrainingPass(model: model, capacity: facts.batch.rowCount, pool: pool))
    }

    @Test func answersHaveTheReferencesLogProbabilities() throws {
        try withPass { pass in
            let found = pass.logProbabilities(facts.batch)
            var next = 0
            for (pair, expected) in zip(facts.pairs, facts.start) {
                for (answer, sum) in zip([pair.chosen, pair.rejected], expected) {
                    let total = found[next..<next + answer.count].reduce(0.0) { $0 + Double($1) }
                    #expect(abs(total - sum) < 1e-4, "\(total) against \(sum)")
                    next += answer.count
                }
            }
            #expect(next == found.count)
        }
    }

    @Test func lossAndGradientsMatchByName() throws {
        try withPass { pass in
            #expect(abs(facts.accumulate(pass) - facts.loss) < 1e-5)
            try reference.expectGradients(of: pass.model)
        }
    }

    @Test func eightUpdatesFollowTheReference() throws {
        try withPass { pass in
            var optimiser = AdamW()
            for (step, expected) in facts.losses.enumerated() {
                pass.model.parameters.zeroGradients()
                let loss = facts.accumulate(pass)
                optimiser.update(pass.model.parameters, learningRate: facts.rate, pool: pass.pool)
                #expect(abs(loss - expected) < 1e-4, "step \(step): \(loss) against \(expected)")
            }
        }
    }

    @Test func theGradientIsTheSlopeOfTheLoss() throws {
        try withPass { pass in
            _ = facts.accumulate(pass)
            let store = pass.model.parameters
            let entry = try #require(store.entries.first { $0.name == "layers.1.self_attn.v_proj.lora_B" })
            let slope = store.gradientArray(entry.slice)
            let values = store.valuesArray(entry.slice)
            // Single precision: steps large enough to stand out of roundings, central differences for the curvature.
            let step: Float = 1e-2
            for index in stride(from: 0, to: values.count, by: 7) {
                func loss(_ change: Float) -> Double {
                    var changed = values
                    changed[index] += change
                    store.set(entry.slice, to: changed)
                    return facts.accumulate(pass)
                }
                let measured = (loss(step) - loss(-step)) / Double(2 * step)
                #expect(abs(measured - Double(slope[index])) < 2e-3 * max(1, abs(measured)), "element \(index)")
            }
        }
    }

    @Test func atTheReferenceTheLossIsThatOfACoin() {
        let value = PreferenceLoss(beta: 0.2).value(chosen: -3, rejected: -8, referenceChosen: -3, referenceRejected: -8)
        #expect(abs(value.loss - log(2)) < 1e-12 && value.margin == 0 && abs(value.slope + 0.1) < 1e-12)
    }

    @Test(arguments: [-1e6, -800.0, 0, 800, 1e6]) func farMarginsAreFinite(difference: Double) {
        let value = PreferenceLoss(beta: 1).value(chosen: difference, rejected: 0, referenceChosen: 0, referenceRejected: 0)
        #expect(value.loss.isFinite && value.slope.isFinite && value.loss >= 0 && (-1...0).contains(value.slope))
        #expect(abs(value.loss - max(-difference, 0)) < 0.7)
    }
}
