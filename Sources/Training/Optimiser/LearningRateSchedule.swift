import Foundation

/// How the learning rate moves over a stage: a linear warm-up, then constant, linear or cosine decay.
public struct LearningRateSchedule: Sendable, Hashable {
    public enum Shape: String, Sendable, Hashable, CaseIterable {
        case constant
        case linear
        case cosine
    }

    public var peak: Float
    /// Steps until the peak is reached; the first step already moves.
    public var warmUp: Int
    public var totalSteps: Int
    public var shape: Shape
    /// What remains at the end, as a share of the peak.
    public var floor: Float

    public init(peak: Float, warmUp: Int, totalSteps: Int, shape: Shape = .cosine, floor: Float = 0) {
        self.peak = peak
        self.warmUp = warmUp
        self.totalSteps = totalSteps
        self.shape = shape
        self.floor = floor
    }

    /// The rate of a step, counted from 0.
    public func rate(at step: Int) -> Float {
        if step < warmUp { return peak * Float(step + 1) / Float(warmUp) }
        let progress = min(1, Double(step - warmUp) / Double(max(1, totalSteps - warmUp)))
        let share: Double =
            switch shape {
            case .constant: 1
            case .linear: 1 - progress
            case .cosine: 0.5 * (1 + cos(Double.pi * progress))
            }
        return peak * (floor + (1 - floor) * Float(share))
    }
}
