import Compute
import Testing

@Suite struct NarrowProductTests {
    /// Ranks that fill no tile, columns that fill no vector.
    @Test(arguments: [(1, 1, 1), (16, 192, 70), (11, 75, 9), (4, 33, 130)])
    func everyLevelAddsTheProduct(rank: Int, columns: Int, rows: Int) {
        var numbers = RandomNumbers(seed: 41)
        let narrow = numbers.floats(rows * rank)
        let wide = numbers.floats(rows * columns)
        let start = numbers.floats(rank * columns)
        for kernels in Kernels.available {
            for isTransposed in [false, true] {
                let out = sum(start, narrow, rank, wide, columns, rows, transposed: isTransposed, threads: 2, kernels)
                for r in 0..<rank {
                    for c in 0..<columns {
                        let place = isTransposed ? c * rank + r : r * columns + c
                        var exact = Double(start[place])
                        var size = abs(exact)
                        for row in 0..<rows {
                            let term = 0.5 * Double(narrow[row * rank + r]) * Double(wide[row * columns + c])
                            exact += term
                            size += abs(term)
                        }
                        // One rounding of 2^-24 for each of at most 130 rows, and two more.
                        #expect(abs(Double(out[place]) - exact) <= 8e-6 * size, "\(kernels.name), \(r), \(c)")
                    }
                }
            }
        }
    }

    @Test func bitsDoNotDependOnThePool() {
        var numbers = RandomNumbers(seed: 42)
        let (narrow, wide) = (numbers.floats(50 * 16), numbers.floats(50 * 300))
        let start = [Float](repeating: 0, count: 16 * 300)
        let results = [1, 3].map { sum(start, narrow, 16, wide, 300, 50, transposed: false, threads: $0, .current) }
        #expect(results[0] == results[1])
    }

    private func sum(
        _ start: [Float], _ narrow: [Float], _ rank: Int, _ wide: [Float], _ columns: Int, _ rows: Int, transposed: Bool, threads: Int,
        _ kernels: Kernels
    ) -> [Float] {
        var out = start
        let pool = ThreadPool(threadCount: threads)
        out.withUnsafeMutableBufferPointer { out in
            guard let base = out.baseAddress else { return }
            NarrowProduct.accumulate(
                pool: pool, out: base, transposed: transposed, narrow: narrow, rank: rank, wide: wide, columns: columns, rows: rows,
                scale: 0.5, kernels: kernels)
        }
        return out
    }
}
