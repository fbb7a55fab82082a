import Provenance

/// A place in JSON text that holds nothing unusual, read many times faster than a general decoder does.
///
/// Whatever is out of the ordinary (fractions, very large numbers, deep nesting, a key that stands twice, mistakes) is answered with nil or false, and
/// is for the general decoder, which also finds the words for what is wrong.
struct PlainJSON {
    /// Deeper values are for the general decoder, which knows where to stop.
    private static let mostLevels = 16

    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private mutating func skipBlanks() {
        while place < bytes.count, Self.isBlank(bytes[place]) { place += 1 }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard place < bytes.count, bytes[place] == byte else { return false }
        place += 1
        return true
    }

    private mutating func take(word: StaticString) -> Bool {
        skipBlanks()
        let end = place + word.utf8CodeUnitCount
        guard end <= bytes.count, bytes[place..<end].elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: end - place)) else {
            return false
        }
        place = end
        return true
    }

    mutating func isAtEnd() -> Bool {
        skipBlanks()
        return place == bytes.count
    }

    // MARK: Values

    /// - Parameter member: reads the value of a key; answering false gives the whole up.
    mutating func readObject(_ member: (String, inout PlainJSON) -> Bool) -> Bool {
        guard take(UInt8(ascii: "{")) else { return false }
        if take(UInt8(ascii: "}")) { return true }
        repeat {
            guard let key = readString(), take(UInt8(ascii: ":")), member(key, &self) else { return false }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}"))
    }

    private mutating func readArray(_ element: (inout PlainJSON) -> Bool) -> Bool {
        guard take(UInt8(ascii: "[")) else { return false }
        if take(UInt8(ascii: "]")) { return true }
        repeat {
            guard element(&self) else { return false }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]"))
    }

    mutating func readStrings() -> [String]? {
        var texts: [String] = []
        let isRead = readArray { reader in
            guard let text = reader.readString() else { return false }
            texts.append(text)
            return true
        }
        return isRead ? texts : nil
    }

    mutating func readBool() -> Bool? {
        if take(word: "true") { return true }
        return take(word: "false") ? false : nil
    }

    mutating func takesNull() -> Bool { take(word: "null") }

    /// Any value but a fraction and a very large number.
    mutating func readValue(level: Int = 0) -> JSONValue? {
        skipBlanks()
        guard place < bytes.count, level < Self.mostLevels else { return nil }
        switch bytes[place] {
        case UInt8(ascii: "\""): return readString().map(JSONValue.string)
        case UInt8(ascii: "["):
            var values: [JSONValue] = []
            let isRead = readArray { reader in
                guard let value = reader.readValue(level: level + 1) else { return false }
                values.append(value)
                return true
            }
            return isRead ? .array(values) : nil
        case UInt8(ascii: "{"):
            var values: [String: JSONValue] = [:]
            let isRead = readObject { key, reader in
                guard let value = reader.readValue(level: level + 1) else { return false }
                return values.updateValue(value, forKey: key) == nil
            }
            return isRead ? .object(values) : nil
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return readInteger().map(JSONValue.integer)
        default:
            if takesNull() { return .null }
            return readBool().map(JSONValue.bool)
        }
    }

    private mutating func readInteger() -> Int? {
        let isNegative = take(UInt8(ascii: "-"))
        let start = place
        var value = 0
        while place < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place]) {
            guard place - start < 18 else { return nil }
            value = value * 10 + Int(bytes[place] - UInt8(ascii: "0"))
            place += 1
        }
        let digits = place - start
        guard digits > 0, digits == 1 || bytes[start] != UInt8(ascii: "0"), !(isNegative && value == 0) else { return nil }
        if place < bytes.count, [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(bytes[place]) { return nil }
        return isNegative ? -value : value
    }

    // MARK: Texts

    mutating func readString() -> String? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = place
        var seen: UInt8 = 0
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\"") {
                let text = UnsafeBufferPointer(rebasing: bytes[start..<place])
                place += 1
                // Bytes of ASCII need no second look.
                return seen < 0x80 ? String(decoding: text, as: UTF8.self) : String(validating: text, as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\") { return readEscaped(from: start) }
            guard byte >= 0x20 else { return nil }
            seen |= byte
            place += 1
        }
        return nil
    }

    /// Goes on with a string at its first escape.
    private mutating func readEscaped(from start: Int) -> String? {
        var text = Array(bytes[start..<place])
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            switch byte {
            case UInt8(ascii: "\""): return String(validating: text, as: UTF8.self)
            case UInt8(ascii: "\\"): guard readEscape(into: &text) else { return nil }
            case 0x20...: text.append(byte)
            default: return nil
            }
        }
        return nil
    }

    private mutating func readEscape(into text: inout [UInt8]) -> Bool {
        guard place < bytes.count else { return false }
        let byte = bytes[place]
        place += 1
        if byte == UInt8(ascii: "u") {
            guard let scalar = readScalar() else { return false }
            text.append(contentsOf: String(Character(scalar)).utf8)
            return true
        }
        guard let meant = Self.meaning(ofEscape: byte) else { return false }
        text.append(meant)
        return true
    }

    /// The four digits of `\u`, and where they are half a scalar, the other half behind them.
    private mutating func readScalar() -> Unicode.Scalar? {
        guard let first = readDigits() else { return nil }
        guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
        guard place + 1 < bytes.count, bytes[place] == UInt8(ascii: "\\"), bytes[place + 1] == UInt8(ascii: "u") else { return nil }
        place += 2
        guard let second = readDigits(), (0xDC00..<0xE000).contains(second) else { return nil }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private mutating func readDigits() -> UInt32? {
        guard place + 4 <= bytes.count else { return nil }
        var value: UInt32 = 0
        for byte in bytes[place..<place + 4] {
            guard let digit = Self.hexDigit(byte) else { return nil }
            value = value << 4 | digit
        }
        place += 4
        return value
    }

    private static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    private static func meaning(ofEscape byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        default: nil
        }
    }
}
