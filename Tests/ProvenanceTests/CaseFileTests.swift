import Foundation
import Provenance
import Testing
import Workspaces

@Suite struct CaseFileTests {
    private func file(_ name: String, _ text: String) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cases-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appendingPathComponent(name).path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test func aTableBecomesCases() throws {
        let path = try file(
            "logs.csv",
            "\u{FEFF}prompt,answer,labels,not_contains,refuses,team\r\n\"Is it, really?\",\"It \"\"is\"\"\nso\",a; b,no,yes,blue\r\n\r\nWhy,,,,,\r\n"
        )
        let cases = try CaseFile.read(path)
        #expect(cases.count == 2)
        #expect(
            cases[0]
                == Case(
                    id: "logs-1", prompt: "Is it, really?", observed: "It \"is\"\nso",
                    expectation: Expectation(notContains: ["no"], refuses: true), labels: ["a", "b"], otherKeys: ["team": .string("blue")]))
        #expect(cases[1] == Case(id: "logs-2", prompt: "Why"))
    }

    @Test func linesNeedNoIdAndKnowOtherNamesOfTheAnswer() throws {
        let path = try file("rows.jsonl", "{\"prompt\":\"a\",\"response\":\"b\"}\n{\"id\":\"own\",\"prompt\":\"c\"}\n")
        #expect(try CaseFile.read(path) == [Case(id: "rows-1", prompt: "a", observed: "b"), Case(id: "own", prompt: "c")])
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        let cases = [
            Case(
                id: "a", prompt: "x,\"y\"\nz", observed: "o",
                expectation: Expectation(contains: ["c", "d"], matches: "m.*", refuses: false, answer: "z"),
                labels: ["l", "k"], notes: "n"), Case(id: "b", prompt: "p"),
        ]
        for ending in ["csv", "jsonl"] {
            let path = try file("other", "") + ".\(ending)"
            try CaseFile.write(cases, to: path)
            #expect(try CaseFile.read(path) == cases)
            #expect(throws: WorkspaceError.self) { try CaseFile.write(cases, to: path) }
        }
    }

    @Test(arguments: [
        ("id,answer\n1,2\n", "line 1: no column is called prompt"), ("", "the table is empty"),
        ("prompt,id\na\n", "line 2: the row has 1 fields, the header 2"), ("prompt\n\"a\n\nb", "line 2: the quote is not closed"),
        ("prompt\na\"b\n", "line 2: a quote stands inside a field"), ("prompt,refuses\na,perhaps\n", "line 2: refuses is \"perhaps\""),
        ("prompt,notes\n,x\n", "line 2: the prompt is empty"), ("id,prompt,matches\n1,\"a\n\nb\",x\n2,a,(\n", "line 5: the pattern \"(\""),
    ])
    func mistakesAreNamed(_ text: String, _ sentence: String) throws {
        let path = try file("bad.csv", text)
        do {
            _ = try CaseFile.read(path)
            Issue.record("no error")
        } catch {
            #expect("\(error)".contains(sentence), "\(error)")
        }
    }

    @Test(arguments: [
        ("{\"id\":1}", "line 4: "), ("{\"prompt\":\"a\",\"expect\":{\"matches\":\"(\"}}", "line 4: the pattern \"(\""), ("{", "line 4: "),
    ])
    func aMistakeIsOnTheLineThatTheEditorCounts(_ line: String, _ sentence: String) throws {
        let path = try file("bad.jsonl", "{\"prompt\":\"a\"}\n\n \n\(line)\n")
        do {
            _ = try CaseFile.read(path)
            Issue.record("no error")
        } catch {
            #expect("\(error)".contains(sentence), "\(error)")
        }
    }

    @Test func aSheetIsTheCase() throws {
        let one = Case(
            id: "a", prompt: "first line\nsecond: line", observed: "# no comment", expectation: Expectation(contains: ["yes", "no"]),
            labels: ["x"], notes: "", otherKeys: ["n": .number(3)])
        let path = try file("case.yaml", CaseSheet.text(one))
        #expect(try CaseSheet.read(path) == one)
        #expect(try CaseSheet.read(file("empty.yaml", "# nothing\n \n")) == nil)
        #expect(throws: WorkspaceError.self) { try CaseSheet.read(file("bad.yaml", "id: a\nprompt: [\n")) }
        #expect(throws: WorkspaceError.self) { try CaseSheet.read(file("bad.yaml", "id: a\n")) }
    }

    /// The quick reader and the general decoder agree on every line, whichever of them reads it.
    @Test(arguments: [
        #"{"id":"a","prompt":"b"}"#, #" { "prompt" : "b\n\"c\"" , "id" : "é漢" , "labels" : [ "x" , "y" ] } "#,
        #"{"id":"a","prompt":"b","expect":{"contains":["x"],"not_contains":[],"matches":"m","refuses":false,"answer":"z"}}"#,
        #"{"id":"a","prompt":"b","observed":"o","notes":"n","expect":{}}"#, #"{"id":"a","prompt":"\u00e9"}"#,
        #"{"id":"a","prompt":"b","more":[1,{}]}"#,
        #"{"id":"a","prompt":"b","observed":null}"#, #"{"id":"a","prompt":""}"#, #"{"id":"a"}"#, #"{"id":"a","prompt":"b"} x"#,
        #"{"id":"a","prompt":"b","labels":"x"}"#, #"{"id":1,"prompt":"b"}"#, #"{"id":"a","prompt":"b","expect":{"refuses":"no"}}"#, "{",
        "[]",
        #"{"id":"a","prompt":"b",}"#, #"{"id":"a","prompt":"b","expect":{"contain":["x"]}}"#, "{\"id\":\"a\",\"prompt\":\"b\tc\"}",
        #"{"id":"a" "prompt":"b"}"#,
        #"{"id":"a","prompt":"b","labels":["x"}"#, #"{"id":"a","prompt":"b\q"}"#, #"{"id":"a","prompt":"b"#,
    ])
    func aLineIsReadAsTheDecoderReadsIt(_ line: String) throws {
        let decoded = try? JSONDecoder().decode(Case.self, from: Data(line.utf8))
        let read = try? Workspace.readCases(file("cases.jsonl", line))
        #expect(read == decoded.map { [$0] })
    }
}
