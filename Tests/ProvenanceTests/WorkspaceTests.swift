import Foundation
import Provenance
import Testing
import Workspaces

struct WorkspaceTests {
    private func folder(
        workspace: String = "name: demo\nmodel: base.gguf\nadapter: adapter\n", cases: String? = nil, rules: String? = nil
    ) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        _ = try folder.write(workspace, to: "workspace.yaml")
        if let cases { _ = try folder.write(cases, to: "cases.jsonl") }
        if let rules { _ = try folder.write(rules, to: "rules.yaml") }
        return folder
    }

    private func message(_ folder: TemporaryFolder) -> String {
        do {
            _ = try Workspace.open(folder.path)
            return "opened"
        } catch {
            return "\(error)".replacing(folder.path + "/", with: "")
        }
    }

    @Test func opensWithWhatIsThere() throws {
        let folder = try folder(
            cases: "{\"id\":\"a\",\"prompt\":\"p\",\"expect\":{\"contains\":[\"x\"]},\"mine\":[1,2]}\n\n",
            rules: "rules:\n  - source: TQA\n")
        let workspace = try Workspace.open(folder.path)
        #expect(workspace.name == "demo")
        #expect(workspace.cases.map(\.id) == ["a"])
        #expect(workspace.cases[0].otherKeys == ["mine": .array([.integer(1), .integer(2)])])
        #expect(workspace.rules.refusedSources == ["TQA"])
        #expect(workspace.manifestPath == folder.path + "/adapter/provenance.json")
    }

    @Test func aBrokenCaseIsNamedByFileAndLine() throws {
        let folder = try folder(cases: "{\"id\":\"a\",\"prompt\":\"p\"}\n{\"id\":\"b\",\n")
        #expect(message(folder) == "cases.jsonl, line 2: this is not valid JSON")
    }

    @Test func aMissingKeyIsNamed() throws {
        #expect(message(try folder(cases: "{\"id\":\"a\"}\n")) == "cases.jsonl, line 1: the key `prompt` is missing")
    }

    @Test func anUnknownExpectationNamesTheNearest() throws {
        let text = message(try folder(cases: "{\"id\":\"a\",\"prompt\":\"p\",\"expect\":{\"contain\":[\"x\"]}}\n"))
        #expect(text.hasPrefix("cases.jsonl, line 1: `expect` has the unknown key `contain`; did you mean `contains`?"))
    }

    @Test func anIDStandsOnce() throws {
        let text = message(try folder(cases: "{\"id\":\"a\",\"prompt\":\"p\"}\n{\"id\":\"a\",\"prompt\":\"q\"}\n"))
        #expect(text == "cases.jsonl, case 2: the id \"a\" stands already at case 1; give each case an id of its own")
    }

    @Test func anUnknownKeyNamesLineAndNearest() throws {
        #expect(
            message(try folder(workspace: "name: x\nmodle: y\n")) == "workspace.yaml, line 2: unknown key `modle`; did you mean `model`?")
        #expect(
            message(try folder(rules: "rules:\n  - source: TQA\n    tresh: 0.5\n")).hasPrefix("rules.yaml, line 3: unknown key `tresh`"))
    }

    @Test func brokenYAMLNamesItsLine() throws {
        #expect(message(try folder(rules: "rules: [\n")).hasPrefix("rules.yaml, line "))
    }

    @Test func aRuleForAnUnknownSourceIsNamed() throws {
        let folder = try folder(rules: "rules:\n  - source: TQX\n")
        let workspace = try Workspace.open(folder.path)
        #expect(throws: WorkspaceError.self) { try workspace.validateRules(for: sampleManifest) }
    }

    @Test func aFolderWithoutADescriptionIsNoWorkspace() throws {
        let folder = try TemporaryFolder()
        #expect(throws: WorkspaceError.self) { try Workspace.open(folder.path) }
    }

    @Test func aMissingModelSaysWhatToRun() throws {
        let folder = try folder(workspace: "model: base.gguf\nobtain: fetch it\n")
        let workspace = try Workspace.open(folder.path)
        do {
            try workspace.requireModel()
            Issue.record("the model is not there")
        } catch {
            #expect("\(error)".contains("fetch it"))
        }
    }

    @Test func rulesAndCasesSurviveSaving() throws {
        let folder = try folder(cases: "{\"id\":\"a\",\"prompt\":\"p\",\"mine\":true}\n")
        let workspace = try Workspace.open(folder.path)
        let rules = RuleSet(rules: [Rule(source: "TQA", way: .both, threshold: 0.65, patience: 3, promptPattern: "moon", note: "n")])
        try workspace.save(rules: rules)
        try workspace.save(cases: workspace.cases)
        let again = try Workspace.open(folder.path)
        #expect(again.rules == rules)
        #expect(again.cases == workspace.cases)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".aside") }.isEmpty)
    }

    @Test func anUnwritableFileStaysAsItWas() throws {
        let folder = try folder(rules: "rules: []\n")
        var workspace = try Workspace.open(folder.path)
        workspace.rulesPath = folder.path + "/nowhere/rules.yaml"
        #expect(throws: WorkspaceError.self) { try workspace.save(rules: .none) }
        #expect(try folder.text(of: "rules.yaml") == "rules: []\n")
    }

    @Test func shellWordsAreQuotedWhenTheyMustBe() {
        #expect(ShellWord.quoted("plain-1.0") == "plain-1.0")
        #expect(ShellWord.quoted("it's") == "'it'\\''s'")
        #expect(ShellWord.quoted("") == "''")
    }
}
