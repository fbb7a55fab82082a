/// A strict JSON (RFC 8259) parser over raw bytes.
///
/// Foundation's decoders keep one of two equal keys in silence, take look-alike keys for equal and give no line and column;
/// headers and vocabularies from strangers need better. Nesting is bounded, so no document can exhaust the stack.
public struct JSONParser {
    static let nestingLimit = 128

    private let bytes: UnsafeRawBufferPointer
    private let file: String
    private let place: String?
    private var offset = 0

    private init(_ bytes: UnsafeRawBufferPointer, file: String, place: String?) {
        self.bytes = bytes
        self.file = file
        self.place = place
    }

    /// - Parameters:
    ///   - file: named in errors.
    ///   - place: the part of the file that is JSON, when it is not the whole file.
    /// - Throws: `FormatError` with line and column when `bytes` are not one JSON value.
    public static func value(_ bytes: UnsafeRawBufferPointer, file: String, place: String? = nil) throws -> JSONValue {
        var parser = JSONParser(bytes, file: file, place: place)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.offset == bytes.count else { throw parser.problem("there is more after the end of the JSON value") }
        return value
    }

    /// As `value`, for documents that must be an object.
    public static func object(_ bytes: UnsafeRawBufferPointer, file: String, place: String? = nil) throws -> JSONObject {
        guard case .object(let object) = try value(bytes, file: file, place: place) else {
            throw FormatError(file: file, place: place, problem: "is JSON, but not an object")
        }
        return object
    }

    // MARK: - Grammar

    private mutating func value(depth: Int) throws -> JSONValue {
        guard depth <= Self.nestingLimit else { throw problem("nested more than \(Self.nestingLimit) deep") }
        skipSpace()
        guard let next = peek else { throw problem("the JSON ends where a value is expected") }
        switch next {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw problem("a JSON value is expected here")
        }
    }

    private mutating func object(depth: Int) throws -> JSONObject {
        offset += 1
        var members: [JSONObject.Member] = []
        var starts: [Int] = []
        skipSpace()
        if consume("}") { return JSONObject(members: [], index: [:], file: file, path: "") }
        repeat {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw problem("a key in quotes is expected here") }
            let start = offset
            let key = try string()
            skipSpace()
            guard consume(":") else { throw problem("':' is expected here") }
            starts.append(start)
            members.append(JSONObject.Member(key, try value(depth: depth + 1)))
            skipSpace()
        } while consume(",")
        guard consume("}") else { throw problem("',' or '}' is expected here") }
        return JSONObject(members: members, index: try index(members, starts), file: file, path: "")
    }

    /// Made when the number of members is known, which spares a vocabulary's table from growing.
    private mutating func index(_ members: [JSONObject.Member], _ starts: [Int]) throws -> [ExactKey: Int] {
        var index = [ExactKey: Int](minimumCapacity: members.count)
        for (position, member) in members.enumerated() {
            guard index.updateValue(position, forKey: ExactKey(member.key)) == nil else {
                offset = starts[position]
                throw problem("key \(FormatError.quoted(member.key)) is there twice")
            }
        }
        return index
    }

    private mutating func array(depth: Int) throws -> [JSONValue] {
        offset += 1
        var values: [JSONValue] = []
        skipSpace()
        if consume("]") { return [] }
        repeat {
            values.append(try value(depth: depth + 1))
            skipSpace()
        } while consume(",")
        guard consume("]") else { throw problem("',' or ']' is expected here") }
        return values
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws -> JSONValue {
        let count = text.utf8CodeUnitCount
        guard bytes.count - offset >= count,
            bytes[offset..<offset + count].elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: count))
        else { throw problem("a JSON value is expected here") }
        offset += count
        return value
    }

    private mutating func number() throws -> JSONValue {
        let start = offset
        _ = consume("-")
        if !consume("0") { try digits() }
        var isWhole = true
        if consume(".") {
            isWhole = false
            try digits()
        }
        if consume("e") || consume("E") {
            isWhole = false
            if !consume("+") { _ = consume("-") }
            try digits()
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        if isWhole, let value = Int(text) { return .int(value) }
        guard let value = Double(text), value.isFinite else {
            offset = start
            throw problem("the number is out of range")
        }
        return .number(value)
    }

    private mutating func digits() throws {
        let start = offset
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
        guard offset > start else { throw problem("a digit is expected here") }
    }

    private mutating func string() throws -> String {
        offset += 1
        let start = offset
        var end = offset
        while end < bytes.count, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\"), bytes[end] >= 0x20 { end += 1 }
        if end < bytes.count, bytes[end] == UInt8(ascii: "\"") {
            offset = end + 1
            return try text(bytes[start..<end], from: start)
        }
        var result = [UInt8](bytes[start..<end])
        offset = end
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return try text(result, from: start)
            case UInt8(ascii: "\\"):
                offset += 1
                try escape(into: &result)
            case 0..<0x20:
                throw problem("a control character inside a string must be escaped")
            default:
                result.append(byte)
                offset += 1
            }
        }
        throw problem("the JSON ends inside a string")
    }

    private mutating func text(_ content: some Collection<UInt8>, from start: Int) throws -> String {
        guard let text = String(validating: content, as: UTF8.self) else {
            offset = start
            throw problem("the string is not valid UTF-8")
        }
        return text
    }

    private mutating func escape(into result: inout [UInt8]) throws {
        guard let byte = peek else { throw problem("the JSON ends inside a string") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(byte)
        case UInt8(ascii: "b"): result.append(8)
        case UInt8(ascii: "f"): result.append(12)
        case UInt8(ascii: "n"): result.append(10)
        case UInt8(ascii: "r"): result.append(13)
        case UInt8(ascii: "t"): result.append(9)
        case UInt8(ascii: "u"):
            var code = UInt32(try hexadecimal())
            if (0xd800..<0xdc00).contains(code) {
                guard consume("\\"), consume("u") else { throw problem("half a surrogate pair") }
                let low = UInt32(try hexadecimal())
                guard (0xdc00..<0xe000).contains(low) else { throw problem("half a surrogate pair") }
                code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw problem("half a surrogate pair") }
            result.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
        default:
            offset -= 1
            throw problem("an unknown escape")
        }
    }

    private mutating func hexadecimal() throws -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw problem("four hexadecimal digits are expected here")
            }
            value = value << 4 | UInt16(digit)
            offset += 1
        }
        return value
    }

    // MARK: - Bytes

    private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func consume(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { offset += 1 }
    }

    private func problem(_ text: String) -> FormatError {
        var line = 1
        var column = 1
        for byte in bytes[0..<offset] {
            if byte == 0x0a {
                line += 1
                column = 1
            } else if byte & 0xc0 != 0x80 {
                column += 1
            }
        }
        let spot = "line \(line), column \(column)"
        return FormatError(file: file, place: place.map { "\($0), \(spot)" } ?? spot, problem: "is not valid JSON: \(text)")
    }
}
