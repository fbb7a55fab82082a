import Compute
import Foundation
import Testing
import Training

/// Low-rank steps of every objective with bfloat16 products beside the same steps in single precision.
///
/// Operands are rounded to eight bits of mantissa (2^-9 = 0.2 % at most, each on its own), sums are not, and a step goes through six or so
/// products in a row: a gradient turns by about a percent. 0.99 of cosine is eight degrees. A loss that is a difference of
/// log-probabilities is measured against those, not against itself.
@Suite(.enabled(if: BFloat16Product.isSupported, "this processor has no bfloat16 products"))
struct RoundedStepTests {
    private struct Step {
        var loss: Double
        var gradients: [String: [Float]]
    }

    private func step(
        _ reference: ReferenceModel, rows: Int, _ arithmetic: Arithmetic, _ accumulate: (TrainingPass) -> Double
    ) throws -> Step {
        let model = try reference.lowRankModel()
        let pool = ThreadPool(threadCount: 2)
        defer { pool.shutDown() }
        let loss = accumulate(TrainingPass(model: model, capacity: rows, arithmetic: arithmetic, pool: pool))
        let gradients = model.parameters.entries.map { ($0.name, model.parameters.gradientArray($0.slice)) }
        return Step(loss: loss, gradients: Dictionary(uniqueKeysWithValues: gradients))
    }

    /// - Parameter scale: what an error of the loss is measured against, in nats.
    private func expectClose(
        _ reference: ReferenceModel, rows: Int, scale: Double? = nil, accumulate: (TrainingPass) -> Double
    ) throws {
        let exact = try step(reference, rows: rows, .f32, accumulate)
        let rounded = try step(reference, rows: rows, .bf16, accumulate)
        #expect(exact.loss != rounded.loss, "the products are not the same ones")
        #expect(abs(rounded.loss - exact.loss) < 0.01 * (scale ?? exact.loss), "\(rounded.loss) against \(exact.loss)")
        for (name, gradient) in exact.gradients {
            let found = rounded.gradients[name] ?? []
            let cosine = dot(gradient, found) / (dot(gradient, gradient) * dot(found, found)).squareRoot()
            #expect(cosine > 0.99, "\(name): \(cosine)")
        }
    }

    private func dot(_ a: [Float], _ b: [Float]) -> Double {
        zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }

    @Test(arguments: ["lora", "lora-qwen3"]) func supervisedSteps(name: String) throws {
        let fixture = try ReferenceFixture(name)
        let batch = fixture.batch()
        try expectClose(fixture.model, rows: batch.rowCount) { pass in
            pass.accumulate(batch, gradientScale: Float(1 / batch.totalWeight)) / batch.totalWeight
        }
    }

    @Test func preferenceSteps() throws {
        let fixture: PreferenceFixture = try ReferenceModel.facts("preference")
        try expectClose(try ReferenceModel("preference"), rows: fixture.batch.rowCount, accumulate: fixture.accumulate)
    }

    @Test func policySteps() throws {
        let fixture: PolicyFixture = try ReferenceModel.facts("policy")
        // The loss is a sum of ratios times advantages, which cancel: the ratios themselves are about 1.
        try expectClose(try ReferenceModel("policy"), rows: fixture.batch.rowCount, scale: 1) { fixture.accumulate($0).compared }
    }
}
