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

    /// The gradients of `forward`, and its result once more: both need the same exponential, and who wants one has not kept the other.
    ///
    /// Overwrites instead of adding: gate and up have no other use. With `s = sigmoid(gate)`: `dup = dout * gate * s` and
    /// `dgate = dout * up * s * (1 + gate * (1 - s))`.
    ///
    /// - Parameters:
    ///   - out: [count]; as `forward` writes it.
    ///   - gateGradient: [count].
    ///   - upGradient: [count].
    ///   - outGradient: [count].
    ///   - gate: [count].
    ///   - up: [count].
    public static func backward(
        out: UnsafeMutablePointer<Float>, gateGradient: UnsafeMutablePointer<Float>, upGradient: UnsafeMutablePointer<Float>,
        outGradient: UnsafePointer<Float>, gate: UnsafePointer<Float>, up: UnsafePointer<Float>, count: Int
    ) {
        Kernels.current.table.pointee.swiglu_gradient(out, gateGradient, upGradient, outGradient, gate, up, count)
    }
}
