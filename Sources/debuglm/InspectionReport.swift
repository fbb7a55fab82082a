import Foundation
import LanguageModel
import LocalEngine
import ModelFormats
import Provenance
import Training
import Workspaces

/// What `inspect` found.
struct InspectionReport: Encodable {
    struct SourceLine: Encodable {
        var name: String
        var stage: String?
        var tag: String
        var id: Int
    }

    var kind: String
    var path: String
    var architecture: String?
    var parameters: Int?
    var adapter_parameters: Int?
    var rank: Int?
    var alpha: Double?
    var target_modules: [String]?
    var base: String?
    var tensors: Int?
    var types: [String: Int] = [:]
    var vocabulary: Int?
    var chat_template: String?
    var layers: Int?
    var hidden: Int?
    var context: Int?
    var sources: [SourceLine] = []
    var cases: Int?
    var rules: [String] = []
    /// Stages of a training run whose results are there.
    var stages: [String]?
    /// Where a training's checkpoint stands.
    var stage: Int?
    var step: Int?
    var note: String?
    var problems: [String] = []

    /// What a path holds; what is wrong with its files stands under `problems`.
    ///
    /// - Throws: `WorkspaceError` when there is nothing.
    init(path: String) throws {
        self.path = path
        let files = FileManager.default
        var isFolder: ObjCBool = false
        guard files.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw WorkspaceError(file: path, problem: "there is no such file or folder")
        }
        if files.fileExists(atPath: path + "/" + Workspace.fileName) || Workspace.isDescription(path) {
            kind = "workspace"
            collect { try $0.readWorkspace() }
        } else if files.fileExists(atPath: path + "/adapter_config.json") {
            kind = "adapter"
            collect { try $0.readAdapter() }
            _ = readManifest(path + "/provenance.json")
        } else if CheckpointSummary.isCheckpoint(path) {
            kind = "training checkpoint"
            collect { try $0.readTrainingCheckpoint() }
        } else if isFolder.boolValue, Self.isUnendedRun(path) {
            kind = "training run"
            let done = (try? StageFolder.checkpoints(in: path)) ?? []
            stages = done.map(\.name)
            note = "no model yet: the run has not ended" + (done.last.map { "; give one of its stages, such as \($0.path)" } ?? "")
        } else {
            kind = isFolder.boolValue ? "checkpoint" : "model"
            let manifest = Workspace.manifestPath(beside: path)
            collect { report in
                try report.requireWhole()
                try report.readModel(
                    path, adapter: nil, manifest: files.fileExists(atPath: manifest) ? report.readManifest(manifest) : nil)
            }
        }
    }

    /// Whether nothing but problems was found.
    var isEmpty: Bool { !problems.isEmpty && tensors == nil && cases == nil && sources.isEmpty }

    /// A file out of a folder says too little by itself.
    private func requireWhole() throws {
        let (folder, name) = ((path as NSString).deletingLastPathComponent, (path as NSString).lastPathComponent)
        let beside = folder.isEmpty ? "." : folder
        let isPart = ["config.json", "adapter_config.json"].contains { FileManager.default.fileExists(atPath: "\(beside)/\($0)") }
        guard isPart, name.hasSuffix(".safetensors") || name.hasSuffix(".json") else { return }
        throw WorkspaceError(file: path, problem: "it is one file of a model's folder", advice: "give the folder: \(beside)")
    }

    private mutating func readAdapter() throws {
        let adapter = try AdapterFolder(path: path)
        tensors = adapter.updates.count * 2 + (adapter.inputRows == nil ? 0 : 1) + (adapter.outputRows == nil ? 0 : 1)
        adapter_parameters =
            adapter.updates.values.reduce(0) { $0 + $1.a.count + $1.b.count } + (adapter.inputRows?.rows.count ?? 0)
            + (adapter.outputRows?.rows.count ?? 0)
        (rank, alpha) = (adapter.configuration.rank, adapter.configuration.alpha)
        target_modules = adapter.configuration.targetModules.sorted()
        base = adapter.configuration.baseModel
    }

    /// Whether the folder is a training's `out` without the model that it ends with.
    private static func isUnendedRun(_ path: String) -> Bool {
        func isThere(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }
        return !isThere("config.json") && (isThere("checkpoints") || isThere(StageList.fileName))
    }

    private mutating func readTrainingCheckpoint() throws {
        let summary = try CheckpointSummary(path: path)
        (stage, step, tensors) = (summary.stage, summary.step, summary.tensorCount)
        note = "what `debuglm train --resume` goes on from; a model is what a stage ends with"
    }

    private mutating func readWorkspace() throws {
        var workspace = try Workspace.open(path)
        cases = workspace.cases.count
        rules = workspace.rules.enabled.map { "\($0.action.rawValue) \($0.source) (\($0.way.rawValue))" }
        let hasTags = FileManager.default.fileExists(atPath: workspace.manifestPath)
        let manifest = hasTags ? readManifest(workspace.manifestPath) : nil
        collect { _ in try workspace.requireModel() }
        if let manifest { collect { _ in try workspace.useSources(of: manifest) } }
        if problems.isEmpty { collect { try $0.readModel(workspace.modelPath, adapter: workspace.adapterPath, manifest: manifest) } }
        // Said last: a base that is there is shown as what it is.
        if !hasTags { collect { _ in throw Self.withoutTags(workspace) } }
    }

    private static func withoutTags(_ workspace: Workspace) -> WorkspaceError {
        WorkspaceError(
            file: workspace.manifestPath, problem: "the model has no tags: the manifest of its sources is not here",
            advice: "train tags with `debuglm train PIPELINE.yaml` and name the result in \(Workspace.fileName) as `adapter:` or `model:`, "
                + "or name the model's provenance.json as `manifest:`")
    }

    /// - Parameter manifest: whose tokens the model has to have.
    private mutating func readModel(_ path: String, adapter: String?, manifest: Manifest?) throws {
        let source = try ModelSource(path: path)
        tensors = source.listing.count
        for tensor in source.listing { types[tensor.typeName, default: 0] += 1 }
        architecture = try source.architecture
        collect { report in
            let model = try LoadedModel.load(path: path, adapter: adapter)
            report.parameters = model.description.parameterCount
            if adapter != nil { report.adapter_parameters = model.description.adapterParameterCount }
            report.vocabulary = model.vocabularySize
            report.chat_template = model.chatTemplate.kind.rawValue
            report.layers = model.configuration.layerCount
            report.hidden = model.configuration.hiddenSize
            report.context = model.configuration.maximumPositions
            try manifest?.validate(for: model)
        }
    }

    private mutating func readManifest(_ path: String) -> Manifest? {
        var found: Manifest?
        collect { report in
            let manifest = try Workspace.readManifest(path)
            report.sources = manifest.sources.map { SourceLine(name: $0.name, stage: $0.stage?.rawValue, tag: $0.tag, id: $0.id) }
            found = manifest
        }
        return found
    }

    /// Keeps going after a problem, so that one bad file does not hide what the others are.
    private mutating func collect(_ work: (inout InspectionReport) throws -> Void) {
        do { try work(&self) } catch { problems.append("\(error)") }
    }

    var lines: [String] {
        func line(_ name: String, _ value: String?) -> String? {
            value.map { name.padding(toLength: 14, withPad: " ", startingAt: 0) + $0 }
        }
        let sizes = [parameters.map(String.init), adapter_parameters.map { "\($0) in the adapter" }].compactMap(\.self)
        let found = [
            line("kind", kind), line("path", path), line("architecture", architecture),
            line("parameters", sizes.isEmpty ? nil : sizes.joined(separator: " + ")),
            line(
                "tensors",
                tensors.map { count in
                    "\(count)"
                        + (types.isEmpty
                            ? "" : ": " + types.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
                }),
            line("rank", rank.map { "\($0), alpha " + String(format: "%g", alpha ?? 0) + (base.map { ", on \($0)" } ?? "") }),
            line("modules", target_modules.flatMap { $0.isEmpty ? nil : $0.joined(separator: ", ") }),
            line("stages done", stages.map { $0.isEmpty ? "none" : $0.joined(separator: ", ") }),
            line("stands at", stage.map { "stage \($0 + 1), step \(step ?? 0)" }),
            line("layers", layers.map { "\($0) of width \(hidden ?? 0)" }),
            line("context", context.map(String.init)),
            line("vocabulary", vocabulary.map(String.init)),
            line("chat template", chat_template),
            line("cases", cases.map(String.init)),
            line("rules", cases == nil ? nil : rules.isEmpty ? "none switched on" : rules.joined(separator: ", ")),
        ]
        let tags = sources.map { line("source", "\($0.name) \($0.stage ?? "all stages") \($0.tag) \($0.id)") }
        return (found + tags + [line("note", note)] + problems.map { line("problem", $0) }).compactMap(\.self)
    }
}
