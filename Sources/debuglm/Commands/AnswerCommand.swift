import ArgumentParser
import Foundation
import LocalEngine
import Provenance
import Workspaces

struct AnswerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer",
        abstract: "Answer a file of prompts with a model's own words, to make GENERAL rows.",
        discussion:
            "Reads JSON Lines with `prompt`, writes the same objects with `answer` added. Prompts without a usable answer are left out and counted."
    )

    @OptionGroup var source: ModelOptions
    @Option(help: ArgumentHelp("JSON Lines with `prompt`.", valueName: "file")) var prompts: String
    @Option(help: ArgumentHelp("JSON Lines to write.", valueName: "file")) var out: String
    @Option(help: "Tokens an answer may take.") var maxTokens: Int = 64
    @Option(help: ArgumentHelp("Add this `source` to every row.", valueName: "name")) var sourceName: String?
    @Flag(help: "Print one JSON object.") var json = false

    private struct Output: Encodable {
        var rows: Int
        var left_out: Int
        var out: String
    }

    func validate() throws {
        guard maxTokens > 0 else { throw ValidationError("--max-tokens must be at least 1.") }
    }

    func run() throws {
        var rows = try JSONLines.decode([String: JSONValue].self, from: TextFile.read(prompts), file: prompts)
        let texts = try rows.enumerated().map { index, row in
            guard case .string(let text)? = row["prompt"], !text.isEmpty else {
                throw WorkspaceError(file: prompts, place: "row \(index + 1)", problem: "the key `prompt` is missing or empty")
            }
            return text
        }
        let answers = BaseAnswers(model: try source.loadModel(), threads: source.threads)
        // A prompt that does not fit is told now, not after an hour of answers.
        for (index, text) in texts.enumerated() {
            do { try answers.check(text, maximumTokens: maxTokens) } catch {
                throw WorkspaceError(file: prompts, place: "row \(index + 1)", problem: "\(error)")
            }
        }
        let progress = ProgressLine("answering")
        var done = 0
        try answers.answer(texts, maximumTokens: maxTokens) { index, answer in
            rows[index]["answer"] = .string(answer)
            if let sourceName { rows[index]["source"] = .string(sourceName) }
            done += 1
            progress.show(Double(done) / Double(texts.count), detail: "\(done)/\(texts.count)")
            return true
        }
        progress.finish()
        let usable = rows.filter { $0["answer"].map { $0 != .string("") } ?? false }
        try TextFile.write(JSONLines.encode(usable), to: out)
        let output = Output(rows: usable.count, left_out: rows.count - usable.count, out: out)
        if json { return try Console.json(output) }
        Console.line("\(output.rows) rows in \(out)" + (output.left_out == 0 ? "" : ", \(output.left_out) without an answer left out"))
    }
}
