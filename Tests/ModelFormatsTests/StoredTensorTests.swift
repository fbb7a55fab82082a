import Compute
import ModelFormats
import Testing

/// Tensors as matrices and numbers.
@Suite struct StoredTensorTests {
    /// A file whose data start at an odd byte, as the format allows.
    private func oddFile(_ temporary: TemporaryFolder) throws -> SafetensorsFile {
        var header = #"{"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"v":{"dtype":"F32","shape":[1],"data_offsets":[16,20]}}"#
        if header.utf8.count.isMultiple(of: 2) { header += " " }
        let values = [Float(1), -2, 3.5, 0.25, 7].flatMap { little($0.bitPattern) }
        return try SafetensorsFile(path: temporary.put("odd", little(UInt64(header.utf8.count)) + Array(header.utf8) + values))
    }

    private func values(_ matrix: WeightMatrix) -> [Float] {
        withExtendedLifetime(matrix) { Array(matrix.bytes.bindMemory(to: Float.self)) }
    }

    @Test func unalignedBytesAreCopiedForAMatrix() throws {
        let temporary = try TemporaryFolder()
        let tensor = try oddFile(temporary).tensor("a")
        let matrix = try tensor.matrix()
        #expect(matrix.bytes.baseAddress != tensor.bytes.baseAddress)
        #expect(values(matrix) == [1, -2, 3.5, 0.25])
        #expect(try tensor.floats() == [1, -2, 3.5, 0.25])
    }

    @Test func aMatrixOutlivesItsFile() throws {
        let matrix = try GGUFFile(path: Fixture.path("tiny.gguf")).tensor("plain").matrix()
        let expected = try Fixture.expected("gguf").object("plain").floats("values")
        #expect(values(matrix) == expected)
    }

    @Test func aVectorIsNoMatrix() throws {
        let temporary = try TemporaryFolder()
        let tensor = try oddFile(temporary).tensor("v")
        #expect(temporary.words { _ = try tensor.matrix() } == "odd, tensor 'v': has 1 dimensions where a matrix is needed.")
    }

    @Test func blocksAreNoFloats() throws {
        let tensor = try GGUFFile(path: Fixture.path("tiny.gguf")).tensor("blocks")
        let error = #expect(throws: FormatError.self) { try tensor.floats() }
        #expect(error?.problem == "is stored as Q8_0 where plain floats are needed")
    }
}
