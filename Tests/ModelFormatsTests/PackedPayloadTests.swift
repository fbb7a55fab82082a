import Compute
import ModelFormats
import Testing

/// Numbers that come in pieces and are packed on their way into the file.
@Suite struct PackedPayloadTests {
    private let values: [Float] = (0..<128).map { Float($0) * 0.25 - 16 }

    private func payload(_ values: [Float], as type: ElementType) -> TensorPayload {
        TensorPayload(name: "blocks", shape: [4, 32], as: type) { write in
            try values.withUnsafeBufferPointer { values in
                for row in 0..<4 { try write(UnsafeBufferPointer(rebasing: values[row * 32..<(row + 1) * 32])) }
            }
        }
    }

    @Test(arguments: [ElementType.f32, .f16, .bf16, .q8_0]) func piecesAreTheWhole(type: ElementType) throws {
        let folder = try TemporaryFolder()
        try GGUFWriter.write(metadata: [], tensors: [payload(values, as: type)], to: folder.file("a.gguf"))
        let written = try GGUFFile(path: folder.file("a.gguf")).tensor("blocks").withBytes { [UInt8]($0) }
        #expect(written == (try Quantisation.quantise(values, to: type)))
    }

    @Test func aNumberThatBlocksCannotHoldIsNamedByTensorAndPlace() throws {
        let folder = try TemporaryFolder()
        var values = values
        values[70] = .nan
        let broken = payload(values, as: .q8_0)
        #expect {
            try GGUFWriter.write(metadata: [], tensors: [broken], to: folder.file("b.gguf"))
        } throws: {
            "\($0)".contains("tensor 'blocks'") && "\($0)".contains("element 70")
        }
    }
}
