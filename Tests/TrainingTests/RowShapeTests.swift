import Foundation
import Testing
import Training

/// Rows in the shapes people have.
@Suite struct RowShapeTests {
    private func rows(_ text: String) throws -> [TrainingRow] {
        let folder = try TemporaryFolder()
        return try RowFile.read(path: folder.write(text, to: "rows.jsonl"))
    }

    private func row(_ text: String) throws -> TrainingRow {
        try #require(rows(text).first)
    }

    private func problem(_ text: String) throws -> String {
        do {
            _ = try rows(text)
            return "no error"
        } catch TrainingError.badRow(_, let line, let reason) {
            return "\(line): \(reason)"
        }
    }

    @Test(arguments: [
        #"{"prompt": "Why?", "answer": "So."}"#,
        #"{"instruction": "Why?", "input": "", "output": "So."}"#,
        #"{"conversations": [{"from": "human", "value": "Why?"}, {"from": "gpt", "value": "So."}]}"#,
        #"{"messages": [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "So."}]}"#,
        #"{"prompt": [{"role": "user", "content": "Why?"}], "answer": "So."}"#,
    ]) func aQuestionAndItsAnswerAreFound(text: String) throws {
        let found = try row(text)
        #expect(found.prompt == "Why?" && found.answer == "So." && found.history.isEmpty && found.system == nil)
        #expect(found.id == "rows.jsonl:1")
    }

    @Test func alpacasInputFollowsItsInstruction() throws {
        let found = try row(
            #"{"instruction": "Translate.", "input": "chat", "output": "cat", "system": "Be brief.", "history": [["Hi", "Hello"]]}"#)
        #expect(found.prompt == "Translate.\nchat" && found.answer == "cat" && found.system == "Be brief.")
        #expect(found.history == [.init(user: "Hi", assistant: "Hello")])
    }

    @Test(arguments: [("conversations", "from", "value", "human", "gpt"), ("messages", "role", "content", "user", "assistant")])
    func theLastAssistantTurnIsTheAnswer(key: String, role: String, content: String, user: String, assistant: String) throws {
        let turns = [("system", "Be kind."), (user, "Hi"), (assistant, "Hello"), (user, "Why?"), (assistant, "So.")]
        let objects = turns.map { #"{"\#(role)": "\#($0)", "\#(content)": "\#($1)"}"# }
        let found = try row(#"{"\#(key)": [\#(objects.joined(separator: ", "))]}"#)
        #expect(found.system == "Be kind." && found.history == [.init(user: "Hi", assistant: "Hello")])
        #expect(found.prompt == "Why?" && found.answer == "So.")
    }

    @Test(arguments: [
        #"{"prompt": "Why?", "chosen": "So.", "rejected": "No."}"#,
        #"{"conversations": [{"from": "human", "value": "Why?"}], "chosen": {"from": "gpt", "value": "So."}, "rejected": {"from": "gpt", "value": "No."}}"#,
        #"{"prompt": [{"role": "user", "content": "Why?"}], "chosen": [{"role": "assistant", "content": "So."}], "rejected": [{"role": "assistant", "content": "No."}]}"#,
        #"{"chosen": [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "So."}], "rejected": [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "No."}]}"#,
    ]) func pairsAreFound(text: String) throws {
        let found = try row(text)
        #expect(found.prompt == "Why?" && found.answer == "So." && found.rejected == "No." && found.history.isEmpty)
    }

    @Test func choicesGoAlong() throws {
        #expect(try row(#"{"prompt": "?", "answer": "(A)", "choices": ["(A) x", "(B) y"]}"#).choices == ["(A) x", "(B) y"])
    }

    @Test(arguments: [
        (#"{"messages": [{"role": "user", "content": "a"}]}"#, "does not end with a turn of the assistant"),
        (#"{"messages": [{"role": "assistant", "content": "a"}]}"#, "the turns of `messages` do not go user, assistant, user, ..."),
        (
            #"{"messages": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]}"#,
            "the turns of `messages` do not go user, assistant, user, ..."
        ),
        (#"{"messages": []}"#, "`messages` is not a list of turns"),
        (#"{"messages": [{"role": "system", "content": "a"}]}"#, "`messages` has no turn of a user"),
        (#"{"conversations": ["a"]}"#, "a turn of `conversations` has not the texts `role` and `content`, or `from` and `value`"),
        (
            #"{"conversations": [{"from": "tool", "value": "a"}]}"#,
            "`conversations` has a turn of `tool`; known are system, user (human) and assistant (gpt)"
        ),
        (#"{"instruction": "a"}"#, "has no `output`; \(TrainingError.rowShapes)"),
        (#"{"instruction": "a", "output": "b", "history": ["c"]}"#, "`history` is not a list of pairs of texts"),
        (#"{"prompt": "a", "rejected": "b"}"#, "has `rejected`, but no `chosen`"),
        (#"{"prompt": "a", "chosen": "b", "rejected": 4}"#, "`rejected` is not a text"),
        (#"{"prompt": "a", "answer": "b", "choices": "c"}"#, "`choices` is not a list of texts"),
    ]) func whatCannotBeReadIsNamed(text: String, reason: String) throws {
        #expect(try problem(#"{"prompt": "x", "answer": "y"}"# + "\n" + text) == "2: \(reason)")
    }

    @Test func formerTurnsAreRefusedWhereTheyCannotBeWritten() throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        let turns = ["user", "assistant", "user", "assistant"].map { #"{"role": "\#($0)", "content": "So \#($0)."}"# }
        try folder.write(#"{"messages": [\#(turns.joined(separator: ", "))]}"#, to: "birds.jsonl")
        _ = try TinyPipeline.run(TinyPipeline.yaml(), in: folder)
        let plain = TinyPipeline.yaml().replacing("seed: 7", with: "seed: 7\nchat_template: plain")
        #expect {
            try TinyPipeline.run(plain, in: folder)
        } throws: { "\($0)".contains("birds.jsonl, line 1: has former turns, which the chat template `plain` cannot write") }
        #expect {
            try TinyPipeline.run(TinyPipeline.yaml(stage: "form: document, steps: 2"), in: folder)
        } throws: { "\($0)".contains("row birds.jsonl:1 has former turns, which a stage of `form: document` cannot write") }
    }

    @Test func aSystemMessageOfARowsOwnIsNamedUnlessItIsThePipelines() throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        try folder.write(#"{"instruction": "a", "output": "b", "system": "Be kind."}"#, to: "birds.jsonl")
        #expect {
            try TinyPipeline.run(TinyPipeline.yaml(), in: folder)
        } throws: { "\($0)".contains("birds.jsonl, line 1: has a system message of its own") }
        _ = try TinyPipeline.run(TinyPipeline.yaml().replacing("seed: 7", with: "seed: 7\nsystem: Be kind."), in: folder)
    }
}
