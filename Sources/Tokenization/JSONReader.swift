import Foundation

/// Reads JSON text (RFC 8259) into a `JSONValue`, from a file that nobody vouches for.
package struct JSONReader {
    private let file: String
    private let input: UnsafeBufferPointer<UInt8>
    private var position = 0
    /// Deeper nesting than any tokenizer has, and far from the end of a thread's stack.
    private static let deepest = 64

    /// The document in a file.
    ///
    /// - Throws: `TokenizationError.unreadable` or `.malformedJSON` with the byte offset.
    package static func read(contentsOf path: String) throws -> JSONValue {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        } catch {
            throw TokenizationError.unreadable(file: path, reason: "cannot be read; check that it exists and its permissions")
        }
        return try data.withUnsafeBytes { try read($0.bindMemory(to: UInt8.self), file: path) }
    }

    /// The document in a text; `file` names it in errors.
    package static func read(_ bytes: UnsafeBufferPointer<UInt8>, file: String) throws -> JSONValue {
        var reader = JSONReader(file: file, input: bytes)
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.error("text after the end of the document") }
        return value
    }

    private init(file: String, input: UnsafeBufferPointer<UInt8>) {
        self.file = file
        self.input = input
    }

    private func error(_ reason: String) -> TokenizationError {
        .malformedJSON(file: file, byte: position, reason: reason)
    }

    private var current: UInt8? { position < input.count ? input[position] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws -> JSONValue {
        guard depth < Self.deepest else { throw error("nested too deeply") }
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case nil: throw error("ends too early")
        default: return try number()
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws -> JSONValue {
        let matches = word.withUTF8Buffer { input[position...].starts(with: $0) }
        guard matches else { throw error("unknown word") }
        position += word.utf8CodeUnitCount
        return value
    }

    private mutating func number() throws -> JSONValue {
        let start = position
        var integer: Int? = 0
        while let byte = current {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if let value = integer, position - start < 15 { integer = value * 10 + Int(byte - 0x30) } else { integer = nil }
            case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
                integer = nil
            default:
                return try finishNumber(from: start, integer: integer)
            }
            position += 1
        }
        return try finishNumber(from: start, integer: integer)
    }

    private func finishNumber(from start: Int, integer: Int?) throws -> JSONValue {
        if let integer, position > start { return .number(Double(integer)) }
        guard let number = Double(String(decoding: input[start..<position], as: UTF8.self)) else {
            throw error("not a value")
        }
        return .number(number)
    }

    private mutating func array(depth: Int) throws -> JSONValue {
        position += 1
        var elements: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw error("expected , or ]") }
        }
    }

    private mutating func object(depth: Int) throws -> JSONValue {
        position += 1
        var members: [JSONValue.Member] = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipSpace()
            let key = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw error("expected :") }
            members.append(.init(key: key, value: try value(depth: depth + 1)))
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw error("expected , or }") }
        }
    }

    private mutating func string() throws -> [UInt8] {
        guard take(UInt8(ascii: "\"")) else { throw error("expected a string") }
        var bytes: [UInt8] = []
        while true {
            let start = position
            while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
            bytes.append(contentsOf: input[start..<position])
            if take(UInt8(ascii: "\"")) { return bytes }
            guard take(UInt8(ascii: "\\")) else { throw error("a string that does not end, or a control character in it") }
            try appendEscape(to: &bytes)
        }
    }

    private mutating func appendEscape(to bytes: inout [UInt8]) throws {
        guard let escape = current else { throw error("ends inside an escape") }
        position += 1
        switch escape {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(escape)
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "u"): bytes.append(contentsOf: Array(String(Character(try escapedScalar())).utf8))
        default: throw error("unknown escape")
        }
    }

    /// One `\uXXXX`, or two that form a surrogate pair; a half pair becomes U+FFFD.
    private mutating func escapedScalar() throws -> Unicode.Scalar {
        let first = try hexadecimal()
        if (0xD800...0xDBFF).contains(first), current == UInt8(ascii: "\\"), position + 1 < input.count,
            input[position + 1] == UInt8(ascii: "u")
        {
            let resume = position
            position += 2
            let second = try hexadecimal()
            if (0xDC00...0xDFFF).contains(second) {
                return Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)) ?? "\u{FFFD}"
            }
            position = resume
        }
        return Unicode.Scalar(first) ?? "\u{FFFD}"
    }

    private mutating func hexadecimal() throws -> UInt32 {
        guard position + 4 <= input.count,
            let value = UInt32(String(decoding: input[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw error("an escape needs four hexadecimal digits") }
        position += 4
        return value
    }
}
