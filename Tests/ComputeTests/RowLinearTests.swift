import Compute
import Testing

@Suite struct RowLinearTests {
    static let types = ElementType.allCases

    @Test(arguments: types)
    func everyLevelIsNearTheExactProduct(type: ElementType) throws {
        let columns = 768
        let weights = try randomMatrix(type, rows: 37, columns: columns, seed: 11)
        var numbers = RandomNumbers(seed: 12)
        let x = numbers.floats(9 * columns)
        let floats = weights.unpacked()
        let pool = ThreadPool(threadCount: 2)
        for kernels in Kernels.available {
            for rows in [1, 9] {
                let out = product(pool, x, rows: rows, weights, kernels: kernels)
                for row in 0..<rows {
                    for output in 0..<37 {
                        var exact = 0.0
                        var size = 0.0
                        for column in 0..<columns {
                            let term = Double(x[row * columns + column]) * Double(floats[output * columns + column])
                            exact += term
                            size += abs(term)
                        }
                        // Each term is rounded at most once per addition of its lane (768 / 4 of them, and a product's own
                        // rounding without fused steps) and in the tree: 200 half units of 2^-24 bound the error, 2e-6 is typical.
                        #expect(
                            abs(Double(out[row * 37 + output]) - exact) <= 1.2e-5 * size, "\(kernels.name) \(row), \(output)")
                    }
                }
            }
        }
    }

    @Test(arguments: types)
    func aRowsBitsDoNotDependOnItsCompany(type: ElementType) throws {
        // Ends inside a group of columns where the type allows it.
        let columns = type.blockElements == 1 ? 301 : 512
        let weights = try randomMatrix(type, rows: 71, columns: columns, seed: 21)
        var numbers = RandomNumbers(seed: 22)
        let x = numbers.floats(33 * columns)
        let pools = [1, 2, 3].map { ThreadPool(threadCount: $0) }
        for kernels in Kernels.available {
            let alone = (0..<33).map { row in
                product(pools[0], Array(x[(row * columns)..<((row + 1) * columns)]), rows: 1, weights, kernels: kernels)
            }
            for pool in pools {
                for rows in [1, 2, 3, 4, 5, 8, 33] {
                    let out = product(pool, x, rows: rows, weights, kernels: kernels)
                    #expect(out == Array(alone[..<rows].joined()), "\(kernels.name), \(rows) rows, \(pool.threadCount) threads")
                    let some = product(pool, x, rows: rows, weights, outputs: 13..<20, kernels: kernels)
                    #expect(some == alone[..<rows].flatMap { Array($0[13..<20]) }, "\(kernels.name), \(rows) rows, some outputs")
                }
            }
        }
    }

    @Test func jobsThatShareTheirInputGiveWhatEachGivesAlone() throws {
        let pool = ThreadPool(threadCount: 2)
        let matrices = try [
            randomMatrix(.q4_1, rows: 64, columns: 256, seed: 1), randomMatrix(.f16, rows: 5, columns: 256, seed: 2),
            randomMatrix(.q6_K, rows: 33, columns: 256, seed: 3),
        ]
        var numbers = RandomNumbers(seed: 4)
        let x = numbers.floats(3 * 256)
        var together = [Float](repeating: 0, count: 3 * (64 + 5 + 33))
        together.withUnsafeMutableBufferPointer { out in
            guard var next = out.baseAddress else { return }
            var jobs: [RowLinear.Job] = []
            for matrix in matrices {
                jobs.append(RowLinear.Job(out: next, outStride: matrix.rows, weights: matrix))
                next += 3 * matrix.rows
            }
            RowLinear.forward(pool: pool, jobs: jobs, x: x, xStride: 256, rows: 3)
        }
        #expect(together == matrices.flatMap { product(pool, x, rows: 3, $0, kernels: .current) })
    }

    @Test func stridesLeaveTheGapsAlone() throws {
        let pool = ThreadPool(threadCount: 2)
        let weights = try randomMatrix(.q8_0, rows: 6, columns: 64, seed: 5)
        var numbers = RandomNumbers(seed: 6)
        let x = numbers.floats(2 * 80)
        var out = [Float](repeating: 7, count: 2 * 9)
        out.withUnsafeMutableBufferPointer { out in
            guard let base = out.baseAddress else { return }
            let job = RowLinear.Job(out: base, outStride: 9, weights: weights)
            RowLinear.forward(pool: pool, jobs: [job], x: x, xStride: 80, rows: 2)
        }
        for row in 0..<2 {
            let alone = product(pool, Array(x[(80 * row)..<(80 * row + 64)]), rows: 1, weights, kernels: .current)
            #expect(Array(out[(9 * row)..<(9 * row + 9)]) == alone + [7, 7, 7])
        }
    }

    private func product(
        _ pool: ThreadPool, _ x: [Float], rows: Int, _ weights: WeightMatrix, outputs: Range<Int>? = nil, kernels: Kernels
    ) -> [Float] {
        let outputs = outputs ?? 0..<weights.rows
        var result = [Float](repeating: .nan, count: rows * outputs.count)
        result.withUnsafeMutableBufferPointer { result in
            guard let out = result.baseAddress else { return }
            let job = RowLinear.Job(out: out, outStride: outputs.count, weights: weights, outputs: outputs)
            withUnsafePointer(to: job) { job in
                RowLinear.forward(
                    pool: pool, jobs: UnsafeBufferPointer(start: job, count: 1), x: x, xStride: weights.columns, rows: rows,
                    kernels: kernels)
            }
        }
        return result
    }
}
