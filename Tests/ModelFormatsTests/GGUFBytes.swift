/// Puts GGUF files together byte by byte, right or wrong.
struct GGUFBytes {
    var magic = Array("GGUF".utf8)
    var version: UInt32 = 3
    var tensorCount: UInt64?
    var metadataCount: UInt64?
    var metadata: [[UInt8]] = []
    var tensors: [[UInt8]] = []
    var data: [UInt8] = []

    var bytes: [UInt8] {
        var result =
            magic + little(version) + little(tensorCount ?? UInt64(tensors.count)) + little(metadataCount ?? UInt64(metadata.count))
        result += Array(metadata.joined()) + Array(tensors.joined())
        while result.count % 32 != 0 { result.append(0) }
        return result + data
    }

    static func tensor(_ name: String, shape: [UInt64], type: UInt32 = 0, offset: UInt64 = 0) -> [UInt8] {
        text(name) + little(UInt32(shape.count)) + shape.flatMap(little) + little(type) + little(offset)
    }

    static func entry(_ key: String, type: UInt32, _ value: [UInt8]) -> [UInt8] { text(key) + little(type) + value }

    static func text(_ text: String) -> [UInt8] { little(UInt64(text.utf8.count)) + Array(text.utf8) }
}

func little<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
