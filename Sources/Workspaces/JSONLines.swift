import Foundation

/// JSON Lines: one JSON value a line, in UTF-8.
public enum JSONLines {
    /// Decodes every line that is not blank.
    ///
    /// - Throws: `WorkspaceError` naming the file, the line and what is wrong with it; no line is skipped in silence.
    public static func decode<Value: Decodable>(_ type: Value.Type, from data: Data, file: String) throws -> [Value] {
        try numbered(type, from: data, file: file).map(\.value)
    }

    /// As `decode`, with the number of each value's line, for those who have more to say about it.
    ///
    /// - Parameter plain: reads a line that holds nothing unusual, told which value of the file it is; what it answers nil to is decoded.
    public static func numbered<Value: Decodable>(
        _ type: Value.Type, from data: Data, file: String, plain: (UnsafeBufferPointer<UInt8>, Int) -> Value? = { _, _ in nil }
    ) throws -> [(line: Int, value: Value)] {
        let decoder = JSONDecoder()
        return try data.withUnsafeBytes { raw in
            var values: [(line: Int, value: Value)] = []
            try forEachLine(of: raw.bindMemory(to: UInt8.self)) { number, line in
                if let value = plain(line, values.count) { return values.append((number, value)) }
                do {
                    values.append((number, try decoder.decode(type, from: Data(buffer: line))))
                } catch let error as DecodingError {
                    throw WorkspaceError(file: file, place: "line \(number)", problem: error.sentence)
                } catch {
                    throw WorkspaceError(file: file, place: "line \(number)", problem: "it cannot be read: \(error)")
                }
            }
            return values
        }
    }

    /// Hands out each line that is not blank with its number, without the character that ends it.
    static func forEachLine(of bytes: UnsafeBufferPointer<UInt8>, _ body: (Int, UnsafeBufferPointer<UInt8>) throws -> Void) rethrows {
        var (number, start) = (0, 0)
        while start < bytes.count {
            number += 1
            let end = endOfLine(from: start, in: bytes)
            let line = UnsafeBufferPointer(rebasing: bytes[start..<end])
            start = end + 1
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            try body(number, line)
        }
    }

    /// The place of the next end of a line, or the end of the text.
    static func endOfLine(from start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        guard start < bytes.count, let base = bytes.baseAddress, let end = memchr(base + start, 0x0A, bytes.count - start) else {
            return bytes.count
        }
        return UnsafeRawPointer(end) - UnsafeRawPointer(base)
    }

    /// Sorts keys, so that a diff shows what changed.
    static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    /// One line a value.
    public static func encode(_ values: [some Encodable]) throws -> Data {
        let encoder = encoder
        var data = Data()
        for value in values {
            data.append(try encoder.encode(value))
            data.append(UInt8(ascii: "\n"))
        }
        return data
    }
}
