/// A value of a JSON document.
public enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// A number written without fraction and exponent that fits an `Int`.
    case int(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

/// A JSON object whose members keep their order, with accessors that say which file and key is wrong.
///
/// Keys are told apart by their bytes, unlike Swift strings, which take look-alikes for equal: vocabularies need that.
public struct JSONObject: Sendable, Equatable {
    public struct Member: Sendable, Equatable {
        public let key: String
        public let value: JSONValue

        public init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    public let members: [Member]
    /// Named in errors; empty when the object was not read from a file.
    public let file: String
    /// Where the object stands in its document ("rope_scaling"); empty for the document itself.
    public let path: String
    private let index: [ExactKey: Int]

    /// Later members win over earlier ones of the same key.
    public init(_ members: [Member], file: String = "") {
        self.init(
            members: members, index: Dictionary(members.enumerated().map { (ExactKey($1.key), $0) }) { $1 }, file: file, path: "")
    }

    init(members: [Member], index: [ExactKey: Int], file: String, path: String) {
        self.members = members
        self.index = index
        self.file = file
        self.path = path
    }

    /// Reads a file that holds one JSON object.
    ///
    /// - Throws: `FormatError` with line and column.
    public init(path: String) throws {
        let file = try MappedFile(path: path)
        self = try file.withBytes { try JSONParser.object($0, file: path) }
    }

    public static func == (first: JSONObject, second: JSONObject) -> Bool { first.members == second.members }

    public var keys: [String] { members.map(\.key) }

    /// nil when the key is missing; `.null` when it is null.
    public subscript(key: String) -> JSONValue? {
        index[ExactKey(key)].map { members[$0].value }
    }
}

// MARK: - Typed access

extension JSONObject {
    /// The value of `key`, nil when missing or null.
    ///
    /// - Throws: `FormatError` when the value is not a string.
    public func stringIfPresent(_ key: String) throws -> String? {
        try read(key, "a string") { if case .string(let text) = $0 { text } else { nil } }
    }

    /// Takes `3` and `3.0`.
    public func intIfPresent(_ key: String) throws -> Int? {
        try read(key, "a whole number", Self.int)
    }

    public func doubleIfPresent(_ key: String) throws -> Double? {
        try read(key, "a number", Self.double)
    }

    public func boolIfPresent(_ key: String) throws -> Bool? {
        try read(key, "true or false") { if case .bool(let value) = $0 { value } else { nil } }
    }

    public func objectIfPresent(_ key: String) throws -> JSONObject? {
        try read(key, "an object") { value in
            guard case .object(let object) = value else { return nil }
            return JSONObject(members: object.members, index: object.index, file: file, path: place(of: key))
        }
    }

    public func arrayIfPresent(_ key: String) throws -> [JSONValue]? {
        try read(key, "an array") { if case .array(let values) = $0 { values } else { nil } }
    }

    public func stringsIfPresent(_ key: String) throws -> [String]? {
        try read(key, "an array of strings") { value in
            Self.all(value) { if case .string(let text) = $0 { text } else { nil } }
        }
    }

    public func intsIfPresent(_ key: String) throws -> [Int]? {
        try read(key, "an array of whole numbers") { Self.all($0, Self.int) }
    }

    public func string(_ key: String) throws -> String { try require(key, stringIfPresent(key)) }
    public func int(_ key: String) throws -> Int { try require(key, intIfPresent(key)) }
    public func double(_ key: String) throws -> Double { try require(key, doubleIfPresent(key)) }
    public func bool(_ key: String) throws -> Bool { try require(key, boolIfPresent(key)) }
    public func object(_ key: String) throws -> JSONObject { try require(key, objectIfPresent(key)) }
    public func array(_ key: String) throws -> [JSONValue] { try require(key, arrayIfPresent(key)) }
    public func strings(_ key: String) throws -> [String] { try require(key, stringsIfPresent(key)) }
    public func ints(_ key: String) throws -> [Int] { try require(key, intsIfPresent(key)) }

    /// An error about the value of `key`.
    public func problem(_ key: String, _ text: String, advice: String? = nil) -> FormatError {
        FormatError(file: file, place: "key \(FormatError.quoted(place(of: key)))", problem: text, advice: advice)
    }

    private func place(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private func require<Value>(_ key: String, _ value: Value?) throws -> Value {
        guard let value else { throw problem(key, "is missing") }
        return value
    }

    private func read<Value>(_ key: String, _ expected: String, _ convert: (JSONValue) -> Value?) throws -> Value? {
        guard let value = self[key], value != .null else { return nil }
        guard let result = convert(value) else { throw problem(key, "is not \(expected)") }
        return result
    }

    private static func int(_ value: JSONValue) -> Int? {
        switch value {
        case .int(let value): value
        case .number(let value): Int(exactly: value)
        default: nil
        }
    }

    private static func double(_ value: JSONValue) -> Double? {
        switch value {
        case .int(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    private static func all<Value>(_ value: JSONValue, _ convert: (JSONValue) -> Value?) -> [Value]? {
        guard case .array(let values) = value else { return nil }
        let result = values.compactMap(convert)
        return result.count == values.count ? result : nil
    }
}

/// A string that equals another only byte for byte.
struct ExactKey: Hashable, Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (first: ExactKey, second: ExactKey) -> Bool {
        first.text.utf8.elementsEqual(second.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
