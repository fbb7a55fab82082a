import Foundation
import Testing

/// What strangers hand to the programs: each gets one clear sentence and a plain exit, never a trap.
struct BadInputTests {
    private static let model = BuiltPrograms.repository + "/Tests/Fixtures/language-model/tied.gguf"

    private func temporary(_ name: String) -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("bad-\(UUID().uuidString)-\(name)").path
    }

    /// Writes a changed copy of the tiny model and inspects it.
    private func inspect(_ name: String, changing change: (inout Data) -> Void) throws -> (ProgramResult, String) {
        var data = try Data(contentsOf: URL(fileURLWithPath: Self.model))
        change(&data)
        let path = temporary(name)
        try data.write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return (try run(BuiltPrograms.debuglm, ["tokenize", "--model", path, "--text", "a"]), path)
    }

    @Test func aWholeModelIsFine() throws {
        let (result, _) = try inspect("whole.gguf") { _ in }
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test func aCutModelNamesTheFile() throws {
        let (result, path) = try inspect("cut.gguf") { $0.removeSubrange(($0.count / 2)...) }
        #expect(result.exited && result.status == 1)
        #expect(result.errors.contains(path))
    }

    @Test func aWrongMagicNamesTheFile() throws {
        let (result, path) = try inspect("magic.gguf") { $0.replaceSubrange(0..<4, with: Data("NOPE".utf8)) }
        #expect(result.exited && result.status == 1)
        #expect(result.errors.contains(path))
    }

    @Test(arguments: [16, 24, 40, 100, 400, 2_000])
    func hugeNumbersInTheHeaderNeverTrap(offset: Int) throws {
        let (result, _) = try inspect("huge.gguf") { $0.replaceSubrange(offset..<offset + 8, with: Data(repeating: 0xFF, count: 8)) }
        #expect(result.exited)
        #expect(result.status == 0 || !result.errors.isEmpty)
    }

    @Test func aTensorOutsideTheFileNamesIt() throws {
        let name = Data("token_embd.weight".utf8)
        let (result, _) = try inspect("offset.gguf") { data in
            guard let found = data.range(of: name) else { return }
            // Behind the name: dimension count (4), two dimensions (16), type (4), then the offset.
            let offset = found.upperBound + 24
            data.replaceSubrange(offset..<offset + 8, with: Data([0, 0, 0, 0, 0, 0, 0, 0x10]))
        }
        #expect(result.exited && result.status == 1)
        #expect(result.errors.contains("token_embd.weight"))
    }

    @Test func controlSequencesInFileNamesAreDrawn() throws {
        let result = try run(BuiltPrograms.debuglm, ["inspect", "no\u{1B}]0;title\u{07}such"])
        #expect(result.status == 1)
        #expect(!result.errors.contains("\u{1B}"))
        #expect(result.errors.contains("␛]0;title␇"))
        let workbench = try run(BuiltPrograms.workbench, ["no\u{1B}]0;title\u{07}such"])
        #expect(workbench.status == 1)
        #expect(!workbench.errors.contains("\u{1B}"))
    }

    @Test func wrongUsageIsExitTwo() throws {
        for arguments in [
            ["trace"], ["generate", "--model", "x"], ["nonsense"], ["eval", "--workspace", "w", "--limit", "0"],
            ["cases", "--model", "x"], ["trace", "--model", "x", "--prompt", "p", "--save", "s"],
        ] {
            let result = try run(BuiltPrograms.debuglm, arguments)
            #expect(result.exited && result.status == 2, "\(arguments): \(result.status)")
            #expect(!result.errors.isEmpty)
        }
    }

    @Test func theWorkbenchExitsTwoForWrongUsage() throws {
        let result = try run(BuiltPrograms.workbench, ["--nonsense"])
        #expect(result.exited && result.status == 2, "\(result.status)")
        #expect(result.errors.contains("--nonsense"))
    }

    @Test func aFullDiskBehindTheOutputIsNamed() throws {
        let result = try run("/bin/sh", ["-c", "'\(BuiltPrograms.debuglm)' tokenize --model '\(Self.model)' --text a > /dev/full"])
        #expect(result.exited && result.status == 1)
        #expect(result.errors.contains("standard output cannot be written"), "\(result.errors)")
    }

    @Test func aReaderThatLeavesEndsTheProgramQuietly() throws {
        let result = try run(
            "/bin/sh", ["-c", "{ '\(BuiltPrograms.debuglm)' tokenize --model '\(Self.model)' --text a; echo $? >&2; } | true"])
        #expect(result.exited && ["0\n", "1\n"].contains(result.errors), "\(result.errors)")
    }

    @Test func whatInspectFindsWrongIsExitOne() throws {
        let folder = temporary("unfinished")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("model: nowhere.gguf\n".utf8).write(to: URL(fileURLWithPath: folder + "/workspace.yaml"))
        for arguments in [["inspect", folder], ["inspect", folder, "--json"]] {
            let result = try run(BuiltPrograms.debuglm, arguments)
            #expect(result.exited && result.status == 1)
            #expect(result.output.contains("nowhere.gguf"))
        }
    }

    @Test func inspectNamesATagIDThatTheModelDoesNotHave() throws {
        let folder = temporary("wrong-tag")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let model = BuiltPrograms.embeddedSample + "/model"
        let manifest = try String(contentsOfFile: model + "/provenance.json", encoding: .utf8)
        let id = try #require(manifest.range(of: #""id" ?: ?[0-9]+"#, options: .regularExpression))
        try Data(manifest.replacingCharacters(in: id, with: "\"id\":3").utf8).write(to: URL(fileURLWithPath: folder + "/provenance.json"))
        try Data("model: \(model)\nmanifest: provenance.json\n".utf8).write(to: URL(fileURLWithPath: folder + "/workspace.yaml"))
        let result = try run(BuiltPrograms.debuglm, ["inspect", folder])
        #expect(result.exited && result.status == 1)
        #expect(result.output.contains("the manifest says 3"), "\(result.output)")
    }

    @Test func inspectSaysWhatAModelWithoutTagsLacks() throws {
        let folder = temporary("without-tags")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("model: \(Self.model)\n".utf8).write(to: URL(fileURLWithPath: folder + "/workspace.yaml"))
        let result = try run(BuiltPrograms.debuglm, ["inspect", folder])
        #expect(result.exited && result.status == 1)
        #expect(result.output.contains("architecture  llama"), "the base is shown all the same: \(result.output)")
        #expect(result.output.contains("the model has no tags: the manifest of its sources is not here; train tags with `debuglm train"))
    }

    @Test func inspectKnowsAWorkspaceByItsFileInThisFolder() throws {
        let command = "cd '\(BuiltPrograms.embeddedSample)' && '\(BuiltPrograms.debuglm)' inspect workspace.yaml"
        let result = try run("/bin/sh", ["-c", command])
        #expect(result.exited && result.status == 0, "\(result.errors)")
        #expect(result.output.contains("workspace"), "\(result.output)")
    }

    @Test func aTextMayBeginWithADash() throws {
        let result = try run(BuiltPrograms.debuglm, ["tokenize", "--model", Self.model, "--text", "-5 + 3?"])
        #expect(result.exited && result.status == 0, "\(result.errors)")
    }

    /// One prompt beyond the context must not cost the other cases their verdicts.
    @Test func aCaseThatCannotBeRunIsToldAndTheOthersAreJudged() throws {
        let folder = temporary("long-case")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("model: \(BuiltPrograms.embeddedSample)/model\n".utf8).write(to: URL(fileURLWithPath: folder + "/workspace.yaml"))
        let long = String(repeating: "word ", count: 5_000)
        let cases = "{\"id\":\"long\",\"prompt\":\"\(long)\"}\n{\"id\":\"short\",\"prompt\":\"hi\",\"expect\":{\"refuses\":false}}\n"
        try Data(cases.utf8).write(to: URL(fileURLWithPath: folder + "/cases.jsonl"))
        let result = try run(BuiltPrograms.debuglm, ["cases", "--workspace", folder, "--json", "--max-tokens", "8"])
        #expect(result.exited && result.status == 1)
        #expect(result.errors.contains("1 of 2 cases could not be run"), "\(result.errors)")
        #expect(result.output.contains("\"id\":\"short\"") && result.output.contains("\"passing\":1"), "\(result.output)")
    }

    @Test func aHeldOutRowWithoutAnAnswerIsNamedByFileAndLine() throws {
        let folder = temporary("rows")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let model = ["--model", BuiltPrograms.embeddedSample + "/model", "--data", folder]
        let long = String(repeating: "word ", count: 5_000)
        let rows = [
            (row: #"{"prompt":"b","answer":""}"#, problem: "the text is empty"),
            (row: #"{"prompt":"\#(long)","answer":"b"}"#, problem: "tokens"),
        ]
        for (row, problem) in rows {
            try Data("{\"prompt\":\"a\",\"answer\":\"b\"}\n\(row)\n".utf8).write(to: URL(fileURLWithPath: folder + "/myths.jsonl"))
            let result = try run(BuiltPrograms.debuglm, ["eval"] + model)
            #expect(result.status == 1)
            #expect(result.errors.contains("myths.jsonl, line 2") && result.errors.contains(problem), "\(result.errors)")
        }
    }

    @Test(arguments: [
        ["eval", "--data", "a", "--data", "./a"], ["eval", "--save", "x.json", "--html", "./x.json"],
        ["eval", "--data", "a", "--beside", "b=c", "--beside", "b=d"], ["answer", "--prompts", "p.jsonl", "--out", "./p.jsonl"],
        ["eval", "--data", "a", "--rows", "a/rows.jsonl"], ["generate", "--model", BuiltPrograms.embeddedSample, "--prompt", "hi"],
    ])
    func whatWouldCountTwiceOrReplaceItsInputIsWrongUsage(arguments: [String]) throws {
        let model = arguments.contains("--model") ? [] : ["--model", BuiltPrograms.embeddedSample + "/model"]
        let result = try run(BuiltPrograms.debuglm, arguments + model)
        #expect(result.exited && result.status == 2, "\(arguments): \(result.errors)")
    }

    @Test func anUnknownSourceNamesTheKnownOnes() throws {
        let result = try run(
            BuiltPrograms.debuglm, ["generate", "--workspace", BuiltPrograms.embeddedSample, "--prompt", "hi", "--refuse", "MYTH"])
        #expect(result.status == 1)
        #expect(result.errors.contains("did you mean MYTHS?"), "\(result.errors)")
    }

    @Test func brokenJSONInCasesNamesFileAndLine() throws {
        let folder = temporary("workspace")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("model: \(Self.model)\n".utf8).write(to: URL(fileURLWithPath: folder + "/workspace.yaml"))
        try Data("{\"id\":\"a\",\"prompt\":\"p\"}\n{oops\n".utf8).write(to: URL(fileURLWithPath: folder + "/cases.jsonl"))
        for program in [(BuiltPrograms.debuglm, ["cases", "--workspace", folder]), (BuiltPrograms.debuglm, ["inspect", folder])] {
            let result = try run(program.0, program.1)
            #expect(result.status == 1)
            #expect(result.errors.contains("cases.jsonl, line 2"), "\(result.errors)")
        }
    }

    @Test func withoutATerminalTheWorkbenchSaysSo() throws {
        let result = try run(BuiltPrograms.workbench, [])
        #expect(result.exited && (result.status == 1 || result.status == 2))
        #expect(result.errors.contains("terminal"), "\(result.errors)")
    }

    @Test func anUnknownThemeIsNamed() throws {
        let result = try run(BuiltPrograms.workbench, ["--theme", "drak"])
        #expect(result.exited && (result.status == 1 || result.status == 2))
        #expect(result.errors.contains("drak"), "\(result.errors)")
    }
}
