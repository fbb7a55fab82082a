import Compute

/// How the products with frozen weights are computed.
///
/// Values that are trained, their gradients and moments, norms, attention and the loss are in single precision either way.
public enum Arithmetic: String, Sendable, CaseIterable, Codable {
    /// Single precision.
    case f32
    /// Both operands rounded to bfloat16, sums in single precision; low-rank updates too where they meet activations.
    case bf16

    /// Whether this machine can.
    public var isSupported: Bool { self == .f32 || BFloat16Product.isSupported }

    /// For messages about a machine that cannot.
    static let need =
        "needs a processor with bfloat16 products (AVX512_BF16) and no `DEBUGLM_KERNELS` that passes them over; use `compute: f32`"
}
