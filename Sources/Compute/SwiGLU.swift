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
        Kernels.current.table.pointee.swiglu_gradient(gateGradient, upGradient, outGradient, gate, up, count)
    }
}
