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

    /// Each level ten times the one before: comparing the key alone would take hours.
    @Test func aliasesOfAliasesAreRefused() throws {
        let levels = (1...8).map { level in
            "a\(level): &a\(level) [" + [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ",") + "]\n"
        }
        let folder = try folder(workspace: "a0: &a0 [x]\n" + levels.joined() + "? *a8\n: x\n")
        #expect(message(folder) == "workspace.yaml: it holds more aliases (`*name`) than can be followed; write them out")
    }

    @Test func starsWithoutAnchorsAndAFewAliasesAreTaken() throws {
        let rules = (0..<100).map { "  - source: TQA\n    when: \"salt *and pepper \($0)\"\n" }
        #expect(!YAMLAliases.areTooMany(in: "rules:\n" + rules.joined()))
        #expect(!YAMLAliases.areTooMany(in: "a: &x 1\nb: *x\nc: &y 2\nd: *y\n# & * && ** * *\n"))
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

    @Test func aMisspeltKeyThatMattersIsNamed() throws {
        let text = message(try folder(cases: "{\"id\":\"a\",\"prompt\":\"p\",\"expects\":{\"contains\":[\"x\"]}}\n"))
        #expect(text.hasPrefix("cases.jsonl, line 1: unknown key `expects`; did you mean `expect`?"), "\(text)")
        #expect(message(try folder(cases: "{\"id\":\"a\",\"prompt\":\"p\",\"uid\":7}\n")) == "opened")
    }

    @Test func anIDStandsOnce() throws {
        let text = message(try folder(cases: "{\"id\":\"a\",\"prompt\":\"p\"}\n\n{\"id\":\"a\",\"prompt\":\"q\"}\n"))
        #expect(text == "cases.jsonl, line 3: the id \"a\" stands already on line 1; give each case an id of its own")
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
        let error = #expect(throws: WorkspaceError.self) { try workspace.validateRules(for: sampleManifest) }
        #expect(error?.file == workspace.rulesPath)
        #expect(error?.problem.contains("unknown source \"TQX\"; did you mean TQA?") == true)
    }

    @Test func namesAreSpelledAsInTheManifest() throws {
        let folder = try folder(rules: "rules:\n  - source: tqa\n")
        _ = try folder.write("breakpoints:\n  - stop: medquad > 0.8\n  - stop: refusal\n", to: "breakpoints.yaml")
        var workspace = try Workspace.open(folder.path)
        try workspace.useSources(of: sampleManifest)
        #expect(workspace.rules.refusedSources == ["TQA"])
        #expect(workspace.breakpoints.map(\.condition) == [.above(source: "MEDQUAD", probability: 0.8), .refusal])
    }

    @Test func aBreakpointForAnUnknownSourceIsNamed() throws {
        let folder = try folder()
        _ = try folder.write("breakpoints:\n  - stop: refusal\n  - stop: TQX > 0.8\n", to: "breakpoints.yaml")
        var workspace = try Workspace.open(folder.path)
        let error = #expect(throws: WorkspaceError.self) { try workspace.useSources(of: sampleManifest) }
        #expect(error?.place == "breakpoint 2")
        #expect(error?.problem.contains("did you mean `TQA > 0.8`?") == true)
    }

    @Test func theObtainCommandIsNoAdviceForAnotherModel() throws {
        let folder = try folder(workspace: "model: base.gguf\nobtain: fetch it\n")
        var workspace = try Workspace.open(folder.path)
        workspace.useModel("/nowhere.gguf")
        let error = #expect(throws: WorkspaceError.self) { try workspace.requireModel() }
        #expect(error?.advice?.contains("fetch it") == false)
    }

    @Test func anUnknownWordNamesTheKnownOnes() throws {
        let text = message(try folder(rules: "rules:\n  - source: TQA\n    way: gaurd\n"))
        #expect(text.hasPrefix("rules.yaml: \"gaurd\" is none of the known words; did you mean guard? they are learned, guard, both,"))
        #expect(text.hasSuffix("in `rules[0].way`"))
    }

    @Test func anEmptyPromptIsNamedByItsLine() throws {
        #expect(message(try folder(cases: "{\"id\":\"a\",\"prompt\":\"\"}\n")) == "cases.jsonl, line 1: `prompt` is empty")
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

    @Test func aSaveThatFailsLeavesNothingBehind() throws {
        let folder = try folder()
        var workspace = try Workspace.open(folder.path)
        // Nothing can be renamed over a folder that is not empty.
        workspace.rulesPath = folder.path + "/taken"
        try FileManager.default.createDirectory(atPath: workspace.rulesPath + "/inside", withIntermediateDirectories: true)
        #expect(throws: WorkspaceError.self) { try workspace.save(rules: .none) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["taken", "workspace.yaml"])
        workspace.rulesPath = folder.path + "/nowhere/rules.yaml"
        #expect(throws: WorkspaceError.self) { try workspace.save(rules: .none) }
    }

    @Test func rulesThatCannotBeReadAreKeptAside() throws {
        let folder = try folder(rules: "rules: []\n")
        let workspace = try Workspace.open(folder.path)
        #expect(try workspace.save(rules: .refusing(["MYTHS"])) == nil)
        let broken = "rules:\n- source: LORE\n  thresold: 0.3\n"
        try Data(broken.utf8).write(to: URL(fileURLWithPath: workspace.rulesPath))
        let kept = try workspace.save(rules: .refusing(["MYTHS"]))
        #expect(kept == workspace.rulesPath + "~")
        #expect(try String(contentsOfFile: workspace.rulesPath + "~", encoding: .utf8) == broken)
        #expect(try Workspace.open(folder.path).rules == .refusing(["MYTHS"]))
        try Data(broken.utf8).write(to: URL(fileURLWithPath: workspace.rulesPath))
        #expect(try workspace.save(rules: .none) == workspace.rulesPath + "~2")
    }

    @Test func aNamedFileThatIsMissingIsAnError() throws {
        let folder = try folder()
        let path = folder.path + "/workspace.yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try Data((text + "\nrules: ruels.yaml\n").utf8).write(to: URL(fileURLWithPath: path))
        #expect { try Workspace.open(folder.path) } throws: { "\($0)".contains("key rules: there is no file") }
    }

    @Test func savingKeepsTheCommentAtTheTop() throws {
        let folder = try folder(rules: "# Ours.\n# Ask before changing.\nrules: []\n")
        let workspace = try Workspace.open(folder.path)
        try workspace.save(rules: .refusing(["TQA"]))
        #expect(try folder.text(of: "rules.yaml").hasPrefix("# Ours.\n# Ask before changing.\nrules:"))
        #expect(try Workspace.open(folder.path).rules.refusedSources == ["TQA"])
    }

    @Test func savingKeepsTheCommentsOfEachRule() throws {
        let before = """
            # Ours.
            rules:
              # Seeds do not grow.
              - source: TQA   # asked for by Ann
                note: 'no # comment'
                # Not too early.
                way: guard
              # Old novels.
              - source: TOFU
            # The end.

            """
        let folder = try folder(rules: before)
        let workspace = try Workspace.open(folder.path)
        var rules = workspace.rules
        rules.rules.insert(Rule(source: "MEDQUAD", threshold: 0.65), at: 0)
        rules.rules[2].enabled = false
        try workspace.save(rules: rules)
        let once = try folder.text(of: "rules.yaml")
        #expect(
            once == """
                # Ours.
                rules:
                - source: MEDQUAD
                  threshold: 0.65
                # Seeds do not grow.
                # asked for by Ann
                # Not too early.
                - source: TQA
                  way: guard
                  note: 'no # comment'
                # Old novels.
                - source: TOFU
                  enabled: false
                # The end.

                """)
        try workspace.save(rules: rules)
        #expect(try folder.text(of: "rules.yaml") == once)
        try workspace.save(rules: .none)
        #expect(try folder.text(of: "rules.yaml").contains("# Old novels."))
    }

    @Test func aThresholdIsWrittenAsAPersonWould() throws {
        let folder = try folder()
        let workspace = try Workspace.open(folder.path)
        try workspace.save(rules: RuleSet(rules: [Rule(source: "TQA", threshold: 0.85), Rule(source: "TOFU")]))
        #expect(try folder.text(of: "rules.yaml") == "rules:\n- source: TQA\n  threshold: 0.85\n- source: TOFU\n")
    }

    @Test func savingKeepsTheLinesOfOtherCases() throws {
        let line = "{ \"prompt\": \"p\",  \"id\": \"a\", \"mine\": 1.0 }"
        let folder = try folder(cases: line)
        let workspace = try Workspace.open(folder.path)
        try workspace.save(cases: workspace.cases + [Case(id: "b", prompt: "q")])
        #expect(try folder.text(of: "cases.jsonl") == line + "\n{\"id\":\"b\",\"prompt\":\"q\"}\n")
    }

    @Test func aCaseThatComesBackHasTheLineItHad() throws {
        let odd = "{ \"prompt\": \"p\\u00e9\",  \"id\": \"a\", \"mine\": 1.0 }"
        let other = "{\"prompt\":\"q\",\"id\":\"b\"}"
        let folder = try folder(cases: odd + "\n" + other)
        let workspace = try Workspace.open(folder.path)
        let removed = RemovedLines()
        try workspace.save(cases: [workspace.cases[1]], removed: removed)
        #expect(try folder.text(of: "cases.jsonl") == other + "\n")
        // What stood there before a change is no case that was taken out.
        var changed = workspace.cases[1]
        changed.labels = ["new"]
        try workspace.save(cases: [changed], removed: removed)
        try workspace.save(cases: workspace.cases, removed: removed)
        #expect(try folder.text(of: "cases.jsonl") == odd + "\n{\"id\":\"b\",\"prompt\":\"q\"}\n")
    }

    @Test func savingKeepsLinksAndPermissions() throws {
        let folder = try folder()
        let shared = try folder.write("rules: []\n", to: "shared.yaml")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: shared)
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/rules.yaml", withDestinationPath: shared)
        try Workspace.open(folder.path).save(rules: .refusing(["TQA"]))
        #expect(try folder.text(of: "shared.yaml").contains("TQA"))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path + "/rules.yaml") == shared)
        #expect(try FileManager.default.attributesOfItem(atPath: shared)[.posixPermissions] as? Int == 0o600)
    }

    @Test func theDescriptionItselfNamesItsFolder() throws {
        let folder = try folder()
        #expect(try Workspace.open(folder.path + "/workspace.yaml") == Workspace.open(folder.path))
    }

    @Test func shellWordsAreQuotedWhenTheyMustBe() {
        #expect(ShellWord.quoted("plain-1.0") == "plain-1.0")
        #expect(ShellWord.quoted("it's") == "'it'\\''s'")
        #expect(ShellWord.quoted("") == "''")
        #expect(ShellWord.quoted("a\u{1B}b\n'") == #"$'a\x1bb\n\''"#)
    }
}
