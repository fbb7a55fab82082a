import Compute
import ModelFormats
import Testing

/// Conversions between `Float` and the 16-bit forms.
@Suite struct HalfPrecisionTests {
    @Test func everyHalfWidensExactly() {
        let halves = (0...UInt16.max).map(\.littleEndian)
        let widened = [Float](unsafeUninitializedCapacity: halves.count) { buffer, count in
            halves.withUnsafeBytes { HalfPrecision.widenF16($0, into: UnsafeMutableBufferPointer(rebasing: buffer[0..<halves.count])) }
            count = halves.count
        }
        let wrong = (0...UInt16.max).filter { bits in
            let expected = Float(Float16(bitPattern: bits))
            let value = widened[Int(bits)]
            return expected.isNaN ? !value.isNaN : value.bitPattern != expected.bitPattern
        }
        #expect(wrong.isEmpty)
    }

    @Test func everyHalfNarrowsToItself() {
        let values = (0...UInt16.max).map { Float(Float16(bitPattern: $0)) }
        let storage = ByteStorage(count: values.count * 2)
        values.withUnsafeBufferPointer { HalfPrecision.narrowF16($0, into: storage.bytes) }
        let wrong = values.indices.filter { index in
            !values[index].isNaN && storage.bytes.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self) != UInt16(index)
        }
        #expect(wrong.isEmpty)
    }

    @Test func bfloatNarrowingRoundsToNearestEven() {
        let cases: [(UInt32, UInt16)] = [
            (0x3f80_0000, 0x3f80), (0x3f80_8000, 0x3f80), (0x3f81_8000, 0x3f82), (0x3f80_8001, 0x3f81), (0x3f80_7fff, 0x3f80),
            (0x7f7f_ffff, 0x7f80), (0x7f80_0000, 0x7f80), (0xff80_0000, 0xff80), (0x7f80_0001, 0x7fc0), (0x8000_0000, 0x8000),
        ]
        let values = cases.map { Float(bitPattern: $0.0) }
        let storage = ByteStorage(count: values.count * 2)
        values.withUnsafeBufferPointer { HalfPrecision.narrowBF16($0, into: storage.bytes) }
        for (index, (_, expected)) in cases.enumerated() {
            #expect(storage.bytes.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self) == expected)
        }
    }
}
