import Compute
import Testing

@Suite struct SystemMemoryTests {
    @Test(arguments: [0, 1, 4_096, 245_760, 5 << 20])
    func itIsZeroedAndAligned(byteCount: Int) throws {
        let bytes = try #require(SystemMemory.allocate(byteCount: byteCount))
        defer { SystemMemory.free(bytes, byteCount: byteCount) }
        #expect(Int(bitPattern: bytes) % 64 == 0)
        let all = UnsafeMutableRawBufferPointer(start: bytes, count: byteCount)
        #expect(all.allSatisfy { $0 == 0 })
        for index in all.indices { all[index] = 0xA5 }
        #expect(all.allSatisfy { $0 == 0xA5 })
    }

    @Test func whatNoMachineHasIsRefused() {
        #expect(SystemMemory.allocate(byteCount: 1 << 60) == nil)
    }
}
