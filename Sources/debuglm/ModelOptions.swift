import ArgumentParser
import Foundation
import LanguageModel
import LocalEngine
import ModelFormats
import Provenance
import Workspaces

/// What may stand behind `--threads`.
enum Threads {
    static let most = LocalEngine.mostThreads

    static func check(_ threads: Int?) throws {
        guard let threads else { return }
        guard (1...most).contains(threads) else { throw ValidationError("--threads must be between 1 and \(most).") }
    }
}

/// Which model a command works on: a workspace folder, or a model with or without an adapter.
struct ModelOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A folder with workspace.yaml.", valueName: "dir"))
    var workspace: String?

    @Option(
        help: ArgumentHelp(
            "A GGUF file or a Hugging Face folder; with --workspace it stands in for that workspace's base model.", valueName: "path"))
    var model: String?

    @Option(help: ArgumentHelp("A PEFT adapter folder.", valueName: "dir"))
    var adapter: String?

    @Option(parsing: .unconditional, help: "Threads that compute (default: all cores).")
    var threads: Int?

    @Option(help: ArgumentHelp("What keys and values of the context are kept in: f32 or f16 (default: f32).", valueName: "type"))
    var kv: KeyValueType = .f32

    func validate() throws {
        try Threads.check(threads)
    }

    /// Paths after the workspace was read.
    struct Resolved {
        var workspace: Workspace?
        var modelPath: String
        var adapterPath: String?
        var manifestPath: String
    }

    /// The paths of what was named.
    ///
    /// - Throws: `ValidationError` when neither a workspace nor a model is named. Not a matter of `validate`, because a command
    ///   may have work that needs no model.
    func resolve() throws -> Resolved {
        if let folder = workspace {
            var opened = try Workspace.open(folder)
            if let model { opened.useModel(model) }
            try opened.requireModel()
            let adapterPath = adapter ?? opened.adapterPath
            return Resolved(
                workspace: opened, modelPath: opened.modelPath, adapterPath: adapterPath,
                manifestPath: adapter.map(Workspace.manifestPath) ?? opened.manifestPath)
        }
        guard let model else { throw ValidationError("Give --workspace DIR or --model PATH.") }
        guard FileManager.default.fileExists(atPath: model) else {
            throw WorkspaceError(
                file: model, problem: "there is no such file or folder", advice: "give a GGUF file or a Hugging Face folder")
        }
        guard !FileManager.default.fileExists(atPath: "\(model)/\(Workspace.fileName)") else {
            throw ValidationError("\(model) is a workspace; give it as --workspace.")
        }
        return Resolved(
            workspace: nil, modelPath: model, adapterPath: adapter, manifestPath: Workspace.manifestPath(beside: adapter ?? model))
    }

    /// The model alone, for commands that know nothing of sources.
    func loadModel() throws -> LoadedModel {
        let paths = try resolve()
        return try LoadedModel.load(path: paths.modelPath, adapter: paths.adapterPath)
    }

    /// The model with its manifest.
    ///
    /// - Throws: `WorkspaceError` for files, `FormatError`, `LanguageModelError` and `EngineError` for what is in them.
    func openEngine() throws -> (engine: LocalEngine, workspace: Workspace?) {
        let paths = try resolve()
        guard FileManager.default.fileExists(atPath: paths.manifestPath) else {
            // A file that is no model at all is told as that.
            _ = try ModelSource(path: paths.modelPath)
            throw WorkspaceError(
                file: paths.manifestPath, problem: "there is no manifest of sources here",
                advice: "give a model that was trained with tags: --workspace DIR, or --adapter DIR with provenance.json")
        }
        let manifest = try Workspace.readManifest(paths.manifestPath)
        try paths.workspace?.validateRules(for: manifest)
        let engine = try LocalEngine.open(
            modelPath: paths.modelPath, adapterPath: paths.adapterPath, manifest: manifest, threads: threads, keyValueType: kv)
        return (engine, paths.workspace)
    }
}

/// How an answer is chosen, and which sources are switched off.
struct AnswerOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "Tokens an answer may take (default: the workspace's, or 96).")
    var maxTokens: Int?

    @Option(parsing: .unconditional, help: "0 takes the likeliest token every time.")
    var temperature: Float = 0

    @Option(parsing: .unconditional, help: "Keep the K likeliest tokens; 0 keeps all.")
    var topK: Int = 0

    @Option(parsing: .unconditional, help: "Keep the likeliest tokens that reach this probability together.")
    var topP: Float = 1

    @Option(parsing: .unconditional, help: "Keep tokens at least this share as likely as the likeliest.")
    var minP: Float = 0

    @Option(help: "Seed of the draws.")
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "Sources to switch off, separated by commas; may be given several times. Replaces the workspace's own rules.",
            valueName: "A,B"))
    var refuse: [String] = []

    @Option(help: "How the refusals of --refuse are carried out: learned, guard or both (default: learned).")
    var way: Rule.Way?

    func validate() throws {
        if let maxTokens, maxTokens < 1 { throw ValidationError("--max-tokens must be at least 1.") }
        guard temperature >= 0, temperature.isFinite else { throw ValidationError("--temperature must be a number of at least 0.") }
        guard topP > 0, topP <= 1 else { throw ValidationError("--top-p must be above 0 and at most 1.") }
        guard minP >= 0, minP <= 1 else { throw ValidationError("--min-p must be between 0 and 1.") }
        guard topK >= 0 else { throw ValidationError("--top-k must be 0 or more.") }
    }

    func settings(for workspace: Workspace?) -> TraceSettings {
        TraceSettings(
            temperature: temperature, topK: topK, topP: topP, minP: minP, seed: seed,
            maximumTokens: maxTokens ?? workspace?.maximumTokens ?? TraceSettings().maximumTokens)
    }

    /// The sources named by `--refuse`, or the workspace's rules when it is not given.
    func rules(for workspace: Workspace?, manifest: Manifest) throws -> RuleSet {
        guard !refuse.isEmpty else {
            if way != nil { Console.error("--way has no effect without --refuse: a workspace's own rules state their ways themselves") }
            return workspace?.rules ?? .none
        }
        let names = refuse.flatMap { $0.split(separator: ",") }.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        guard !names.isEmpty else { throw ValidationError("--refuse names no source.") }
        return .refusing(try manifest.resolve(names).map(\.name), way: way ?? .learned)
    }
}

extension Rule.Way: ExpressibleByArgument {}

extension KeyValueType: ExpressibleByArgument {}
