import COpenBLAS
import Foundation

/// Which of its processor-specific kernels OpenBLAS runs.
///
/// OpenBLAS knows processors by model. One younger than the library is taken for the oldest of its line (`Prescott`, without AVX), at
/// a tenth of the speed. The library can be told otherwise by an environment variable, which it reads when it is loaded, and again
/// by the functions that Debian's build with run-time dispatch exports. Where they are missing, nothing is changed.
package enum OpenBLASCore {
    /// The names of kernels without AVX2 that an unknown processor may be given.
    private static let narrow: Set = [
        "Prescott", "Core2", "Penryn", "Dunnington", "Nehalem", "Atom", "Banias", "Katmai", "Coppermine", "Northwood", "Sandybridge",
        "Unknown",
    ]

    private static let variable = "OPENBLAS_CORETYPE"

    /// The kernels in use.
    private static var name: String { String(cString: openblas_get_corename()) }

    /// The name of the kernels from the first use of this on: as wide as those of the level in use, when the library has fallen back to
    /// narrow ones and nobody named others. Every product asks first, so they change before the first one, and once.
    ///
    /// The chosen ones are tried on one product; when it is not right, the former ones come back.
    package static let settled: String = widen(to: .current)

    private static func widen(to level: Kernels) -> String {
        let former = name
        guard narrow.contains(former), ProcessInfo.processInfo.environment[variable] == nil else { return former }
        switch level.name {
        case "avx512": switchKernels(to: "SkylakeX")
        case "avx2": switchKernels(to: "Haswell")
        default: return former
        }
        if !multipliesRight() { switchKernels(to: former) }
        return name
    }

    private static func switchKernels(to kernels: String) {
        typealias Call = @convention(c) () -> Void
        // The handle of the whole program: what it is linked with.
        guard let program = dlopen(nil, RTLD_LAZY), let quit = dlsym(program, "gotoblas_dynamic_quit"),
            let start = dlsym(program, "gotoblas_dynamic_init")
        else { return }
        setenv(variable, kernels, 1)
        unsafeBitCast(quit, to: Call.self)()
        unsafeBitCast(start, to: Call.self)()
        unsetenv(variable)
    }

    /// One product of whole numbers, whose sums are exact in any order.
    private static func multipliesRight() -> Bool {
        let (m, n, k) = (37, 70, 45)
        let a = (0..<m * k).map { Float($0 * 7 % 11 - 5) }
        let b = (0..<k * n).map { Float($0 * 5 % 13 - 6) }
        var c = [Float](repeating: .nan, count: m * n)
        cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(m), Int32(n), Int32(k), 1, a, Int32(k), b, Int32(n), 0, &c, Int32(n))
        return (0..<m * n).allSatisfy { place in
            var sum: Float = 0
            for i in 0..<k { sum += a[place / n * k + i] * b[i * n + place % n] }
            return c[place] == sum
        }
    }
}
