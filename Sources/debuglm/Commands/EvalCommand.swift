import ArgumentParser
import LocalEngine
import Provenance
import Workspaces

struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Measure tracing, probes, refusals, leak and utility on held-out rows.")

    @OptionGroup var source: ModelOptions
    @Option(help: ArgumentHelp("A folder with <source>.jsonl files (default: the workspace's data/dev).", valueName: "dir")) var data:
        String?
    @Option(help: ArgumentHelp("A folder with question sets that belong to no source.", valueName: "dir")) var utility: String?
    @Option(help: "At most this many rows a file, chosen by the seed.") var limit: Int?
    @Option(help: "Tokens an answer may take.") var maxTokens: Int = 96
    @Option(help: "Seed of disabled sets and row choice.") var seed: UInt64 = 1
    @Option(help: "How refusals are carried out: learned, guard or both.") var way: Rule.Way = .learned
    @Flag(help: "Print one JSON object.") var json = false

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
        guard maxTokens > 0 else { throw ValidationError("--max-tokens must be at least 1.") }
    }

    func run() throws {
        let (engine, workspace) = try source.openEngine()
        guard let folder = data ?? workspace.map({ $0.directory + "/data/dev" }) else { throw ValidationError("Give --data DIR.") }
        let rows = try EvaluationFiles.rows(in: folder, manifest: engine.manifest, limit: limit, seed: seed) { Console.error($0) }
        let questions = try utility.map { try EvaluationFiles.questions(in: $0, limit: limit, seed: seed) { Console.error($0) } } ?? [:]
        try check(rows + Array(questions.values.joined()), engine: engine)
        let progress = ProgressLine("evaluating")
        let evaluation = Evaluation(engine: engine, maximumTokens: maxTokens, seed: seed, way: way)
        let report = try evaluation.run(rows: rows, utility: questions) { now in
            progress.show(Double(now.done) / Double(now.total), detail: "\(now.pass) \(now.done)/\(now.total)")
            return .more
        }
        progress.finish()
        guard let report else { return }
        if json { return try Console.json(report) }
        for line in EvaluationTable.lines(report) { Console.line(line) }
    }

    /// Finds rows that do not fit the model before the passes begin, not an hour later.
    private func check(_ rows: [EvaluationRow], engine: LocalEngine) throws {
        let everything = RuleSet.refusing(engine.manifest.sources.filter(\.refusable).map(\.name), way: way)
        let settings = TraceSettings(maximumTokens: maxTokens)
        for row in rows {
            do {
                try engine.check(TraceRequest(prompt: row.prompt, rules: everything, settings: settings))
                try engine.check(TraceRequest(prompt: row.prompt, answer: .given(row.answer)))
            } catch {
                throw WorkspaceError(
                    file: row.source, place: "the row \(String(row.prompt.prefix(60)).debugDescription)", problem: "\(error)")
            }
        }
    }
}
