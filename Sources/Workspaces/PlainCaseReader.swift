import Provenance

/// Reads a line of the cases file that holds nothing unusual, many times faster than a general decoder: a list of a hundred
/// thousand cases opens at once.
///
/// Whatever is out of the ordinary (a key this version does not know, `\u` escapes, mistakes) is answered with nil, and is for the
/// general decoder, which also finds the words for what is wrong.
struct PlainCaseReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0

    private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// - Parameter line: one JSON object in UTF-8.
    static func read(_ line: UnsafeBufferPointer<UInt8>) -> Case? {
        var reader = PlainCaseReader(line)
        guard let one = reader.readCase(), reader.isAtEnd() else { return nil }
        return one
    }

    private mutating func readCase() -> Case? {
        var (id, prompt, observed, notes): (String?, String?, String?, String?)
        var expectation: Expectation?
        var labels: [String]?
        /// - Returns: false for a key that was there before, and for a value that is not plain.
        func keep<Value>(_ value: Value?, in variable: inout Value?) -> Bool {
            guard variable == nil, let value else { return false }
            variable = value
            return true
        }
        let isRead = readObject { key, reader in
            switch key {
            case "id": keep(reader.readString(), in: &id)
            case "prompt": keep(reader.readString(), in: &prompt)
            case "observed": keep(reader.readString(), in: &observed)
            case "notes": keep(reader.readString(), in: &notes)
            case "labels": keep(reader.readStrings(), in: &labels)
            case "expect": keep(reader.readExpectation(), in: &expectation)
            default: false
            }
        }
        guard isRead, let id, let prompt, !id.isEmpty, !prompt.isEmpty else { return nil }
        return Case(id: id, prompt: prompt, observed: observed, expectation: expectation, labels: labels ?? [], notes: notes)
    }

    private mutating func readExpectation() -> Expectation? {
        var expectation = Expectation()
        var seen: Set<String> = []
        let isRead = readObject { key, reader in
            guard seen.insert(key).inserted else { return false }
            switch key {
            case "contains":
                guard let texts = reader.readStrings() else { return false }
                expectation.contains = texts
            case "not_contains":
                guard let texts = reader.readStrings() else { return false }
                expectation.notContains = texts
            case "matches":
                guard let text = reader.readString() else { return false }
                expectation.matches = text
            case "answer":
                guard let text = reader.readString() else { return false }
                expectation.answer = text
            case "refuses":
                guard let value = reader.readBool() else { return false }
                expectation.refuses = value
            default: return false
            }
            return true
        }
        return isRead ? expectation : nil
    }

    // MARK: JSON

    private mutating func skipBlanks() {
        while place < bytes.count, [0x20, 0x09, 0x0D, 0x0A].contains(bytes[place]) { place += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard place < bytes.count, bytes[place] == byte else { return false }
        place += 1
        return true
    }

    private mutating func isAtEnd() -> Bool {
        skipBlanks()
        return place == bytes.count
    }

    /// - Parameter member: reads the value of a key; answering false gives the line up.
    private mutating func readObject(_ member: (String, inout PlainCaseReader) -> Bool) -> Bool {
        guard take(UInt8(ascii: "{")) else { return false }
        if take(UInt8(ascii: "}")) { return true }
        repeat {
            guard let key = readString(), take(UInt8(ascii: ":")), member(key, &self) else { return false }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}"))
    }

    private mutating func readStrings() -> [String]? {
        guard take(UInt8(ascii: "[")) else { return nil }
        var texts: [String] = []
        if take(UInt8(ascii: "]")) { return texts }
        repeat {
            guard let text = readString() else { return nil }
            texts.append(text)
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]")) ? texts : nil
    }

    private mutating func readBool() -> Bool? {
        skipBlanks()
        for (word, value) in [("true", true), ("false", false)] where bytes[place...].starts(with: word.utf8) {
            place += word.utf8.count
            return value
        }
        return nil
    }

    private mutating func readString() -> String? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = place
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\"") {
                defer { place += 1 }
                return String(validating: bytes[start..<place], as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\") { return readEscaped(from: start) }
            guard byte >= 0x20 else { return nil }
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
            case UInt8(ascii: "\\"):
                guard place < bytes.count, let meant = Self.meaning(ofEscape: bytes[place]) else { return nil }
                text.append(meant)
                place += 1
            case 0x20...: text.append(byte)
            default: return nil
            }
        }
        return nil
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
