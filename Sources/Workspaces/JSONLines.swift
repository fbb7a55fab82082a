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
    /// - Parameter plain: reads a line that holds nothing unusual; what it answers nil to is decoded.
    public static func numbered<Value: Decodable>(
        _ type: Value.Type, from data: Data, file: String, plain: (UnsafeBufferPointer<UInt8>) -> Value? = { _ in nil }
    ) throws -> [(line: Int, value: Value)] {
        let decoder = JSONDecoder()
        return try data.withUnsafeBytes { raw in
            let bytes = raw.bindMemory(to: UInt8.self)
            var values: [(line: Int, value: Value)] = []
            var (number, start) = (0, 0)
            while start < bytes.count {
                number += 1
                let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
                let line = UnsafeBufferPointer(rebasing: bytes[start..<end])
                start = end + 1
                if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
                if let value = plain(line) {
                    values.append((number, value))
                    continue
                }
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

    /// One line a value, keys sorted so that a diff shows what changed.
    public static func encode(_ values: [some Encodable]) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var data = Data()
        for value in values {
            data.append(try encoder.encode(value))
            data.append(UInt8(ascii: "\n"))
        }
        return data
    }
}
