import ModelFormats
import Testing

/// JSON as the parser takes it and the writer gives it.
@Suite struct JSONTests {
    private func parse(_ text: String) throws -> JSONValue {
        try Array(text.utf8).withUnsafeBytes { try JSONParser.value($0, file: "x.json") }
    }

    private func words(_ text: String) -> String {
        do {
            return "\(try parse(text))"
        } catch {
            return "\(error)"
        }
    }

    @Test func valuesAreRead() throws {
        #expect(
            try parse(" [1, -0, 2.5, 1e3, true, false, null] ")
                == .array([.int(1), .int(0), .number(2.5), .number(1000), .bool(true), .bool(false), .null]))
        #expect(try parse(#""a\"\\\/\b\f\n\r\té\ud83d\ude42""#) == .string("a\"\\/\u{8}\u{c}\n\r\té🙂"))
        #expect(try parse("9223372036854775807") == .int(.max))
        #expect(try parse("9223372036854775808") == .number(9_223_372_036_854_775_808))
        #expect(try parse("{}") == .object(JSONObject([])))
    }

    @Test func lookAlikeKeysAreDifferentKeys() throws {
        guard case .object(let object) = try parse("{\"\u{e9}\": 1, \"e\u{301}\": 2}") else { return #expect(Bool(false)) }
        #expect(object["\u{e9}"] == .int(1))
        #expect(object["e\u{301}"] == .int(2))
    }

    @Test(arguments: [
        ("", "line 1, column 1: is not valid JSON: the JSON ends where a value is expected."),
        ("[1,\n 2,]", "line 2, column 4: is not valid JSON: a JSON value is expected here."),
        ("[1 2]", "line 1, column 4: is not valid JSON: ',' or ']' is expected here."),
        ("{\"a\" 1}", "line 1, column 6: is not valid JSON: ':' is expected here."),
        ("{a: 1}", "line 1, column 2: is not valid JSON: a key in quotes is expected here."),
        ("{\"a\": 1", "line 1, column 8: is not valid JSON: ',' or '}' is expected here."),
        ("{\"a\": 1, \"a\": 2}", "line 1, column 10: is not valid JSON: key 'a' is there twice."),
        ("1 2", "line 1, column 3: is not valid JSON: there is more after the end of the JSON value."),
        ("01", "line 1, column 2: is not valid JSON: there is more after the end of the JSON value."),
        ("-", "line 1, column 2: is not valid JSON: a digit is expected here."),
        ("1e999", "line 1, column 1: is not valid JSON: the number is out of range."),
        ("\"a", "line 1, column 3: is not valid JSON: the JSON ends inside a string."),
        ("\"\\x\"", "line 1, column 3: is not valid JSON: an unknown escape."),
        ("\"\\ud83d\"", "line 1, column 8: is not valid JSON: half a surrogate pair."),
        ("\"\\u12g4\"", "line 1, column 6: is not valid JSON: four hexadecimal digits are expected here."),
        ("\"\n\"", "line 1, column 2: is not valid JSON: a control character inside a string must be escaped."),
        ("tru", "line 1, column 1: is not valid JSON: a JSON value is expected here."),
        ("NaN", "line 1, column 1: is not valid JSON: a JSON value is expected here."),
    ])
    func errorsNameLineAndColumn(text: String, expected: String) {
        #expect(words(text) == "x.json, \(expected)")
    }

    @Test func invalidUTF8IsRefused() {
        let bytes: [UInt8] = [0x22, 0xff, 0x22]
        let error = #expect(throws: FormatError.self) { try bytes.withUnsafeBytes { try JSONParser.value($0, file: "x.json") } }
        #expect(error?.problem == "is not valid JSON: the string is not valid UTF-8")
    }

    @Test func nestingIsBounded() {
        let text = String(repeating: "[", count: 100_000)
        #expect(words(text) == "x.json, line 1, column 130: is not valid JSON: nested more than 128 deep.")
    }

    @Test func accessorsNameTheWholeKey() throws {
        let text = #"{"a": {"b": "x", "n": null, "i": [1, "2"], "w": 3.0, "f": 0.5}}"#
        guard case .object(let root) = try parse(text) else { return #expect(Bool(false)) }
        let object = try root.object("a")
        #expect(try object.string("b") == "x")
        #expect(try object.intIfPresent("n") == nil)
        #expect(try object.intIfPresent("none") == nil)
        #expect(try object.int("w") == 3)
        #expect(try object.double("f") == 0.5)
        func words(_ body: () throws -> Void) -> String {
            (#expect(throws: FormatError.self) { try body() })?.description ?? ""
        }
        #expect(words { _ = try object.int("b") } == "x.json, key 'a.b': is not a whole number.")
        #expect(words { _ = try object.int("f") } == "x.json, key 'a.f': is not a whole number.")
        #expect(words { _ = try object.int("n") } == "x.json, key 'a.n': is missing.")
        #expect(words { _ = try object.ints("i") } == "x.json, key 'a.i': is not an array of whole numbers.")
        #expect(words { _ = try root.string("a") } == "x.json, key 'a': is not a string.")
    }

    @Test func whatIsWrittenReadsBack() throws {
        let value = JSONValue.object(
            JSONObject([
                .init("text", .string("a\"\\\n\u{1}é🙂")), .init("list", .array([.int(-3), .number(0.1), .null, .bool(false)])),
                .init("empty", .object(JSONObject([]))),
            ]))
        #expect(try parse(JSONWriter.text(value)) == value)
        #expect(try parse(JSONWriter.text(value, indented: true)) == value)
        let small = JSONValue.object(JSONObject([.init("a", .array([.int(1)]))]))
        #expect(JSONWriter.text(small) == #"{"a":[1]}"#)
        #expect(JSONWriter.text(small, indented: true) == "{\n  \"a\": [\n    1\n  ]\n}\n")
    }
}
