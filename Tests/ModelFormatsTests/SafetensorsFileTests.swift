import ModelFormats
import Testing

/// Reading safetensors files that the reference package wrote.
@Suite struct SafetensorsFileTests {
    @Test func tensorsHaveTheReferenceValues() throws {
        let file = try SafetensorsFile(path: Fixture.path("tiny.safetensors"))
        let expected = try Fixture.expected("safetensors")
        #expect(Set(file.tensorNames) == Set(expected.keys))
        for listing in file.listing {
            let reference = try expected.object(listing.name)
            #expect(listing.shape == (try reference.ints("shape")))
            #expect(listing.typeName == (try reference.string("type")))
            guard listing.isSupported else { continue }
            #expect(try file.tensor(listing.name).floats() == reference.floats("values"))
        }
    }

    @Test func metadataIsRead() throws {
        let file = try SafetensorsFile(path: Fixture.path("tiny.safetensors"))
        #expect(file.metadata == ["format": "pt", "note": "naïve 🙂"])
    }

    @Test func aTensorOfAnUnsupportedTypeIsListedAndRefused() throws {
        let file = try SafetensorsFile(path: Fixture.path("tiny.safetensors"))
        let error = #expect(throws: FormatError.self) { try file.tensor("integers") }
        #expect(error?.problem == "is stored as I64, which is not supported")
    }
}

/// What is said about a safetensors file that is not right, in full words.
@Suite struct SafetensorsDamageTests {
    private func words(header: String, data: Int = 16, length: UInt64? = nil) throws -> String {
        let folder = try TemporaryFolder()
        let bytes = little(length ?? UInt64(header.utf8.count)) + Array(header.utf8) + [UInt8](repeating: 0, count: data)
        let path = try folder.put("bad.safetensors", bytes)
        return folder.words { _ = try SafetensorsFile(path: path) }
    }

    private func tensor(_ name: String = "a", dtype: String = "F32", shape: String = "[4]", offsets: String = "[0,16]") -> String {
        #""\#(name)":{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":\#(offsets)}"#
    }

    @Test func aRightFileIsRead() throws {
        #expect(try words(header: "{\(tensor())}") == "no error")
    }

    @Test func aHeaderLongerThanTheFile() throws {
        let expected =
            "bad.safetensors, byte 0: is not a safetensors file or is cut short: a header of 18446744073709551615 bytes "
            + "does not fit its 26 bytes; download or copy it again."
        #expect(try words(header: "{}", length: .max) == expected)
    }

    @Test func aHeaderThatIsNoJSON() throws {
        let expected = "bad.safetensors, header, line 1, column 6: is not valid JSON: a JSON value is expected here."
        #expect(try words(header: #"{"a":}"#) == expected)
    }

    @Test func aHeaderThatIsNoObject() throws {
        #expect(try words(header: "[1]") == "bad.safetensors, header: is JSON, but not an object.")
    }

    @Test func twoTensorsOfOneName() throws {
        let expected = "bad.safetensors, header, line 1, column 56: is not valid JSON: key 'a' is there twice."
        #expect(try words(header: "{\(tensor()),\(tensor())}") == expected)
    }

    @Test func bytesPastTheEnd() throws {
        let expected =
            "bad.safetensors, tensor 'a': ends at byte 16 of the data, of which the file holds 12; "
            + "the file is damaged or cut short; download or copy it again."
        #expect(try words(header: "{\(tensor())}", data: 12) == expected)
    }

    @Test func offsetsTheWrongWayRound() throws {
        let expected = "bad.safetensors, key 'a.data_offsets': is not a range of bytes."
        #expect(try words(header: "{\(tensor(offsets: "[16,0]"))}") == expected)
    }

    @Test func offsetsThatAreNoPair() throws {
        #expect(try words(header: "{\(tensor(offsets: "[0]"))}") == "bad.safetensors, key 'a.data_offsets': is not a pair of numbers.")
    }

    @Test func aShapeThatDoesNotFitItsBytes() throws {
        let expected = "bad.safetensors, tensor 'a': has 16 bytes, which is not the size of shape [5] in F32; the file is damaged."
        #expect(try words(header: "{\(tensor(shape: "[5]"))}") == expected)
    }

    @Test(arguments: ["[-1]", "[4611686018427387904,4]"]) func anImpossibleShape(shape: String) throws {
        #expect(try words(header: "{\(tensor(shape: shape))}").hasPrefix("bad.safetensors, tensor 'a': has an impossible shape ["))
    }

    @Test func tensorsThatOverlap() throws {
        let header = "{\(tensor()),\(tensor("b", shape: "[2]", offsets: "[8,16]"))}"
        #expect(try words(header: header) == "bad.safetensors, tensor 'b': its bytes overlap those of another tensor; the file is damaged.")
    }

    @Test func aGapBetweenTensors() throws {
        let header = "{\(tensor(shape: "[2]", offsets: "[0,8]")),\(tensor("b", shape: "[1]", offsets: "[12,16]"))}"
        #expect(try words(header: header) == "bad.safetensors, tensor 'b': there are 4 unused bytes before it; the file is damaged.")
    }

    @Test func bytesAfterTheLastTensor() throws {
        let expected = "bad.safetensors, byte 79: 4 bytes follow the last tensor; the file is damaged."
        #expect(try words(header: "{\(tensor())}", data: 20) == expected)
    }

    @Test func metadataThatIsNoText() throws {
        let expected = "bad.safetensors, key '__metadata__.n': is not a string."
        #expect(try words(header: #"{"__metadata__":{"n":1},\#(tensor())}"#) == expected)
    }
}
