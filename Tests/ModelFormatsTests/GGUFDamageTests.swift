import ModelFormats
import Testing

/// What is said about a GGUF file that is not right, in full words.
@Suite struct GGUFDamageTests {
    private func words(_ file: GGUFBytes) throws -> String {
        let folder = try TemporaryFolder()
        let path = try folder.put("bad.gguf", file.bytes)
        return folder.words { _ = try GGUFFile(path: path) }
    }

    @Test func wrongMagic() throws {
        let expected =
            "bad.gguf, byte 0: is not a GGUF file: it starts with 50 4b 03 04 instead of 'GGUF'; check that the path names a .gguf file."
        #expect(try words(GGUFBytes(magic: [0x50, 0x4b, 3, 4])) == expected)
    }

    @Test func tooShort() throws {
        let folder = try TemporaryFolder()
        let path = try folder.put("bad.gguf", "GG")
        #expect(folder.words { _ = try GGUFFile(path: path) } == "bad.gguf, byte 0: too short for a GGUF file.")
    }

    @Test(arguments: [GGUFBytes(magic: Array("FUGG".utf8)), GGUFBytes(version: UInt32(3).byteSwapped)])
    func byteSwapped(file: GGUFBytes) throws {
        let expected =
            "bad.gguf, byte 4: is a big-endian (byte-swapped) GGUF file, only little-endian ones are read; "
            + "convert it with gguf-convert-endian of the gguf Python package."
        #expect(try words(file) == expected)
    }

    @Test func versionOne() throws {
        let expected = "bad.gguf, byte 4: GGUF version 1 is not supported; convert the model to version 3."
        #expect(try words(GGUFBytes(version: 1)) == expected)
    }

    @Test func moreTensorsThanBytes() throws {
        let expected =
            "bad.gguf, byte 8: the number of tensors is 1000000, more than the remaining 16 bytes can hold; "
            + "the file is damaged or cut short; download or copy it again."
        #expect(try words(GGUFBytes(tensorCount: 1_000_000)) == expected)
    }

    @Test func aCountBeyondAnyFile() throws {
        let expected =
            "bad.gguf, byte 16: the number of metadata entries is 18446744073709551615, more than any file can hold; the file is damaged."
        #expect(try words(GGUFBytes(metadataCount: .max)) == expected)
    }

    @Test func aTensorPastTheEnd() throws {
        let file = GGUFBytes(tensors: [GGUFBytes.tensor("a.weight", shape: [4, 4], offset: 64)], data: [UInt8](repeating: 0, count: 64))
        let expected =
            "bad.gguf, tensor 'a.weight': its 64 bytes at offset 64 of the data run past the end of the file (160 bytes); "
            + "the file is damaged or cut short; download or copy it again."
        #expect(try words(file) == expected)
    }

    @Test func anOffsetThatOverflows() throws {
        let offset = UInt64.max - 31
        let file = GGUFBytes(tensors: [GGUFBytes.tensor("a", shape: [4], offset: offset)], data: [UInt8](repeating: 0, count: 64))
        #expect(try words(file).hasPrefix("bad.gguf, tensor 'a': its 16 bytes at offset \(offset) of the data run past the end"))
    }

    @Test func anOffsetOffTheAlignment() throws {
        let file = GGUFBytes(tensors: [GGUFBytes.tensor("a", shape: [4], offset: 16)], data: [UInt8](repeating: 0, count: 64))
        let expected = "bad.gguf, tensor 'a': starts at offset 16, which is not a multiple of the alignment 32; the file is damaged."
        #expect(try words(file) == expected)
    }

    @Test func aShapeThatOverflows() throws {
        let file = GGUFBytes(tensors: [GGUFBytes.tensor("a", shape: [1 << 40, 1 << 40])])
        let expected = "bad.gguf, tensor 'a': has a shape [1099511627776, 1099511627776] whose size overflows; the file is damaged."
        #expect(try words(file) == expected)
    }

    @Test func aRowThatEndsInsideABlock() throws {
        let file = GGUFBytes(tensors: [GGUFBytes.tensor("a", shape: [33, 2], type: 8)])
        let expected = "bad.gguf, tensor 'a': has rows of 33 elements, which do not fill whole Q8_0 blocks of 32; the file is damaged."
        #expect(try words(file) == expected)
    }

    @Test func tooManyDimensions() throws {
        let file = GGUFBytes(tensors: [GGUFBytes.tensor("a", shape: [1, 1, 1, 1, 1])])
        #expect(try words(file) == "bad.gguf, byte 33: tensor 'a' has 5 dimensions, at most 4 are allowed; the file is damaged.")
    }

    @Test func twoTensorsOfOneName() throws {
        let tensor = GGUFBytes.tensor("a", shape: [4])
        let file = GGUFBytes(tensors: [tensor, tensor], data: [UInt8](repeating: 0, count: 16))
        #expect(try words(file) == "bad.gguf, tensor 'a': is there twice; the file is damaged.")
    }

    @Test func tensorsThatOverlap() throws {
        let tensors = [GGUFBytes.tensor("a", shape: [16]), GGUFBytes.tensor("b", shape: [4], offset: 32)]
        let file = GGUFBytes(tensors: tensors, data: [UInt8](repeating: 0, count: 64))
        #expect(try words(file) == "bad.gguf, tensor 'b': its bytes at 128 overlap those of tensor 'a'; the file is damaged.")
    }

    @Test func twoEntriesOfOneKey() throws {
        let entry = GGUFBytes.entry("k", type: 0, [1])
        #expect(try words(GGUFBytes(metadata: [entry, entry])) == "bad.gguf, byte 38: metadata 'k' is there twice; the file is damaged.")
    }

    @Test func anUnknownValueType() throws {
        let file = GGUFBytes(metadata: [GGUFBytes.entry("k", type: 13, [])])
        #expect(try words(file) == "bad.gguf, byte 33: metadata 'k' has unknown value type 13; the file is damaged.")
    }

    @Test func aKeyThatIsNoText() throws {
        let file = GGUFBytes(metadata: [little(UInt64(2)) + [0xff, 0xfe] + little(UInt32(0)) + [0]])
        #expect(try words(file) == "bad.gguf, byte 24: metadata key 0 is not valid UTF-8; the file is damaged.")
    }

    @Test func aStringLongerThanTheFile() throws {
        let file = GGUFBytes(metadata: [GGUFBytes.entry("k", type: 8, little(UInt64(1000)))])
        let expected = "bad.gguf, byte 45: the file ends inside metadata 'k': 1000 bytes needed, 19 left; download or copy it again."
        #expect(try words(file) == expected)
    }

    @Test func anArrayLongerThanTheFile() throws {
        let file = GGUFBytes(metadata: [GGUFBytes.entry("k", type: 9, little(UInt32(10)) + little(UInt64(1) << 60))])
        #expect(try words(file).hasPrefix("bad.gguf, byte 41: the length of metadata 'k' is 1152921504606846976, more than the remaining"))
    }

    @Test func arraysNestedTooDeep() throws {
        let level = little(UInt32(9)) + little(UInt64(1))
        let file = GGUFBytes(metadata: [GGUFBytes.entry("k", type: 9, [[UInt8]](repeating: level, count: 6).flatMap { $0 })])
        #expect(try words(file) == "bad.gguf, byte 85: metadata 'k' nests arrays more than 4 deep; the file is damaged.")
    }

    @Test func aBooleanThatIsNone() throws {
        let file = GGUFBytes(metadata: [GGUFBytes.entry("k", type: 7, [2])])
        #expect(try words(file) == "bad.gguf, byte 37: metadata 'k' is 2, not a boolean; the file is damaged.")
    }

    @Test func anAlignmentThatIsNoPowerOfTwo() throws {
        let file = GGUFBytes(metadata: [GGUFBytes.entry("general.alignment", type: 4, little(UInt32(24)))])
        #expect(try words(file) == "bad.gguf, metadata 'general.alignment': is not a power of two; the file is damaged.")
    }

    @Test func anUnknownTensorTypeIsRefusedOnlyWhenUsed() throws {
        let tensors = [GGUFBytes.tensor("odd", shape: [4], type: 999), GGUFBytes.tensor("plain", shape: [1], offset: 32)]
        let folder = try TemporaryFolder()
        let path = try folder.put("odd.gguf", GGUFBytes(tensors: tensors, data: [UInt8](repeating: 0, count: 36)).bytes)
        let file = try GGUFFile(path: path)
        #expect(file.listing.map(\.typeName) == ["type 999", "F32"])
        #expect(try file.tensor("plain").floats() == [0])
        let expected =
            "odd.gguf, tensor 'odd': is stored as type 999, which is not supported; "
            + "use a file with one of F32, F16, BF16, Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q4_K, Q5_K, Q6_K."
        #expect(folder.words { _ = try file.tensor("odd") } == expected)
    }

    @Test func controlCharactersOfNamesAreSpelledOut() throws {
        let file = GGUFBytes(tensors: [GGUFBytes.tensor("\u{1b}[2J\u{202e}", shape: [4], offset: 32)])
        #expect(try words(file).hasPrefix("bad.gguf, tensor '\\u{1b}[2J\\u{202e}': its 16 bytes"))
    }
}
