import Compute
import Testing

/// The fast products against rounding with `Half.brainBits` and summing in double precision.
@Suite(.enabled(if: BFloat16Product.isSupported, "this processor has no bfloat16 products"))
struct BFloat16ProductTests {
    /// How the right operand's lines lie in memory.
    enum Layout: CaseIterable {
        case lines
        case transposed
    }

    struct Shape: CustomTestStringConvertible, Sendable {
        let rows: Int
        let columns: Int
        let depth: Int

        var testDescription: String { "\(rows) x \(columns) x \(depth)" }
    }

    /// Below, at and above the sizes of tiles, strips and cache blocks; odd depths.
    static let shapes = [(1, 1, 1), (13, 16, 7), (14, 32, 64), (15, 33, 65), (29, 97, 1_283), (140, 200, 577), (300, 17, 31)].map {
        Shape(rows: $0.0, columns: $0.1, depth: $0.2)
    }

    /// Every layout with every set of instructions that this processor has.
    static let forms = BFloat16Product.Instructions.available.flatMap { instructions in Layout.allCases.map { (instructions, $0) } }

    @Test(arguments: shapes, forms)
    func itIsTheRoundedProduct(shape: Shape, form: (BFloat16Product.Instructions, Layout)) {
        let (instructions, layout) = form
        var numbers = RandomNumbers(seed: 31)
        let x = numbers.floats(shape.rows * shape.depth)
        let w = numbers.floats(shape.columns * shape.depth)
        let start = numbers.floats(shape.rows * shape.columns)
        let pool = ThreadPool(threadCount: 2)
        let left = packed(.left, x, lines: shape.rows, depth: shape.depth, layout: .lines, instructions, pool: pool)
        let right = packed(.right, w, lines: shape.columns, depth: shape.depth, layout: layout, instructions, pool: pool)
        var out = start
        multiply(pool, left, right, adding: true, into: &out, stride: shape.columns)
        for row in 0..<shape.rows {
            for column in 0..<shape.columns {
                var exact = Double(start[row * shape.columns + column])
                var size = abs(exact)
                for k in 0..<shape.depth {
                    let weight = layout == .lines ? w[column * shape.depth + k] : w[k * shape.columns + column]
                    let term = Double(rounded(x[row * shape.depth + k])) * Double(rounded(weight))
                    exact += term
                    size += abs(term)
                }
                // Products of two bfloat16 numbers are exact in single precision; each of up to 1,283 additions rounds by at most
                // 2^-24 of the sum so far, which in practice adds up like a random walk.
                let error = abs(Double(out[row * shape.columns + column]) - exact)
                #expect(error <= 4e-6 * size, "\(row), \(column): \(error) of \(size)")
            }
        }
    }

    @Test(arguments: BFloat16Product.Instructions.available)
    func aSecondTermIsAdded(instructions: BFloat16Product.Instructions) {
        var numbers = RandomNumbers(seed: 32)
        let pool = ThreadPool(threadCount: 2)
        let (rows, columns, depth, rank) = (37, 70, 700, 5)
        let operands = [(rows, depth), (columns, depth), (rows, rank), (columns, rank)].map { numbers.floats($0.0 * $0.1) }
        let left = packed(.left, operands[0], lines: rows, depth: depth, layout: .lines, instructions, pool: pool)
        let right = packed(.right, operands[1], lines: columns, depth: depth, layout: .lines, instructions, pool: pool)
        let term = BFloat16Product.Term(
            left: packed(.left, operands[2], lines: rows, depth: rank, layout: .lines, instructions, pool: pool),
            right: packed(.right, operands[3], lines: columns, depth: rank, layout: .lines, instructions, pool: pool))
        var together = [Float](repeating: .nan, count: rows * columns)
        var apart = together
        multiply(pool, left, right, plus: term, into: &together, stride: columns)
        multiply(pool, left, right, into: &apart, stride: columns)
        multiply(pool, term.left, term.right, adding: true, into: &apart, stride: columns)
        #expect(together == apart, "sums kept in registers and sums kept in memory are the same")
    }

    @Test(arguments: BFloat16Product.Instructions.available)
    func bitsDoNotDependOnThePool(instructions: BFloat16Product.Instructions) {
        var numbers = RandomNumbers(seed: 33)
        let (rows, columns, depth) = (531, 260, 400)
        let x = numbers.floats(rows * depth)
        let w = numbers.floats(columns * depth)
        let results = [1, 2, 3].map { threads in
            let pool = ThreadPool(threadCount: threads)
            var out = [Float](repeating: .nan, count: rows * columns)
            multiply(
                pool, packed(.left, x, lines: rows, depth: depth, layout: .lines, instructions, pool: pool),
                packed(.right, w, lines: columns, depth: depth, layout: .transposed, instructions, pool: pool), into: &out, stride: columns)
            return out
        }
        #expect(results[0] == results[1] && results[0] == results[2])
    }

    @Test(arguments: BFloat16Product.Instructions.available)
    func storedWeightsArePackedInBothDirections(instructions: BFloat16Product.Instructions) throws {
        let pool = ThreadPool(threadCount: 2)
        for type in [ElementType.q4_1, .q6_K, .f32] {
            let weights = try randomMatrix(type, rows: 75, columns: 256, seed: 34)
            let floats = weights.unpacked()
            var numbers = RandomNumbers(seed: 35)
            for isTransposed in [false, true] {
                let (lines, depth) = isTransposed ? (256, 75) : (75, 256)
                let left = packed(.left, numbers.floats(20 * depth), lines: 20, depth: depth, layout: .lines, instructions, pool: pool)
                let stored = BFloat16Matrix(
                    .right, capacity: BFloat16Matrix.Side.right.words(lines: lines, depth: depth, instructions: instructions),
                    instructions: instructions)
                stored.pack(weights, transposed: isTransposed, pool: pool)
                let plain = packed(
                    .right, floats, lines: lines, depth: depth, layout: isTransposed ? .transposed : .lines, instructions, pool: pool)
                var (fromStored, fromFloats) = ([Float](repeating: .nan, count: 20 * lines), [Float](repeating: .nan, count: 20 * lines))
                multiply(pool, left, stored, into: &fromStored, stride: lines)
                multiply(pool, left, plain, into: &fromFloats, stride: lines)
                #expect(fromStored == fromFloats, "\(type), transposed: \(isTransposed)")
            }
        }
    }

    @Test(arguments: BFloat16Product.Instructions.available)
    func gapsBetweenRowsAreLeftAlone(instructions: BFloat16Product.Instructions) {
        var numbers = RandomNumbers(seed: 36)
        let pool = ThreadPool(threadCount: 2)
        let left = packed(.left, numbers.floats(15 * 8), lines: 15, depth: 8, layout: .lines, instructions, pool: pool)
        let right = packed(.right, numbers.floats(18 * 8), lines: 18, depth: 8, layout: .lines, instructions, pool: pool)
        var out = [Float](repeating: 7, count: 15 * 20)
        multiply(pool, left, right, into: &out, stride: 20)
        for row in 0..<15 { #expect(out[row * 20 + 18] == 7 && out[row * 20 + 19] == 7) }
    }

    private func rounded(_ value: Float) -> Float { Half.float(brain: Half.brainBits(value)) }

    private func packed(
        _ side: BFloat16Matrix.Side, _ values: [Float], lines: Int, depth: Int, layout: Layout,
        _ instructions: BFloat16Product.Instructions,
        pool: ThreadPool
    ) -> BFloat16Matrix {
        let matrix = BFloat16Matrix(
            side, capacity: side.words(lines: lines, depth: depth, instructions: instructions), instructions: instructions)
        values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return }
            switch layout {
            case .lines: matrix.pack(lines: lines, depth: depth, of: base, pool: pool)
            case .transposed: matrix.pack(lines: lines, depth: depth, transposed: base, pool: pool)
            }
        }
        return matrix
    }

    private func multiply(
        _ pool: ThreadPool, _ left: BFloat16Matrix, _ right: BFloat16Matrix, plus term: BFloat16Product.Term? = nil,
        adding: Bool = false, into out: inout [Float], stride: Int
    ) {
        out.withUnsafeMutableBufferPointer { out in
            guard let c = out.baseAddress else { return }
            BFloat16Product.multiply(pool: pool, left: left, right: right, plus: term, adding: adding, c: c, ldc: stride)
        }
    }
}
