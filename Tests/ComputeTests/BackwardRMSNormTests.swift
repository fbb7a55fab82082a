import Compute
import Testing

@Suite struct BackwardRMSNormTests {
    static let rows = 3
    static let columns = 21

    private func forward(_ x: [Float], _ weight: [Float]) -> (out: [Float], inverse: [Float]) {
        var out = [Float](repeating: 0, count: x.count)
        var inverse = [Float](repeating: 0, count: Self.rows)
        RMSNorm.forward(
            out: &out, inverseRMS: &inverse, x: x, weight: weight, rows: Self.rows, columns: Self.columns, epsilon: 1e-5)
        return (out, inverse)
    }

    @Test func gradientsAreTheSlopes() {
        let x = BackwardCheck.values(Self.rows * Self.columns, seed: 1)
        let weight = BackwardCheck.values(Self.columns, seed: 2)
        let direction = BackwardCheck.values(x.count, seed: 3)
        let inverse = forward(x, weight).inverse
        var dx = [Float](repeating: 0, count: x.count)
        var dWeight = [Float](repeating: 0, count: Self.columns)
        RMSNorm.backward(
            xGradient: &dx, weightGradient: &dWeight, outGradient: direction, x: x, weight: weight, inverseRMS: inverse,
            rows: Self.rows, columns: Self.columns)
        BackwardCheck.expectGradient(dx, at: x, name: "x") { BackwardCheck.dot(forward($0, weight).out, direction) }
        BackwardCheck.expectGradient(dWeight, at: weight, name: "weight") { BackwardCheck.dot(forward(x, $0).out, direction) }
    }

    @Test func backwardAddsToWhatIsThere() {
        let x = BackwardCheck.values(Self.columns, seed: 1)
        let weight = BackwardCheck.values(Self.columns, seed: 2)
        var once = [Float](repeating: 0, count: Self.columns)
        var shifted = [Float](repeating: 4, count: Self.columns)
        RMSNorm.backward(
            xGradient: &once, weightGradient: nil, outGradient: x, x: x, weight: weight, inverseRMS: [1.5], rows: 1, columns: Self.columns)
        RMSNorm.backward(
            xGradient: &shifted, weightGradient: nil, outGradient: x, x: x, weight: weight, inverseRMS: [1.5], rows: 1,
            columns: Self.columns)
        #expect(zip(once, shifted).allSatisfy { abs($1 - $0 - 4) < 1e-5 })
    }
}
