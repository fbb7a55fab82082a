import CKernels
import Foundation

/// The kernels of one level of the processor's abilities.
///
/// The widest level is used. Setting the environment variable `DEBUGLM_KERNELS` to `portable`, `avx2`, `avx512` or `amx` before
/// the program starts chooses another one; a name that is unknown or that the processor cannot run is passed over.
/// Results may differ in their last bits between levels, never within one; `amx` is `avx512` with a faster product for many rows,
/// and the only one whose bfloat16 products use tiles.
package struct Kernels: @unchecked Sendable {
    /// What every operation uses unless told otherwise.
    package static let current: Kernels = {
        let chosen = ProcessInfo.processInfo.environment["DEBUGLM_KERNELS"].flatMap { Kernels(named: $0) }
        return chosen ?? Kernels(table: dlm_kernels_widest())
    }()

    /// Every level that this processor can run.
    package static let available: [Kernels] = ["portable", "avx2", "avx512", "amx"].compactMap { Kernels(named: $0) }

    let table: UnsafePointer<dlm_kernels>
    /// `portable`, `avx2` or `avx512`; the last with AMX too.
    package let name: String
    /// Whether this is the level without integer dot products, `portable`.
    package let isPortable: Bool
    /// Whether this is the level with AMX.
    var usesTiles: Bool { Kernels(named: "amx").map { $0.table == table } ?? false }

    /// - Returns: nil when there is no such level or the processor cannot run it.
    package init?(named name: String) {
        guard let table = dlm_kernels_named(name) else { return nil }
        self.init(table: table)
    }

    private init(table: UnsafePointer<dlm_kernels>) {
        self.table = table
        name = String(cString: table.pointee.name)
        isPortable = name == "portable"
    }
}

extension ElementType {
    /// The kernels' name for the type.
    var kernelType: dlm_type {
        switch self {
        case .f32: dlm_f32
        case .f16: dlm_f16
        case .bf16: dlm_bf16
        case .q8_0: dlm_q8_0
        case .q4_0: dlm_q4_0
        case .q4_1: dlm_q4_1
        case .q5_0: dlm_q5_0
        case .q5_1: dlm_q5_1
        case .q4_K: dlm_q4_k
        case .q5_K: dlm_q5_k
        case .q6_K: dlm_q6_k
        }
    }
}
