import Compute
import Testing

@Suite struct DequantisationTests {
    @Test(arguments: ElementType.allCases.filter { $0 != .f32 })
    func everyLevelUnpacksToTheReferencesBits(type: ElementType) throws {
        let expected = try Fixtures.floats("\(type.rawValue).floats")
        let matrix = try matrix(type, Fixtures.bytes("\(type.rawValue).blocks"), columns: expected.count)
        for kernels in Kernels.available {
            var floats = [Float](repeating: 7, count: expected.count)
            floats.withUnsafeMutableBufferPointer { floats in
                if let base = floats.baseAddress { matrix.dequantise(rows: 0..<1, into: base, kernels: kernels) }
            }
            let wrong = floats.indices.filter { !same(floats[$0], expected[$0]) }
            #expect(wrong.isEmpty, "\(kernels.name): \(wrong.prefix(5).map { ($0, floats[$0], expected[$0]) })")
        }
    }

    @Test func rowsUnpackOnTheirOwn() throws {
        for type in ElementType.allCases {
            let matrix = try randomMatrix(type, rows: 5, columns: 256, seed: 3)
            let all = matrix.unpacked()
            var row = [Float](repeating: 0, count: 256)
            for index in 0..<5 {
                row.withUnsafeMutableBufferPointer { row in
                    if let base = row.baseAddress { matrix.dequantiseRow(index, into: base) }
                }
                #expect(row == Array(all[(index * 256)..<((index + 1) * 256)]), "\(type) row \(index)")
            }
        }
    }

    @Test func rowsThatEndInsideAVectorAreNotWrittenPast() throws {
        for type in [ElementType.f32, .f16, .bf16] {
            let matrix = try randomMatrix(type, rows: 1, columns: 37, seed: 4)
            for kernels in Kernels.available {
                var floats = [Float](repeating: 7, count: 40)
                floats.withUnsafeMutableBufferPointer { floats in
                    if let base = floats.baseAddress { matrix.dequantise(rows: 0..<1, into: base, kernels: kernels) }
                }
                #expect(floats[37...] == [7, 7, 7], "\(kernels.name) \(type)")
            }
        }
    }

    private func matrix(_ type: ElementType, _ bytes: [UInt8], columns: Int) throws -> WeightMatrix {
        let storage = ByteStorage(count: bytes.count)
        storage.bytes.copyBytes(from: bytes)
        return try #require(
            WeightMatrix(rows: 1, columns: columns, type: type, bytes: UnsafeRawBufferPointer(storage.bytes), owner: storage))
    }
}
