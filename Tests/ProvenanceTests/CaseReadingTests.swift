import Foundation
import Provenance
import Testing
import Workspaces

/// Lines are read by a fast reader where it can, and by a general one where it cannot; nobody is to see which.
@Suite struct CaseReadingTests {
    private func cases(_ text: String) throws -> [Case] {
        let folder = try TemporaryFolder()
        return try Workspace.readCases(folder.write(text, to: "cases.jsonl"))
    }

    private func message(_ text: String) -> String {
        do {
            return "\(try cases(text).count) cases"
        } catch {
            return "\(error)".split(separator: "cases.jsonl").last.map(String.init) ?? "\(error)"
        }
    }

    @Test(arguments: [
        #"{"id":"a","prompt":"p"}"#,
        #" { "prompt" : "p\n\t\"q\"\\\/" , "id" : "a" } "#,
        #"{"id":"a","prompt":"Gr\u00fc\u00DFe \ud83c\udf49, né"}"#,
        #"{"id":"a","prompt":"p","observed":null,"expect":null,"labels":null,"notes":null}"#,
        #"{"id":"a","prompt":"p","observed":"o","labels":["x","y"],"notes":"n","expect":{"contains":["c"],"matches":"m.*"}}"#,
        #"{"id":"a","prompt":"p","expect":{"not_contains":["d","e"],"refuses":false,"answer":"z"}}"#,
        #"{"id":"a","prompt":"p","ticket":"T-1","count":-17,"zero":0,"flags":[true,false,null,[]],"more":{"a":{"b":[1,"2"]},"c":{}}}"#,
        #"{"id":"a","prompt":"p","share":0.25,"large":12345678901234567890,"small":1e-3,"whole":1.0,"nothing":-0}"#,
    ])
    func aLineSaysTheSameToEveryReader(line: String) throws {
        let read = try #require(try cases(line).first)
        #expect(try read == JSONDecoder().decode(Case.self, from: Data(line.utf8)))
    }

    @Test(arguments: [
        (#"{"id":"a","prompt":"p","expct":{}}"#, "line 1: unknown key `expct`; did you mean `expect`?"),
        (#"{"id":"a","prompt":"p","expect":{"contains":[""]}}"#, "line 1: `contains` holds an empty text"),
        (#"{"id":"a","prompt":"p\ud83c"}"#, "line 1: this is not valid JSON"),
        (#"{"id":"a","prompt":"p"} x"#, "line 1: this is not valid JSON"),
        (
            "{\"id\":\"a\",\"prompt\":\"p\"}\n\n{\"id\":\"a\",\"prompt\":\"q\"}",
            "line 3: the id \"a\" stands already on line 1"
        ),
        (#"{"id":"a","prompt":"p","expect":{"matches":"("}}"#, "line 1: the pattern \"(\""),
        (#"{"id":"a"}"#, "line 1: the key `prompt` is missing"),
        (#"{"id":"a","prompt":"p","n":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}"#, "1 cases"),
    ])
    func whatIsWrongIsToldByItsLine(text: String, expected: String) {
        #expect(message(text).contains(expected), "\(message(text))")
    }

    /// Long enough for several pieces.
    @Test func aLongFileIsReadInItsOrder() throws {
        let filler = String(repeating: "x", count: 300)
        var lines = (0..<12_000).map { "{\"id\":\"case-\($0)\",\"prompt\":\"\(filler)\"}" }
        #expect(try cases(lines.joined(separator: "\n")).map(\.id) == (0..<12_000).map { "case-\($0)" })
        lines.insert("", at: 5)
        lines[11_000] = "{\"id\":\"case-7\",\"prompt\":\"again\"}"
        #expect(message(lines.joined(separator: "\r\n")).contains("line 11001: the id \"case-7\" stands already on line 9"))
        lines[11_500] = "{\"id\":1}"
        #expect(message(lines.joined(separator: "\n")).contains("line 11501: expected a text in `id`"))
    }
}
