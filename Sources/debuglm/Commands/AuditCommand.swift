import ArgumentParser
import Foundation
import LocalEngine
import Provenance
import Training
import Workspaces

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Train again without each source and see whether the answers tagged with it change, and the others stay.",
        discussion: """
            The whole model is the pipeline's `out`; it is trained first when it is not there. What is trained without a source is kept in \
            OUT/audit/without-SOURCE and not trained again. Ctrl-C saves; the same command goes on.
            """)

    @Argument(help: "A pipeline file (YAML).") var pipeline: String
    @Option(help: ArgumentHelp("Leave out this source alone; may be given several times (default: each in turn).", valueName: "name"))
    var source: [String] = []
    @Option(
        help: ArgumentHelp(
            "A folder with <source>.jsonl files to ask (default: data/dev beside the pipeline); may be given several times.",
            valueName: "dir"))
    var data: [String] = []
    @Option(help: ArgumentHelp("Ask the prompts of this file of cases (.jsonl or .csv), too.", valueName: "file")) var cases: String?
    @Option(parsing: .unconditional, help: "At most this many rows a file, chosen by the seed.") var limit: Int?
    @Option(help: "Tokens an answer may take.") var maxTokens = 96
    @Option(help: "Seed of the row choice.") var seed: UInt64 = 1
    @Option(parsing: .unconditional, help: "Threads that compute (default: the pipeline's, or all cores).") var threads: Int?
    @Flag(help: "Print one JSON object.") var json = false

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
        try Threads.check(threads)
        if maxTokens < 1 { throw ValidationError("--max-tokens must be at least 1.") }
    }

    func run() throws {
        var whole = try TrainingPipeline(path: pipeline)
        if let threads { whole.threads = threads }
        let traced = whole.sources.filter { $0.stage != nil }.map(\.name)
        let wanted = source.map { name in traced.first { $0.caseInsensitiveCompare(name) == .orderedSame } ?? name }
        let names = wanted.isEmpty ? traced : wanted
        // Misspelt names are told before the first training, not after it.
        let others = try names.map { (source: $0, pipeline: try whole.leavingOut($0, out: "\(whole.out)/audit/without-\($0)")) }
        let prompts = try prompts(of: whole)
        Interruption.listen()
        let isThere = FileManager.default.fileExists(atPath: Workspace.manifestPath(beside: whole.out))
        if !isThere { Console.error("the whole model is not there yet: \(whole.out)") }
        // One that was trained here is looked at again: a pipeline that was changed since then would be compared with itself as it was.
        if !isThere || FileManager.default.fileExists(atPath: "\(whole.out)/checkpoints/latest") { try train(whole) }
        let engine = try open(whole)
        for prompt in prompts { try engine.check(TraceRequest(prompt: prompt, settings: TraceSettings(maximumTokens: maxTokens))) }
        let audit = SourceAudit(maximumTokens: maxTokens)
        let observations = try finished(try ProgressLine.showing("asking") { try audit.observe(prompts, engine: engine, onProgress: $0) })
        var report = AuditReport(model: engine.modelName, prompts: prompts.count, lines: [])
        for (source, pipeline) in others {
            Console.error("without \(source): \(pipeline.out)")
            try train(pipeline)
            let other = try open(pipeline)
            let line = try finished(
                try ProgressLine.showing("asking") {
                    try audit.line(without: source, observations: observations, engine: other, onProgress: $0)
                })
            report.lines.append(line)
        }
        if json { try Console.json(report) } else { for line in AuditText.lines(report) { Console.line(line) } }
    }

    /// Trains to the end, going on where an earlier run was stopped; does nothing when it is done.
    private func train(_ pipeline: TrainingPipeline) throws {
        let log = TrainingLog(expectsCheckpoint: false)
        let report = try TrainingRun(pipeline: pipeline).run(resume: true, onEvent: log.show)
        if report.wasStopped { throw stopped() }
    }

    private func open(_ pipeline: TrainingPipeline) throws -> LocalEngine {
        let isAdapter = FileManager.default.fileExists(atPath: "\(pipeline.out)/adapter_config.json")
        let manifest = try Workspace.readManifest(Workspace.manifestPath(beside: pipeline.out))
        guard isAdapter, case .model(let base) = pipeline.base else {
            return try LocalEngine.open(modelPath: pipeline.out, adapterPath: nil, manifest: manifest, threads: pipeline.threads)
        }
        return try LocalEngine.open(modelPath: base, adapterPath: pipeline.out, manifest: manifest, threads: pipeline.threads)
    }

    private func prompts(of pipeline: TrainingPipeline) throws -> [String] {
        let manifest = Manifest.numbered(from: 0, sources: pipeline.sources.map { ($0.name, $0.stage, $0.about) })
        let beside = URL(fileURLWithPath: self.pipeline).deletingLastPathComponent().appendingPathComponent("data/dev").path
        let rows = try EvaluationFiles.rows(in: data.isEmpty ? [beside] : data, manifest: manifest, limit: limit, seed: seed) {
            Console.error($0)
        }
        return rows.map(\.prompt) + (try cases.map(CaseFile.read) ?? []).map(\.prompt)
    }

    // MARK: - Stopping

    private func finished<Result>(_ result: Result?) throws -> Result {
        guard let result else { throw stopped() }
        return result
    }

    /// Tells how to go on.
    private func stopped() -> ExitCode {
        var words = [pipeline] + source.flatMap { ["--source", $0] } + data.flatMap { ["--data", $0] }
        if let cases { words += ["--cases", cases] }
        if let limit { words += ["--limit", "\(limit)"] }
        words += ["--max-tokens", "\(maxTokens)", "--seed", "\(seed)"]
        if let threads { words += ["--threads", "\(threads)"] }
        if json { words.append("--json") }
        Console.error("stopped; go on with: debuglm audit \(words.map(ShellWord.quoted).joined(separator: " "))")
        return ExitCode(1)
    }
}
