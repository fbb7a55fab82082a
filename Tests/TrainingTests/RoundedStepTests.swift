import Compute
import Foundation
import Testing
import Training

/// A low-rank step with bfloat16 products beside the same step in single precision.
@Suite(.enabled(if: BFloat16Product.isSupported, "this processor has no bfloat16 products"))
struct RoundedStepTests {
    private func step(_ arithmetic: Arithmetic) throws -> (loss: Double, gradients: [String: [Float]]) {
        let fixture = try ReferenceFixture("lora")
        let model = try fixture.model.lowRankModel()
        let pool = ThreadPool(threadCount: 2)
        defer { pool.shutDown() }
        let batch = fixture.batch()
        let pass = TrainingPass(model: model, capacity: batch.rowCount, arithmetic: arithmetic, pool: pool)
        let loss = pass.accumulate(batch, gradientScale: Float(1 / batch.totalWeight)) / batch.totalWeight
        let gradients = model.parameters.entries.map { ($0.name, model.parameters.gradientArray($0.slice)) }
        return (loss, Dictionary(uniqueKeysWithValues: gradients))
    }

    @Test func lossAndGradientsStayClose() throws {
        let exact = try step(.f32)
        let rounded = try step(.bf16)
        #expect(exact.loss != rounded.loss, "the products are not the same ones")
        #expect(abs(rounded.loss - exact.loss) < 0.01 * exact.loss)
        for (name, gradient) in exact.gradients {
            let found = rounded.gradients[name] ?? []
            let cosine = dot(gradient, found) / (dot(gradient, gradient) * dot(found, found)).squareRoot()
            #expect(cosine > 0.99, "\(name): \(cosine)")
        }
    }

    private func dot(_ a: [Float], _ b: [Float]) -> Double {
        zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
}
