import Compute
import Testing

@Suite struct BlockedLinearTests {
    @Test(arguments: [ElementType.f32, .f16, .q4_1, .q6_K])
    func isNearTheRowExactMap(type: ElementType) throws {
        let weights = try randomMatrix(type, rows: 150, columns: 256, seed: 31)
        var numbers = RandomNumbers(seed: 32)
        let x = numbers.floats(20 * 256)
        var blocked = [Float](repeating: 0, count: 20 * 150)
        var exact = blocked
        let pool = ThreadPool(threadCount: 2)
        blocked.withUnsafeMutableBufferPointer { blocked in
            exact.withUnsafeMutableBufferPointer { exact in
                guard let blocked = blocked.baseAddress, let exact = exact.baseAddress else { return }
                BlockedLinear.forward(pool: pool, out: blocked, x: x, rows: 20, weights: weights)
                let job = RowLinear.Job(out: exact, outStride: 150, weights: weights)
                RowLinear.forward(pool: pool, jobs: [job], x: x, xStride: 256, rows: 20)
            }
        }
        // Both add 256 terms of at most about 1 in their own order: some tens of roundings of 2^-24 times a sum of about 10.
        let largest = zip(blocked, exact).map { abs($0 - $1) }.max() ?? .infinity
        #expect(largest < 5e-5)
    }

    @Test func bitsDoNotDependOnTheThreads() throws {
        let weights = try randomMatrix(.q8_0, rows: 300, columns: 128, seed: 33)
        var numbers = RandomNumbers(seed: 34)
        let x = numbers.floats(11 * 128)
        let results = [1, 2, 3].map { threads in
            var out = [Float](repeating: 0, count: 11 * 300)
            out.withUnsafeMutableBufferPointer { out in
                guard let out = out.baseAddress else { return }
                BlockedLinear.forward(pool: ThreadPool(threadCount: threads), out: out, x: x, rows: 11, weights: weights)
            }
            return out
        }
        #expect(results[0] == results[1])
        #expect(results[0] == results[2])
    }
}
