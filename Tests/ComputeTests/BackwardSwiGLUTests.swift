import Compute
import Foundation
import Testing

@Suite struct BackwardSwiGLUTests {
    @Test func gradientsAreTheSlopes() {
        let gate = BackwardCheck.values(37, seed: 4).map { $0 * 3 }
        let up = BackwardCheck.values(37, seed: 5)
        let direction = BackwardCheck.values(37, seed: 6)
        func forward(_ gate: [Float], _ up: [Float]) -> [Float] {
            var out = [Float](repeating: 0, count: gate.count)
            SwiGLU.forward(out: &out, gate: gate, up: up, count: gate.count)
            return out
        }
        var again = [Float](repeating: .nan, count: 37)
        var dGate = again
        var dUp = again
        SwiGLU.backward(out: &again, gateGradient: &dGate, upGradient: &dUp, outGradient: direction, gate: gate, up: up, count: 37)
        #expect(again == forward(gate, up))
        BackwardCheck.expectGradient(dGate, at: gate, name: "gate") { BackwardCheck.dot(forward($0, up), direction) }
        BackwardCheck.expectGradient(dUp, at: up, name: "up") { BackwardCheck.dot(forward(gate, $0), direction) }
    }

    @Test func valuesFollowTheFormulaOverTheWholeRange() {
        let gate = stride(from: Float(-80), through: 80, by: 0.37).map { $0 }
        var out = [Float](repeating: 0, count: gate.count)
        SwiGLU.forward(out: &out, gate: gate, up: [Float](repeating: 1, count: gate.count), count: gate.count)
        for (x, y) in zip(gate, out) {
            let expected = Double(x) / (1 + exp(-Double(x)))
            #expect(abs(Double(y) - expected) <= 1e-6 * abs(expected) + 1e-37, "at \(x)")
        }
    }

    @Test func anElementsBitsDoNotDependOnItsPlace() {
        let gate = BackwardCheck.values(40, seed: 7)
        let up = BackwardCheck.values(40, seed: 8)
        var whole = [Float](repeating: 0, count: 40)
        SwiGLU.forward(out: &whole, gate: gate, up: up, count: 40)
        for index in gate.indices {
            var one: [Float] = [0]
            SwiGLU.forward(out: &one, gate: [gate[index]], up: [up[index]], count: 1)
            #expect(one[0].bitPattern == whole[index].bitPattern)
        }
    }
}
