import Foundation

/// Rotary position embedding: pairs of a head's elements are turned by an angle that grows with the position.
///
/// Pairs are elements `i` and `i + headDimension / 2`, as in Hugging Face transformers (`rotate_half`).
/// Source: Su et al., arXiv 2104.09864. A row's result does not depend on the other rows.
public enum RotaryEmbedding {
    /// Turns every head of every row in place by `positions[row] * inverseFrequencies[i]`.
    ///
    /// - Parameters:
    ///   - x: [rows, rowStride]; the first `heads * headDimension` elements of a row are turned.
    ///   - positions: [rows].
    ///   - inverseFrequencies: [headDimension / 2], radians a position.
    public static func forward(
        x: UnsafeMutablePointer<Float>, rows: Int, heads: Int, headDimension: Int, rowStride: Int,
        positions: UnsafePointer<Int32>, inverseFrequencies: UnsafePointer<Float>
    ) {
        let half = headDimension / 2
        for row in 0..<rows {
            let start = x + row * rowStride
            for pair in 0..<half {
                let angle = Float(positions[row]) * inverseFrequencies[pair]
                let cosine = cos(angle)
                let sine = sin(angle)
                for head in 0..<heads {
                    let first = start + head * headDimension + pair
                    let a = first[0]
                    let b = first[half]
                    first[0] = a * cosine - b * sine
                    first[half] = b * cosine + a * sine
                }
            }
        }
    }

    /// Cosines and sines of all angles, for many rotations of the same rows.
    ///
    /// - Parameters:
    ///   - cosines: [rows, headDimension / 2].
    ///   - sines: [rows, headDimension / 2].
    public static func table(
        cosines: UnsafeMutablePointer<Float>, sines: UnsafeMutablePointer<Float>, rows: Int, headDimension: Int,
        positions: UnsafePointer<Int32>, inverseFrequencies: UnsafePointer<Float>
    ) {
        let half = headDimension / 2
        for row in 0..<rows {
            for pair in 0..<half {
                let angle = Float(positions[row]) * inverseFrequencies[pair]
                cosines[row * half + pair] = cos(angle)
                sines[row * half + pair] = sin(angle)
            }
        }
    }

    /// As `forward(x:rows:heads:headDimension:rowStride:positions:inverseFrequencies:)`, from a `table`.
    public static func forward(
        x: UnsafeMutablePointer<Float>, rows: Int, heads: Int, headDimension: Int, rowStride: Int,
        cosines: UnsafePointer<Float>, sines: UnsafePointer<Float>
    ) {
        rotate(
            x: x, rows: rows, heads: heads, headDimension: headDimension, rowStride: rowStride,
            cosines: cosines, sines: sines, direction: 1)
    }

    /// Turns a gradient with respect to the output into one with respect to the input, in place.
    ///
    /// A rotation's transpose is the rotation back.
    public static func backward(
        gradient: UnsafeMutablePointer<Float>, rows: Int, heads: Int, headDimension: Int, rowStride: Int,
        cosines: UnsafePointer<Float>, sines: UnsafePointer<Float>
    ) {
        rotate(
            x: gradient, rows: rows, heads: heads, headDimension: headDimension, rowStride: rowStride,
            cosines: cosines, sines: sines, direction: -1)
    }

    private static func rotate(
        x: UnsafeMutablePointer<Float>, rows: Int, heads: Int, headDimension: Int, rowStride: Int,
        cosines: UnsafePointer<Float>, sines: UnsafePointer<Float>, direction: Float
    ) {
        let half = headDimension / 2
        for row in 0..<rows {
            let cosine = cosines + row * half
            let sine = sines + row * half
            for head in 0..<heads {
                let first = x + row * rowStride + head * headDimension
                let second = first + half
                for pair in 0..<half {
                    let a = first[pair]
                    let b = second[pair]
                    let turn = direction * sine[pair]
                    first[pair] = a * cosine[pair] - b * turn
                    second[pair] = b * cosine[pair] + a * turn
                }
            }
        }
    }
}

extension RotaryEmbedding {
    /// `theta^(-2i / headDimension)` for `i` in `0 ..< headDimension / 2`, in radians a position.
    public static func inverseFrequencies(headDimension: Int, theta: Float) -> [Float] {
        (0..<headDimension / 2).map { 1 / pow(theta, Float(2 * $0) / Float(headDimension)) }
    }

    /// Frequencies divided one by one, as `rope_freqs.weight` of a GGUF file asks for; missing divisors count as 1.
    public static func divided(_ frequencies: [Float], by divisors: [Float]) -> [Float] {
        frequencies.enumerated().map { $0.offset < divisors.count ? $0.element / divisors[$0.offset] : $0.element }
    }

    /// Every frequency divided by `factor` (linear position interpolation, arXiv 2306.15595).
    public static func linearlyScaled(_ frequencies: [Float], factor: Float) -> [Float] {
        frequencies.map { $0 / factor }
    }

    /// Llama 3.1's rule: waves longer than `originalMaximumPositions / lowFrequencyFactor` are divided by `factor`, those
    /// shorter than `originalMaximumPositions / highFrequencyFactor` kept, and a linear blend lies between.
    ///
    /// Source: `_compute_llama3_parameters` of Hugging Face transformers.
    public static func llama3Scaled(
        _ frequencies: [Float], factor: Float, lowFrequencyFactor: Float, highFrequencyFactor: Float,
        originalMaximumPositions: Int
    ) -> [Float] {
        let context = Float(originalMaximumPositions)
        return frequencies.map { frequency in
            let wavelength = 2 * Float.pi / frequency
            if wavelength < context / highFrequencyFactor { return frequency }
            if wavelength > context / lowFrequencyFactor { return frequency / factor }
            let smooth = (context / wavelength - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor)
            return (1 - smooth) * frequency / factor + smooth * frequency
        }
    }
}
