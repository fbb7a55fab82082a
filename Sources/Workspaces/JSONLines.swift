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
    public static func numbered<Value: Decodable>(
        _ type: Value.Type, from data: Data, file: String
    ) throws -> [(line: Int, value: Value)] {
        let decoder = JSONDecoder()
        var values: [(line: Int, value: Value)] = []
        var number = 0
        for line in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            do {
                values.append((number, try decoder.decode(type, from: line)))
            } catch let error as DecodingError {
                throw WorkspaceError(file: file, place: "line \(number)", problem: error.sentence)
            } catch {
                throw WorkspaceError(file: file, place: "line \(number)", problem: "it cannot be read: \(error)")
            }
        }
        return values
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
