import Foundation

/// JSON Lines: one JSON value a line, in UTF-8.
public enum JSONLines {
    /// Decodes every line that is not blank.
    ///
    /// - Throws: `WorkspaceError` naming the file, the line and what is wrong with it; no line is skipped in silence.
    public static func decode<Value: Decodable>(_ type: Value.Type, from data: Data, file: String) throws -> [Value] {
        try decode(type, from: data, file: file) { _ in nil }
    }

    /// - Parameter plain: reads a line that holds nothing unusual; what it answers nil to is decoded.
    static func decode<Value: Decodable>(
        _ type: Value.Type, from data: Data, file: String, plain: (UnsafeBufferPointer<UInt8>) -> Value?
    ) throws -> [Value] {
        let decoder = JSONDecoder()
        return try data.withUnsafeBytes { raw in
            let bytes = raw.bindMemory(to: UInt8.self)
            var values: [Value] = []
            var (number, start) = (0, 0)
            while start < bytes.count {
                number += 1
                let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
                let line = UnsafeBufferPointer(rebasing: bytes[start..<end])
                start = end + 1
                if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
                if let value = plain(line) {
                    values.append(value)
                    continue
                }
                do {
                    values.append(try decoder.decode(type, from: Data(buffer: line)))
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

extension DecodingError {
    /// The error as one sentence without the decoder's inner words.
    public var sentence: String {
        func at(_ path: [any CodingKey]) -> String {
            guard !path.isEmpty else { return "" }
            let places = path.reduce("") { places, key in
                if let index = key.intValue { return places + "[\(index)]" }
                return places + (places.isEmpty ? "" : ".") + key.stringValue
            }
            return " in `\(places)`"
        }
        switch self {
        case .keyNotFound(let key, let context):
            return "the key `\(key.stringValue)` is missing\(at(context.codingPath))"
        case .typeMismatch(let type, let context):
            return "expected \(Self.word(for: type))\(at(context.codingPath))"
        case .valueNotFound(let type, let context):
            return "expected \(Self.word(for: type)), found null\(at(context.codingPath))"
        case .dataCorrupted(let context):
            let path = at(context.codingPath)
            return context.debugDescription.hasPrefix("The given data") ? "this is not valid JSON" : context.debugDescription + path
        @unknown default:
            return "it does not have the expected form"
        }
    }

    private static func word(for type: Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Int.Type, is Double.Type, is Float.Type: "a number"
        case is Bool.Type: "true or false"
        default: "\(type)".hasPrefix("Array") ? "a list" : "an object"
        }
    }
}
