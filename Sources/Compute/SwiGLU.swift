import CKernels

/// The gated activation of Llama-type feed-forward layers: `out = gate * sigmoid(gate) * up`, element by element.
///
/// Source: Shazeer, arXiv 2002.05202. An element's result does not depend on the others.
public enum SwiGLU {
    /// - Parameters:
    ///   - out: [count]; may be `gate` or `up` itself.
    ///   - gate: [count].
    ///   - up: [count].
    public static func forward(
        out: UnsafeMutablePointer<Float>, gate: UnsafePointer<Float>, up: UnsafePointer<Float>, count: Int
    ) {
        Kernels.current.table.pointee.swiglu(out, gate, up, count)
    }

    /// Adds the gradients of `forward`.
    ///
    /// With `s = sigmoid(gate)`: `dup += dout * gate * s` and `dgate += dout * up * s * (1 + gate * (1 - s))`.
    ///
    /// - Parameters:
    ///   - gateGradient: [count], added to.
    ///   - upGradient: [count], added to.
    ///   - outGradient: [count].
    ///   - gate: [count].
    ///   - up: [count].
    public static func backward(
        gateGradient: UnsafeMutablePointer<Float>, upGradient: UnsafeMutablePointer<Float>,
        outGradient: UnsafePointer<Float>, gate: UnsafePointer<Float>, up: UnsafePointer<Float>, count: Int
    ) {
        var index = 0
        while index < count {
            let width = min(16, count &- index)
            let whole = width == 16
            let g = whole ? VectorExponential.load(gate + index) : VectorExponential.load(gate + index, count: width)
            let u = whole ? VectorExponential.load(up + index) : VectorExponential.load(up + index, count: width)
            let d = whole ? VectorExponential.load(outGradient + index) : VectorExponential.load(outGradient + index, count: width)
            let s = VectorExponential.sigmoid(g)
            let one = SIMD16<Float>(repeating: 1)
            let gateStep = d * u * s * (one + g * (one - s))
            let upStep = d * g * s
            if whole {
                VectorExponential.store(VectorExponential.load(gateGradient + index) + gateStep, to: gateGradient + index)
                VectorExponential.store(VectorExponential.load(upGradient + index) + upStep, to: upGradient + index)
            } else {
                for lane in 0..<width {
                    gateGradient[index + lane] += gateStep[lane]
                    upGradient[index + lane] += upStep[lane]
                }
            }
            index &+= 16
        }
    }
}
