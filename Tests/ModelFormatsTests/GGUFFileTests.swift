import Compute
import Foundation
import ModelFormats
import Testing

/// Reading GGUF files that the reference package wrote.
@Suite struct GGUFFileTests {
    @Test func everyMetadataTypeIsReadWithItsValue() throws {
        let metadata = try GGUFFile(path: Fixture.path("tiny.gguf")).metadata
        #expect(metadata["general.architecture"]?.string == "llama")
        #expect(metadata["test.uint8"] == .uint8(200))
        #expect(metadata["test.int8"] == .int8(-100))
        #expect(metadata["test.uint16"] == .uint16(60000))
        #expect(metadata["test.int16"] == .int16(-30000))
        #expect(metadata["test.uint32"] == .uint32(4_000_000_000))
        #expect(metadata["test.int32"] == .int32(-2_000_000_000))
        #expect(metadata["test.float32"] == .float32(0.5))
        #expect(metadata["test.bool"] == .bool(true))
        #expect(metadata["test.string"]?.string == "naïve 🙂")
        #expect(metadata["test.uint64"] == .uint64(1 << 63 + 1))
        #expect(metadata["test.int64"] == .int64(-(1 << 62)))
        #expect(metadata["test.float64"] == .float64(1e-300))
    }

    @Test func arraysAreReadWhole() throws {
        let metadata = try GGUFFile(path: Fixture.path("tiny.gguf")).metadata
        #expect(metadata["test.ints"]?.ints == [3, -4, 5])
        #expect(metadata["test.floats"]?.floats == [0.25, -8])
        #expect(metadata["test.bools"]?.ints == [1, 0])
        #expect(metadata["test.nested"]?.array?.arrays?.map(\.ints) == [[1, 2], [3]])
    }

    @Test func stringsKeepTheirBytes() throws {
        let metadata = try GGUFFile(path: Fixture.path("tiny.gguf")).metadata
        let expected: [[UInt8]] = [Array("<s>".utf8), [0xe2, 0x96], [0xc3, 0xa9], [0x65, 0xcc, 0x81], []]
        #expect(metadata["test.strings"]?.byteStrings == expected)
        #expect(metadata["test.strings"]?.strings == nil)
    }

    @Test func accessorsGiveNothingForAnotherType() throws {
        let metadata = try GGUFFile(path: Fixture.path("tiny.gguf")).metadata
        #expect(metadata["test.string"]?.int == nil)
        #expect(metadata["test.uint8"]?.string == nil)
        #expect(metadata["test.uint64"]?.int == nil)
        #expect(metadata["test.uint8"]?.float == 200)
        #expect(metadata["test.strings"]?.ints == nil)
        #expect(metadata["test.ints"]?.byteStrings == nil)
    }

    @Test(arguments: ["tiny.gguf", "tiny-v2.gguf"]) func tensorsHaveTheReferenceValues(name: String) throws {
        let file = try GGUFFile(path: Fixture.path(name))
        #expect(file.version == (name == "tiny.gguf" ? 3 : 2))
        let expected = try Fixture.expected("gguf")
        #expect(file.tensorNames == expected.keys)
        for listing in file.listing {
            let reference = try expected.object(listing.name)
            #expect(listing.shape == (try reference.ints("shape")))
            #expect(listing.typeName == (try reference.string("type")))
            guard ["F32", "F16", "BF16"].contains(listing.typeName) else { continue }
            #expect(try file.tensor(listing.name).floats() == reference.floats("values"))
        }
    }

    @Test func quantisedTensorsBecomeMatricesInPlace() throws {
        let file = try GGUFFile(path: Fixture.path("tiny.gguf"))
        let tensor = try file.tensor("blocks")
        let matrix = try tensor.matrix()
        #expect(matrix.rows == 3 && matrix.columns == 64 && matrix.type == .q8_0 && matrix.rowBytes == 68)
        #expect(matrix.bytes.baseAddress == tensor.bytes.baseAddress)
    }

    @Test func aTensorOfAnUnsupportedTypeIsListedAndRefused() throws {
        let file = try GGUFFile(path: Fixture.path("tiny.gguf"))
        #expect(file.listing.first { $0.name == "integers" }?.isSupported == false)
        #expect(file.tensors["integers"] == nil)
        let error = #expect(throws: FormatError.self) { try file.tensor("integers") }
        #expect(error?.place == "tensor 'integers'")
        #expect(error?.problem == "is stored as I32, which is not supported")
    }

    @Test func aMissingTensorIsNamed() throws {
        let file = try GGUFFile(path: Fixture.path("tiny.gguf"))
        let error = #expect(throws: FormatError.self) { try file.tensor("output.weight") }
        #expect(error?.description == "\(Fixture.path("tiny.gguf")), tensor 'output.weight': is not in the file.")
    }

    @Test func requiredMetadataIsNamedWhenMissingOrOfAnotherType() throws {
        let file = try GGUFFile(path: Fixture.path("tiny.gguf"))
        #expect(try file.required("test.uint8", \.int) == 200)
        #expect(#expect(throws: FormatError.self) { try file.required("absent", \.int) }?.problem == "is missing")
        let error = #expect(throws: FormatError.self) { try file.required("test.string", \.int) }
        #expect(error?.place == "metadata 'test.string'")
        #expect(error?.problem == "is of another type than expected")
    }
}
