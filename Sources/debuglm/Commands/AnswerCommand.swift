import ArgumentParser
import Foundation
import LocalEngine
import Provenance
import Workspaces

struct AnswerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer",
        abstract: "Answer a file of prompts with a model's own words, to make rows for training.",
        discussion: """
            Reads JSON Lines with `prompt`, writes the same objects with `answer`. Prompts without a usable answer are left out and counted.
            A base model's answers make GENERAL rows. Rows marked `own` (--own, and --debug, with which a tagged model answers in debug
            mode) teach a later training the tag behind those words without teaching the words.
            """
    )

    @OptionGroup var source: ModelOptions
    @Option(help: ArgumentHelp("JSON Lines with `prompt`.", valueName: "file")) var prompts: String
    @Option(help: ArgumentHelp("JSON Lines to write.", valueName: "file")) var out: String
    @Option(parsing: .unconditional, help: "Tokens an answer may take.") var maxTokens: Int = 64
    @Option(help: ArgumentHelp("Add this `source` to every row.", valueName: "name")) var sourceName: String?
    @Option(parsing: .unconditional, help: "At most this many prompts, chosen by the seed.") var limit: Int?
    @Option(help: "Seed of the choice.") var seed: UInt64 = 1
    @Flag(help: "Answer in debug mode and mark the rows `own`; needs a model with tags.") var debug = false
    @Flag(help: "Mark the rows `own`.") var own = false
    @Flag(help: "Print one JSON object.") var json = false

    private struct Output: Encodable {
        var rows: Int
        var left_out: Int
        var out: String
    }

    func validate() throws {
        guard maxTokens > 0 else { throw ValidationError("--max-tokens must be at least 1.") }
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
        let files = [prompts, out].map { URL(fileURLWithPath: $0).standardizedFileURL.path }
        guard files[0] != files[1] else { throw ValidationError("--out would replace the prompts that are read; name another file.") }
    }

    func run() throws {
        try SavedReport.requireFolder(of: out)
        let numbered = try JSONLines.numbered([String: JSONValue].self, from: TextFile.read(prompts), file: prompts)
        for (line, row) in numbered {
            guard case .string(let text)? = row["prompt"], !text.isEmpty else {
                throw WorkspaceError(file: prompts, place: "line \(line)", problem: "the key `prompt` is missing or empty")
            }
        }
        var chosen = numbered
        if let limit, limit < chosen.count {
            var generator = SplitMix64(state: seed)
            chosen = Array(chosen.shuffled(using: &generator).prefix(limit))
        }
        var rows = chosen.map(\.value)
        let lines = chosen.map(\.line)
        let texts = rows.map { row in if case .string(let text)? = row["prompt"] { text } else { "" } }
        Interruption.listen()
        let progress = ProgressLine("answering")
        var done = 0
        var usable: [Int] = []
        try (debug ? debugAnswers : baseAnswers)(texts, lines) { index, answer in
            rows[index]["answer"] = .string(answer)
            if let sourceName { rows[index]["source"] = .string(sourceName) }
            if debug || own { rows[index]["own"] = .bool(true) }
            if !answer.isEmpty { usable.append(index) }
            done += 1
            progress.show(Double(done) / Double(texts.count), detail: "\(done)/\(texts.count)")
        }
        progress.finish()
        // In the order of the prompts; those that were not come to are left out too.
        try TextFile.write(JSONLines.encode(usable.sorted().map { rows[$0] }), to: out)
        let output = Output(rows: usable.count, left_out: rows.count - usable.count, out: out)
        guard done == rows.count else {
            if json { try Console.json(output) }
            Console.error("stopped after \(done) of \(rows.count) prompts; \(usable.count) rows are in \(out)")
            throw ExitCode(1)
        }
        if json { return try Console.json(output) }
        Console.line("\(output.rows) rows in \(out)" + (output.left_out == 0 ? "" : ", \(output.left_out) without an answer left out"))
    }

    private func baseAnswers(_ texts: [String], _ lines: [Int], onAnswer: (Int, String) -> Void) throws {
        let answers = BaseAnswers(model: try source.loadModel(), threads: source.threads, keyValueType: source.kv)
        try check(lines) { try answers.check(texts[$0], maximumTokens: maxTokens) }
        try answers.answer(texts, maximumTokens: maxTokens) { index, answer in
            onAnswer(index, answer)
            return !Interruption.isAsked
        }
    }

    /// Answers that did not end within the limit are left empty: nothing stands behind them to be tagged.
    private func debugAnswers(_ texts: [String], _ lines: [Int], onAnswer: (Int, String) -> Void) throws {
        let (engine, _) = try source.openEngine()
        let requests = texts.map {
            TraceRequest(prompt: $0, mode: .debug, settings: TraceSettings(maximumTokens: maxTokens), probes: false)
        }
        try check(lines) { try engine.check(requests[$0]) }
        try engine.traceAll(requests) { index, trace in
            onAnswer(index, trace.stop == .end ? trace.answer : "")
            return Interruption.isAsked ? .stop : .more
        }
    }

    /// A prompt that does not fit is told now, not after an hour of answers.
    private func check(_ lines: [Int], _ body: (Int) throws -> Void) throws {
        for (index, line) in lines.enumerated() {
            do { try body(index) } catch {
                throw WorkspaceError(file: prompts, place: "line \(line)", problem: "\(error)")
            }
        }
    }
}
