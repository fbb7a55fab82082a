import Compute
import Foundation
import Testing

@Suite struct VectorMathTests {
    static let counts = [1, 3, 4, 15, 16, 17, 31, 1_000, 49_152]

    @Test(arguments: counts)
    func softmaxAndLogSumExpAreNearTheExactOnes(count: Int) {
        var numbers = RandomNumbers(seed: 51)
        let x = (0..<count).map { _ in numbers.float() * 20 }
        let most = Double(x.max() ?? 0)
        let sum = x.reduce(0.0) { $0 + exp(Double($1) - most) }
        for kernels in Kernels.available {
            let logSum = VectorMath.logSumExp(x, count: count, kernels: kernels)
            // The result is a float: half a unit of a number near 20 to 30 is 1e-6.
            #expect(abs(Double(logSum) - (most + log(sum))) < 2e-6)
            let probabilities = softmax(x, kernels: kernels)
            for (probability, value) in zip(probabilities, x) {
                let exact = exp(Double(value) - most) / sum
                // The exponential is good to a unit or two, x - max is rounded (2^-20 at 20 to 40), then two products.
                #expect(abs(Double(probability) - exact) <= 4e-6 * exact)
            }
        }
    }

    @Test func softmaxDividesByTheTemperature() {
        let cold = softmax([1, 2], temperature: 0.5, kernels: .current)
        #expect(abs(cold[1] / cold[0] - exp(Float(2))) < 1e-4)
    }

    @Test func impossibleValuesGetZeroAndInfinitiesShare() {
        for kernels in Kernels.available {
            #expect(softmax([-.infinity, 0, -.infinity, 0], kernels: kernels) == [0, 0.5, 0, 0.5])
            #expect(softmax([-.infinity, -.infinity], kernels: kernels) == [0, 0])
            #expect(softmax([.infinity, 3, .infinity], kernels: kernels) == [0.5, 0, 0.5])
            #expect(softmax([-1e30, 0, -200], kernels: kernels) == [0, 1, 0])
            #expect(VectorMath.logSumExp([-.infinity, -.infinity], count: 2, kernels: kernels) == -.infinity)
            #expect(VectorMath.logSumExp([], count: 0, kernels: kernels) == -.infinity)
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

    private func softmax(_ x: [Float], temperature: Float = 1, kernels: Kernels) -> [Float] {
        var out = x
        out.withUnsafeMutableBufferPointer { out in
            guard let base = out.baseAddress else { return }
            VectorMath.softmax(base, base, count: x.count, temperature: temperature, kernels: kernels)
        }
        return out
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
