import Compute
import Foundation
import Testing

@Suite struct SystemMemoryTests {
    @Test(arguments: [0, 1, 4_096, 245_760, 5 << 20])
    func itIsZeroedAndAligned(byteCount: Int) {
        let bytes = SystemMemory.allocate(byteCount: byteCount)
        defer { SystemMemory.free(bytes, byteCount: byteCount) }
        #expect(Int(bitPattern: bytes) % 64 == 0)
        let all = UnsafeMutableRawBufferPointer(start: bytes, count: byteCount)
        #expect(all.allSatisfy { $0 == 0 })
        for index in all.indices { all[index] = 0xA5 }
        #expect(all.allSatisfy { $0 == 0xA5 })
    }

    #if os(Linux)
        @Test func whatIsFreedIsNoMoreTheProcesss() {
            func residentPages() -> Int {
                let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
                return text?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            }
            let size = 64 << 20
            let bytes = SystemMemory.allocate(byteCount: size)
            memset(bytes, 1, size)
            let held = residentPages()
            SystemMemory.free(bytes, byteCount: size)
            // Other tests take and give memory meanwhile: half of it is a sign that no chance gives.
            #expect(residentPages() < held - size / 4_096 / 2)
        }
    #endif
}
