import Compute
import LanguageModel
import Testing

@Suite struct MergedMatrixTests {
    private static let rows = 12
    private static let columns = 5

    private func values(_ count: Int, seed: UInt64) -> [Float] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in Float(generator.uniform() - 0.5) }
    }

    private func collect(_ matrix: MergedMatrix, interleaving: Bool, pieceLength: Int) -> (numbers: [Float], pieces: Int) {
        var numbers: [Float] = []
        var pieces = 0
        matrix.forEachPiece(interleavingRotaryPairs: interleaving, pieceLength: pieceLength) {
            numbers.append(contentsOf: $0)
            pieces += 1
        }
        return (numbers, pieces)
    }

    @Test(arguments: [(1, 13), (12, 7), (30, 3), (1_000, 2)])
    func piecesJoinToBasePlusUpdateAndRowsBelow(pieceLength: Int, count: Int) throws {
        let (rows, columns, rank) = (Self.rows, Self.columns, 2)
        let base = values(rows * columns, seed: 1)
        let (a, b, below) = (values(rank * columns, seed: 2), values(rows * rank, seed: 3), values(2 * columns, seed: 4))
        let matrix = MergedMatrix(
            weight: try #require(WeightMatrix(rows: rows, columns: columns, values: base)),
            update: Adapter.LowRankUpdate(rank: rank, scale: 0.5, a: a, b: b), rowsBelow: below)
        let expected =
            base.indices.map { index in
                let (row, column) = (index / columns, index % columns)
                return base[index] + 0.5 * (b[row * rank] * a[column] + b[row * rank + 1] * a[columns + column])
            } + below
        let (found, pieces) = collect(matrix, interleaving: false, pieceLength: pieceLength)
        try #require(found.count == expected.count)
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 })
        #expect(pieces == count)
    }

    /// Two heads of six rows: row `i` of the first half, then row `i` of the second.
    @Test(arguments: [1, 1_000]) func rotaryPairsStandSideBySide(pieceLength: Int) throws {
        let numbers = (0..<Self.rows).map(Float.init)
        let matrix = MergedMatrix(weight: try #require(WeightMatrix(rows: Self.rows, columns: 1, values: numbers)), rotaryHeads: 2)
        let found = collect(matrix, interleaving: true, pieceLength: pieceLength)
        #expect(found.numbers == [0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11])
        #expect(found.pieces == (pieceLength == 1 ? 2 : 1), "a piece holds whole heads")
        #expect(collect(matrix, interleaving: false, pieceLength: pieceLength).numbers == numbers)
    }
}
