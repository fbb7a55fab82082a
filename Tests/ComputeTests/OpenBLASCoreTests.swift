import Compute
import Foundation
import Testing

struct OpenBLASCoreTests {
    @Test(.enabled(if: ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"] == nil, "the environment names the kernels"))
    func aProcessorWithAVX2IsNotLeftWithNarrowKernels() {
        let name = OpenBLASCore.settled
        #expect(Kernels.current.isPortable || !["Prescott", "Core2", "Nehalem"].contains(name))
    }
}
