import Foundation
import Testing

/// Checks gradients against central differences.
///
/// The scalar is `sum(out * direction)`, summed in double. A forward pass in single precision rounds at about 1e-7 of its output,
/// and a step of 1e-2 makes that 1e-5 of the slope; the cubic term adds about 1e-4. Errors are therefore held to 2e-3 of the largest
/// slope, which any wrong term or sign exceeds by far.
enum BackwardCheck {
    static let step: Float = 1e-2
    static let tolerance: Float = 2e-3

    /// Repeatable values in -1 ..< 1.
    static func values(_ count: Int, seed: UInt64) -> [Float] {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max)
        }
    }

    static func dot(_ out: [Float], _ direction: [Float]) -> Double {
        zip(out, direction).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }

    /// - Parameters:
    ///   - gradient: as the backward pass gave it for `sum(out * direction)`.
    ///   - scalar: the sum for the given input.
    static func expectGradient(
        _ gradient: [Float], at input: [Float], name: String, scalar: ([Float]) -> Double,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        var slopes: [Float] = []
        var moved = input
        for index in input.indices {
            moved[index] = input[index] + step
            let above = scalar(moved)
            moved[index] = input[index] - step
            let below = scalar(moved)
            moved[index] = input[index]
            slopes.append(Float((above - below) / Double((input[index] + step) - (input[index] - step))))
        }
        let largest = slopes.map(abs).max() ?? 0
        let worst = zip(gradient, slopes).map { abs($0 - $1) }.max() ?? .infinity
        #expect(largest > 0 && worst <= tolerance * largest, "\(name): error \(worst) of \(largest)", sourceLocation: sourceLocation)
    }
}
