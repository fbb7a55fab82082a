import Compute
import Testing

@Suite struct SmallProductTests {
    /// Lines that fill no tile, columns that fill no vector, both orders of the left operand.
    @Test(arguments: [(1, 1, 1), (24, 64, 70), (7, 80, 9), (11, 75, 64), (5, 6, 33)])
    func everyLevelGivesTheProduct(m: Int, n: Int, k: Int) {
        var numbers = RandomNumbers(seed: 61)
        let (a, b) = (numbers.floats(m * k), numbers.floats(k * (n + 3)))
        let start = numbers.floats(m * (n + 5))
        for kernels in Kernels.available {
            for isTransposed in [false, true] {
                for isAdding in [false, true] {
                    var c = start
                    c.withUnsafeMutableBufferPointer { c in
                        guard let base = c.baseAddress else { return }
                        a.withUnsafeBufferPointer { a in
                            guard let a = a.baseAddress else { return }
                            SmallProduct(kernels: kernels).multiply(
                                m: m, n: n, k: k, scale: 0.5, a: isTransposed ? .init(a, line: 1, column: m) : .init(a, line: k), b: b,
                                ldb: n + 3, adding: isAdding, c: base, ldc: n + 5)
                        }
                    }
                    for i in 0..<m {
                        for j in 0..<n + 5 {
                            let before = start[i * (n + 5) + j]
                            guard j < n else {
                                #expect(c[i * (n + 5) + j] == before, "\(kernels.name): columns behind the last one")
                                continue
                            }
                            var exact = isAdding ? Double(before) : 0
                            var size = abs(exact)
                            for p in 0..<k {
                                let term = 0.5 * Double(a[isTransposed ? p * m + i : i * k + p]) * Double(b[p * (n + 3) + j])
                                exact += term
                                size += abs(term)
                            }
                            // Two roundings of 2^-24 for each of at most 70 terms where nothing is fused, and two more.
                            #expect(abs(Double(c[i * (n + 5) + j]) - exact) <= 9e-6 * size, "\(kernels.name), \(i), \(j)")
                        }
                    }
                }
            }
        }
    }

    /// Attention relies on it: a row gives the same in any company.
    @Test func aLineDoesNotDependOnTheOthers() {
        var numbers = RandomNumbers(seed: 62)
        let (a, b) = (numbers.floats(24 * 64), numbers.floats(64 * 80))
        for kernels in Kernels.available {
            let product = SmallProduct(kernels: kernels)
            var (all, one) = ([Float](repeating: 0, count: 24 * 80), [Float](repeating: 0, count: 80))
            a.withUnsafeBufferPointer { a in
                guard let a = a.baseAddress else { return }
                product.multiply(m: 24, n: 80, k: 64, a: .init(a, line: 64), b: b, ldb: 80, c: &all, ldc: 80)
                for line in 0..<24 {
                    product.multiply(m: 1, n: 80, k: 64, a: .init(a + line * 64, line: 64), b: b, ldb: 80, c: &one, ldc: 80)
                    #expect(Array(all[line * 80..<(line + 1) * 80]) == one, "\(kernels.name), \(line)")
                }
            }
        }
    }
}
