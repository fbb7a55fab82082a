import Compute
import Testing

@Suite struct BackwardRotaryEmbeddingTests {
    static let rows = 3
    static let heads = 2
    static let headDimension = 8
    static let positions: [Int32] = [0, 5, 130]

    private func table() -> (cosines: [Float], sines: [Float]) {
        let frequencies = RotaryEmbedding.inverseFrequencies(headDimension: Self.headDimension, theta: 10_000)
        var cosines = [Float](repeating: 0, count: Self.rows * Self.headDimension / 2)
        var sines = cosines
        RotaryEmbedding.table(
            cosines: &cosines, sines: &sines, rows: Self.rows, headDimension: Self.headDimension, positions: Self.positions,
            inverseFrequencies: frequencies)
        return (cosines, sines)
    }

    private func forward(_ x: [Float]) -> [Float] {
        var out = x
        let (cosines, sines) = table()
        RotaryEmbedding.forward(
            x: &out, rows: Self.rows, heads: Self.heads, headDimension: Self.headDimension, rowStride: Self.heads * Self.headDimension,
            cosines: cosines, sines: sines)
        return out
    }

    @Test func gradientsAreTheSlopes() {
        let x = BackwardCheck.values(Self.rows * Self.heads * Self.headDimension, seed: 9)
        let direction = BackwardCheck.values(x.count, seed: 10)
        var gradient = direction
        let (cosines, sines) = table()
        RotaryEmbedding.backward(
            gradient: &gradient, rows: Self.rows, heads: Self.heads, headDimension: Self.headDimension,
            rowStride: Self.heads * Self.headDimension, cosines: cosines, sines: sines)
        BackwardCheck.expectGradient(gradient, at: x, name: "x") { BackwardCheck.dot(forward($0), direction) }
    }

    @Test func aTableGivesTheSameBitsAsPositions() {
        let x = BackwardCheck.values(Self.rows * Self.heads * Self.headDimension, seed: 11)
        var direct = x
        RotaryEmbedding.forward(
            x: &direct, rows: Self.rows, heads: Self.heads, headDimension: Self.headDimension,
            rowStride: Self.heads * Self.headDimension, positions: Self.positions,
            inverseFrequencies: RotaryEmbedding.inverseFrequencies(headDimension: Self.headDimension, theta: 10_000))
        #expect(direct == forward(x))
    }
}
