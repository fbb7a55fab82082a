import Compute
import Foundation
import Testing

@Suite struct VectorMathTests {
    static let counts = [1, 3, 4, 15, 16, 17, 31, 1_000, 49_152]

    @Test(arguments: counts)
    func exponentialsAndLogSumExpAreNearTheExactOnes(count: Int) {
        var numbers = RandomNumbers(seed: 51)
        let x = (0..<count).map { _ in numbers.float() * 20 }
        let most = x.max() ?? 0
        let sum = x.reduce(0.0) { $0 + exp(Double($1) - Double(most)) }
        for kernels in Kernels.available {
            let logSum = VectorMath.logSumExp(x, count: count, kernels: kernels)
            // The result is a float: half a unit of a number near 20 to 30 is 1e-6.
            #expect(abs(Double(logSum) - (Double(most) + log(sum))) < 2e-6)
            let (found, total) = exponentials(x, minus: most, kernels: kernels)
            #expect(abs(total - sum) <= 4e-6 * sum)
            for (e, value) in zip(found, x) {
                let exact = exp(Double(value) - Double(most))
                // The exponential is good to a unit or two, x - max is rounded (2^-20 at 20 to 40).
                #expect(abs(Double(e) - exact) <= 4e-6 * exact)
            }
        }
    }

    @Test func impossibleValuesAddNothing() {
        for kernels in Kernels.available {
            #expect(exponentials([-.infinity, 0, -.infinity, 0], minus: 0, kernels: kernels) == ([0, 1, 0, 1], 2))
            #expect(exponentials([-1e30, 0, -200], minus: 0, kernels: kernels) == ([0, 1, 0], 1))
            #expect(VectorMath.logSumExp([-.infinity, -.infinity], count: 2, kernels: kernels) == -.infinity)
            #expect(VectorMath.logSumExp([], count: 0, kernels: kernels) == -.infinity)
        }
    }

    @Test func whatIsNotANumberStaysVisible() {
        for kernels in Kernels.available {
            for place in 0..<20 {
                var x = [Float](repeating: -3, count: 20)
                x[place] = .nan
                let (found, total) = exponentials(x, minus: -3, kernels: kernels)
                #expect(found.indices.allSatisfy { found[$0].isNaN == ($0 == place) }, "\(kernels.name) \(place)")
                #expect(total.isNaN)
                #expect(VectorMath.logSumExp(x, count: 20, kernels: kernels).isNaN)
            }
        }
    }

    @Test(arguments: counts)
    func argmaxFindsTheFirstOfTheLargest(count: Int) {
        var numbers = RandomNumbers(seed: 52)
        var x = numbers.floats(count)
        for place in Set([0, count / 2, count - 1]) {
            x[place] = 5
            for kernels in Kernels.available {
                #expect(VectorMath.argmax(x, count: count, kernels: kernels) == x.firstIndex(of: 5))
            }
            x[place] = 0
        }
        x[count - 1] = 9
        x[count / 2] = 9
        for kernels in Kernels.available { #expect(VectorMath.argmax(x, count: count, kernels: kernels) == count / 2) }
    }

    @Test func nanNeverWins() {
        for kernels in Kernels.available {
            for place in 0..<20 {
                var x = [Float](repeating: -3, count: 20)
                x[place] = .nan
                x[(place + 7) % 20] = -1
                #expect(VectorMath.argmax(x, count: 20, kernels: kernels) == (place + 7) % 20)
            }
            #expect(VectorMath.argmax([.nan, .nan], count: 2, kernels: kernels) == 0)
        }
    }

    private func exponentials(_ x: [Float], minus shift: Float, kernels: Kernels) -> ([Float], Double) {
        var out = x
        let total = out.withUnsafeMutableBufferPointer { out in
            out.baseAddress.map { kernels.exponentiate($0, minus: shift, x.count) } ?? 0
        }
        return (out, total)
    }
}

@Suite struct EntropyTests {
    @Test func logSumAndEntropyFollowTheFormula() {
        var numbers = RandomNumbers(seed: 71)
        var x = numbers.floats(1_003).map { $0 * 12 }
        x[17] = -.infinity
        let sum = x.reduce(0) { $0 + exp(Double($1)) }
        let entropy = x.reduce(0.0) { $1 == -.infinity ? $0 : $0 - exp(Double($1)) / sum * (Double($1) - log(sum)) }
        for kernels in Kernels.available {
            let found = VectorMath.logSumExpAndEntropy(x, count: x.count, kernels: kernels)
            #expect(abs(found.logSum - log(sum)) < 1e-6, "\(kernels.name)")
            #expect(abs(found.entropy - entropy) < 1e-5, "\(kernels.name)")
        }
    }
}
