import Foundation
import Provenance
import Testing
import Workspaces

struct BreakpointTests {
    private static let sources = ["TQA", "MEDQUAD", "GENERAL"]

    private func problem(_ words: String, sources: [String]? = sources) -> String {
        do {
            return "read as \(try Breakpoint.Condition(parsing: words, sources: sources))"
        } catch {
            return "\(error)"
        }
    }

    @Test(
        arguments: [
            .above(source: "TQA", probability: 0.8), .above(source: "GENERAL", probability: 0), .mainChanges, .entropy(2), .entropy(0.25),
            .text("four score  and"), .text("^I can('t|not)"), .refusal, .token(12),
        ] as [Breakpoint.Condition])
    func whatIsPrintedIsReadBack(condition: Breakpoint.Condition) throws {
        #expect(try Breakpoint.Condition(parsing: condition.description, sources: Self.sources) == condition)
    }

    @Test func spacesAndCaseDoNotCount() throws {
        #expect(try Breakpoint.Condition(parsing: " tqa>.8 ", sources: Self.sources) == .above(source: "TQA", probability: 0.8))
        #expect(try Breakpoint.Condition(parsing: "Main") == .mainChanges)
        #expect(try Breakpoint.Condition(parsing: "ENTROPY >2") == .entropy(2))
    }

    @Test(arguments: [
        ("TQB > 0.8", "did you mean `TQA > 0.8`?"), ("TQA", "did you mean `TQA > 0.8`?"), ("TQA > 1.5", "from 0 to below 1"),
        ("main change", "did you mean `main changes`?"), ("entrpy > 2", "did you mean `entropy > 2`?"), ("entropy > x", "in nats"),
        ("tokn 3", "did you mean `token 12`?"), ("token 0", "counted from 1"), ("text", "the pattern is missing"),
        ("text (", "the pattern"), ("refusals", "did you mean `refusal`?"), ("", "write one of"), ("what is this", "write one of"),
        ("UNKNOWNSOURCE > 0.5", "there are: TQA, MEDQUAD, GENERAL"),
    ])
    func wrongWordsNameTheNearestForm(words: String, hint: String) {
        #expect(problem(words).lowercased().contains(hint.lowercased()), "\(problem(words))")
    }

    @Test func theFileIsWrittenAndReadBack() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("model: base.gguf\n", to: "workspace.yaml")
        let workspace = try Workspace.open(folder.path)
        #expect(workspace.breakpoints.isEmpty)
        let breakpoints = [Breakpoint(.above(source: "TQA", probability: 0.8)), Breakpoint(.text("a: \"b\""), enabled: false)]
        try workspace.save(breakpoints: breakpoints)
        #expect(try Workspace.open(folder.path).breakpoints == breakpoints)
    }

    @Test func tooManyInTheFileAreAnError() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("model: base.gguf\n", to: "workspace.yaml")
        let lines = (1...65).map { "  - stop: token \($0)\n" }.joined()
        _ = try folder.write("breakpoints:\n" + lines, to: "breakpoints.yaml")
        let error = #expect(throws: WorkspaceError.self) { try Workspace.open(folder.path) }
        #expect(error?.advice == "64 are the most")
    }

    @Test func allFilesThatAreBrokenAreNamed() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("model: base.gguf\n", to: "workspace.yaml")
        _ = try folder.write("{\n", to: "cases.jsonl")
        _ = try folder.write("rules: [\n", to: "rules.yaml")
        _ = try folder.write("breakpoints:\n  - stop: tokn 3\n", to: "breakpoints.yaml")
        let all = #expect(throws: WorkspaceErrors.self) { try Workspace.open(folder.path) }
        let names = all?.errors.map { URL(fileURLWithPath: $0.file).lastPathComponent }
        #expect(names == ["cases.jsonl", "rules.yaml", "breakpoints.yaml"])
        #expect(all?.description.split(separator: "\n").count == 3)
        // A person mends one after the other.
        _ = try folder.write("", to: "cases.jsonl")
        _ = try folder.write("rules: []\n", to: "rules.yaml")
        #expect(throws: WorkspaceError.self) { try Workspace.open(folder.path) }
    }

    @Test func aWrongBreakpointInTheFileIsNamed() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("model: base.gguf\n", to: "workspace.yaml")
        _ = try folder.write("breakpoints:\n  - stop: tokn 3\n", to: "breakpoints.yaml")
        #expect {
            try Workspace.open(folder.path)
        } throws: { error in
            "\(error)".contains("breakpoints.yaml") && "\(error)".contains("did you mean `token 12`?")
        }
    }
}
