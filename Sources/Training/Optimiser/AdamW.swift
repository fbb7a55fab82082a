import Compute
import Foundation

/// Adam with decoupled weight decay over a whole parameter store.
///
/// Source: Loshchilov and Hutter, arXiv 1711.05101; the arithmetic follows `torch.optim.AdamW`.
public struct AdamW: Sendable, Hashable {
    public var firstDecay: Float = 0.9
    public var secondDecay: Float = 0.999
    public var epsilon: Float = 1e-8
    /// Applied to parameters whose treatment asks for it.
    public var weightDecay: Float = 0
    /// The learning rate of token rows, as a multiple of that of the weights.
    public var tokenRowRate: Float = 1
    /// Updates done so far.
    public var step = 0

    /// Numbers that one task updates.
    private static let block = 1 << 16

    public init(weightDecay: Float = 0, tokenRowRate: Float = 1) {
        self.weightDecay = weightDecay
        self.tokenRowRate = tokenRowRate
    }

    /// The Euclidean norm of all gradients, summed block by block in a fixed order.
    public static func gradientNorm(_ store: ParameterStore, pool: ThreadPool) -> Double {
        let tasks = (store.count + block - 1) / block
        var sums = [Double](repeating: 0, count: tasks)
        let gradients = store.gradients
        let count = store.count
        sums.withUnsafeMutableBufferPointer { sums in
            guard let sums = sums.baseAddress else { return }
            nonisolated(unsafe) let target = sums
            pool.run(tasks) { task in
                var total = 0.0
                for index in task * block..<min((task + 1) * block, count) {
                    total += Double(gradients[index]) * Double(gradients[index])
                }
                target[task] = total
            }
        }
        return sums.reduce(0, +).squareRoot()
    }

    /// Scales gradients so that their norm is at most `limit`.
    public static func clip(_ store: ParameterStore, norm: Double, limit: Double, pool: ThreadPool) {
        let factor = Float(limit / (norm + 1e-6))
        guard factor < 1 else { return }
        let gradients = store.gradients
        let count = store.count
        pool.run((count + block - 1) / block) { task in
            for index in task * block..<min((task + 1) * block, count) { gradients[index] *= factor }
        }
    }

    /// Moves every parameter against its gradient.
    public mutating func update(_ store: ParameterStore, learningRate: Float, pool: ThreadPool) {
        step += 1
        let firstCorrection = 1 - pow(Double(firstDecay), Double(step))
        let secondCorrection = Float((1 - pow(Double(secondDecay), Double(step))).squareRoot())
        let settings = self
        for entry in store.entries {
            let rate = learningRate * (entry.treatment.isTokenRow ? tokenRowRate : 1)
            let shrink = 1 - (entry.treatment.decays ? rate * weightDecay : 0)
            let stepSize = Float(Double(rate) / firstCorrection)
            let slice = entry.slice
            pool.run((slice.count + Self.block - 1) / Self.block) { task in
                let start = slice.offset + task * Self.block
                let count = min(Self.block, slice.offset + slice.count - start)
                settings.update(
                    values: store.values + start, gradients: store.gradients + start, firstMoments: store.firstMoments + start,
                    secondMoments: store.secondMoments + start, count: count, shrink: shrink, stepSize: stepSize,
                    secondCorrection: secondCorrection)
            }
        }
    }

    private func update(
        values: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, firstMoments: UnsafeMutablePointer<Float>,
        secondMoments: UnsafeMutablePointer<Float>, count: Int, shrink: Float, stepSize: Float, secondCorrection: Float
    ) {
        let (b1, b2, e) = (firstDecay, secondDecay, epsilon)
        for index in 0..<count {
            let g = gradients[index]
            let m = b1 * firstMoments[index] + (1 - b1) * g
            let v = b2 * secondMoments[index] + (1 - b2) * g * g
            firstMoments[index] = m
            secondMoments[index] = v
            values[index] = values[index] * shrink - stepSize * m / (v.squareRoot() / secondCorrection + e)
        }
    }
}
