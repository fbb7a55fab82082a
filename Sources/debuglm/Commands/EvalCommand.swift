import ArgumentParser
import Foundation
import LocalEngine
import Provenance
import Workspaces

struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Measure tracing, probes, refusals, leak and utility on held-out rows.")

    @OptionGroup var source: ModelOptions
    @Option(
        help: ArgumentHelp(
            "A folder with <source>.jsonl files (default: the workspace's data/dev); may be given several times.", valueName: "dir"))
    var data: [String] = []
    @Option(help: ArgumentHelp("A folder with question sets that belong to no source.", valueName: "dir")) var utility: String?
    @Option(
        help: ArgumentHelp(
            "A folder with training rows as <source>.jsonl: what can name the source without the model, and which rows overlap.",
            valueName: "dir"))
    var baselines: String?
    @Option(
        help: ArgumentHelp(
            "The folder of a training run: what each of its stages left of the tags. Given several times, one run after the other.",
            valueName: "dir"))
    var stages: [String] = []
    @Option(
        help: ArgumentHelp(
            "Another model on the same rows and questions, in a column of its own: a base, a plain fine-tune, an adapter of this base.",
            valueName: "name=path"))
    var beside: [String] = []
    @Option(parsing: .unconditional, help: "At most this many rows a file, chosen by the seed.") var limit: Int?
    @Flag(
        help: ArgumentHelp(
            "Ask every prompt in other words: greetings, lower case, slips of the keyboard. The tags must follow what is asked.",
            discussion: "Twelve kinds take turns, chosen by the seed; training with `rewording` never sees these phrases."))
    var reworded = false
    @Option(parsing: .unconditional, help: "Tokens an answer may take; the tag stands behind its end.") var maxTokens = Evaluation
        .usualMaximumTokens
    @Option(help: "Seed of disabled sets and row choice.") var seed: UInt64 = 1
    @Option(help: "How refusals are carried out: learned, guard or both.") var way: Rule.Way = .learned
    @Option(help: ArgumentHelp("Write the report to this file as JSON, too.", valueName: "file")) var save: String?
    @Option(help: ArgumentHelp("Write the report to this file as one HTML page, too.", valueName: "file")) var html: String?
    @Option(help: ArgumentHelp("Write what each row came to to this file, one JSON object a line.", valueName: "file")) var rows: String?
    @Option(help: ArgumentHelp("Show a saved report again; needs no model.", valueName: "file")) var from: String?
    @Flag(help: "Print one JSON object.") var json = false

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
        if maxTokens < 1 { throw ValidationError("--max-tokens must be at least 1.") }
        for (option, paths) in [("data", data), ("stages", stages)] {
            if let path = Self.repeated(paths.map(Self.standardised)) { throw ValidationError("--\(option) names \(path) twice.") }
        }
        if let path = Self.repeated([save, html, rows].compactMap(\.self).map(Self.standardised)) {
            throw ValidationError("\(path) cannot be two of --save, --html and --rows.")
        }
        try requireOutputsElsewhere()
        let named = [source.workspace, source.model, source.adapter, utility, baselines].compactMap(\.self) + data + stages + beside
        if from != nil, reworded { throw ValidationError("--from shows a saved report; --reworded asks a model.") }
        if from != nil, rows != nil { throw ValidationError("A saved report holds no rows; --rows needs the model.") }
        if from != nil, !named.isEmpty {
            throw ValidationError("--from shows a saved report and measures nothing; leave out the model and the data.")
        }
    }

    private static func standardised(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

    private static func repeated(_ texts: [String]) -> String? {
        var seen: Set<String> = []
        return texts.first { !seen.insert($0).inserted }
    }

    func run() throws {
        let companions = try beside.map(CompanionModel.init)
        if let name = Self.repeated(companions.map(\.name)) { throw ValidationError("--beside has the name \(name) twice.") }
        for path in [save, html, rows].compactMap(\.self) { try SavedReport.requireFolder(of: path) }
        guard let report = try from.map(SavedReport.read) ?? measure(companions) else { return }
        let written = Result { try write(report) }
        // Printed whatever became of the files, and after them, because a closed output ends the program: the figures took long.
        if json { try Console.json(report) } else { for line in EvaluationText.lines(report) { Console.line(line) } }
        try written.get()
    }

    private func write(_ report: EvaluationReport) throws {
        if let save { try SavedReport.write(report, to: save) }
        if let rows { try TextFile.write(JSONLines.encode(report.results), to: rows) }
        if let html { try TextFile.write(Data(EvaluationPage.html(report).utf8), to: html) }
    }

    private func measure(_ companions: [CompanionModel]) throws -> EvaluationReport? {
        let date = Date().formatted(.iso8601)
        if data.isEmpty, source.workspace == nil { throw ValidationError("Give --data DIR.") }
        let (engine, workspace) = try source.openEngine()
        let folders = data.isEmpty ? workspace.map { [$0.directory + "/data/dev"] } ?? [] : data
        var held = try EvaluationFiles.rows(in: folders, manifest: engine.manifest, limit: limit, seed: seed) { Console.error($0) }
        var questions = try utility.map { try EvaluationFiles.questions(in: $0, limit: limit, seed: seed) { Console.error($0) } } ?? [:]
        if reworded {
            held = PromptRewording.measured(held, seed: seed)
            questions = questions.mapValues { PromptRewording.measured($0, seed: seed) }
        }
        try check(held + Array(questions.values.joined()), engine: engine, maxTokens: maxTokens)
        let learned = try baselines.map {
            try EvaluationFiles.baselines(in: $0, manifest: engine.manifest, rows: held) { Console.error($0) }
        }
        let basePath = try source.resolve().modelPath
        let checkpoints = try stages.flatMap(StageRetention.checkpoints)
        for companion in companions { try companion.require(basePath: basePath, chat: engine.manifest.chat, threads: source.threads) }
        let evaluation = Evaluation(engine: engine, maximumTokens: maxTokens, seed: seed, way: way, baselines: learned)
        guard var report = try ProgressLine.showing("evaluating", { try evaluation.run(rows: held, utility: questions, onProgress: $0) })
        else {
            return nil
        }
        if !companions.isEmpty {
            report.beside = [.init(report, name: "this model", refusalForm: engine.manifest.refusalForm)]
            for one in companions {
                let other = self.evaluation(
                    of: try one.open(
                        basePath: basePath, chat: engine.manifest.chat, threads: source.threads, keyValueType: source.kv))
                let column = try ProgressLine.showing(one.name) {
                    try other.companion(name: one.name, rows: held, utility: questions, onProgress: $0)
                }
                report.beside? += [column].compactMap(\.self)
            }
        }
        if !checkpoints.isEmpty {
            report.retention = try StageRetention.measure(
                checkpoints, basePath: basePath, rows: held, threads: source.threads, keyValueType: source.kv
            ) {
                name, engine, rows in
                let other = self.evaluation(of: engine)
                return try ProgressLine.showing(name) { try other.tracing(rows: rows, onProgress: $0) }
            }
        }
        report.run = .init(date: date, command: command, way: way, maximumTokens: maxTokens, limit: limit)
        return report
    }

    /// An output that is one of the files to be read would replace it.
    private func requireOutputsElsewhere() throws {
        let folders = data + [source.workspace.map { $0 + "/data/dev" }, utility, baselines].compactMap(\.self)
        let read = Set(folders.map(Self.standardised))
        for path in [save, html, rows].compactMap(\.self) where path.hasSuffix(".jsonl") {
            let folder = URL(fileURLWithPath: path).standardizedFileURL.deletingLastPathComponent().path
            guard !read.contains(folder) else {
                throw ValidationError("\(path) would lie among the rows that are read; write it elsewhere.")
            }
        }
    }

    /// As the main one, of another model.
    private func evaluation(of engine: LocalEngine) -> Evaluation {
        Evaluation(engine: engine, maximumTokens: maxTokens, seed: seed, way: way)
    }

    /// The command line that measures the same again.
    private var command: String {
        let model = [("workspace", source.workspace), ("model", source.model), ("adapter", source.adapter)]
        var named: [(name: String, value: String?)] = model + data.map { ("data", $0) }
        named += [("utility", utility), ("baselines", baselines)]
        named += stages.map { ("stages", $0) }
        named += beside.map { ("beside", $0) }
        named += [("limit", limit.map(String.init)), ("max-tokens", String(maxTokens)), ("seed", String(seed)), ("way", way.rawValue)]
        if source.kv != .f32 { named.append(("kv", source.kv.rawValue)) }
        let words = named.flatMap { name, value in value.map { ["--" + name, ShellWord.quoted($0)] } ?? [] }
        return (["debuglm", "eval"] + words + (reworded ? ["--reworded"] : [])).joined(separator: " ")
    }

    /// Finds rows that do not fit the model before the passes begin, not an hour later.
    private func check(_ rows: [EvaluationRow], engine: LocalEngine, maxTokens: Int) throws {
        let everything = RuleSet.refusing(engine.manifest.sources.filter(\.refusable).map(\.name), way: way)
        let settings = TraceSettings(maximumTokens: maxTokens)
        for row in rows {
            do {
                try engine.check(TraceRequest(prompt: row.prompt, rules: everything, settings: settings))
                try engine.check(TraceRequest(prompt: row.prompt, answer: .given(row.answer)))
            } catch {
                throw WorkspaceError(file: row.place ?? row.source, problem: "\(error)")
            }
        }
    }
}
