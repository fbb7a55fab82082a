import Compute
import Foundation
import Testing

@Suite struct BackwardCrossEntropyTests {
    static let rows = 3
    static let columns = 35
    static let targets: [Int32] = [0, 34, 17]

    private func forward(_ logits: [Float]) -> (losses: [Float], logSumExp: [Float]) {
        var losses = [Float](repeating: 0, count: Self.rows)
        var sums = losses
        CrossEntropy.forward(
            losses: &losses, logSumExp: &sums, logits: logits, targets: Self.targets, rows: Self.rows, columns: Self.columns)
        return (losses, sums)
    }

    @Test func gradientsAreTheSlopes() {
        let logits = BackwardCheck.values(Self.rows * Self.columns, seed: 12).map { $0 * 4 }
        let weights: [Float] = [1, 0.25, 2]
        var gradient = logits
        CrossEntropy.backward(
            logits: &gradient, weights: weights, logSumExp: forward(logits).logSumExp, targets: Self.targets, rows: Self.rows,
            columns: Self.columns)
        BackwardCheck.expectGradient(gradient, at: logits, name: "logits") { BackwardCheck.dot(forward($0).losses, weights) }
    }

    @Test func largeLogitsDoNotOverflow() {
        var logits = [Float](repeating: -1e4, count: Self.rows * Self.columns)
        for row in 0..<Self.rows { logits[row * Self.columns + Int(Self.targets[row])] = 1e4 }
        #expect(forward(logits).losses == [0, 0, 0])
    }

    @Test func aLogitThatIsNotANumberShowsInTheLoss() {
        var logits = [Float](repeating: 3, count: Self.rows * Self.columns)
        logits[Self.columns + 20] = .nan
        #expect(forward(logits).losses.map(\.isNaN) == [false, true, false])
    }

    @Test func anEvenGuessCostsTheLogarithmOfTheVocabulary() {
        let losses = forward([Float](repeating: 3, count: Self.rows * Self.columns)).losses
        #expect(losses.allSatisfy { abs($0 - Float(log(Double(Self.columns)))) < 1e-6 })
    }
}
