import Foundation
import LocalEngine
import Provenance
import Workspaces

/// A stage's result, opened to see what is left of the tags.
struct StageCheckpoint {
    var name: String
    /// A model, or an adapter on `basePath`.
    var folder: String
    var basePath: String
    /// Sources that this stage taught; nil when nobody wrote them down.
    var taught: Set<String>?

    /// The kept stages of a training run in their order, or the folder itself when it is a single checkpoint.
    ///
    /// - Throws: `WorkspaceError` naming what is missing.
    static func all(in folder: String, basePath: String) throws -> [StageCheckpoint] {
        let list = "\(folder)/\(StageList.fileName)"
        let found: [StageCheckpoint]
        if FileManager.default.fileExists(atPath: list) {
            let stages: StageList
            do { stages = try JSONDecoder().decode(StageList.self, from: TextFile.read(list)) } catch let error as DecodingError {
                throw WorkspaceError(file: list, problem: error.sentence, advice: "train the run again with `debuglm train`")
            }
            found = stages.stages.map {
                StageCheckpoint(name: $0.name, folder: $0.path(in: folder), basePath: basePath, taught: Set($0.sources))
            }
        } else {
            let name = URL(fileURLWithPath: folder).lastPathComponent
            found = [StageCheckpoint(name: name, folder: folder, basePath: basePath, taught: nil)]
        }
        for one in found where !FileManager.default.fileExists(atPath: Workspace.manifestPath(beside: one.folder)) {
            throw WorkspaceError(
                file: one.folder, problem: "there is no checkpoint with a manifest here",
                advice: "give the folder of a training run (its `out`), or one of its stages")
        }
        return found
    }

    func open(threads: Int?) throws -> LocalEngine {
        let manifest = try Workspace.readManifest(Workspace.manifestPath(beside: folder))
        let isAdapter = FileManager.default.fileExists(atPath: "\(folder)/adapter_config.json")
        return try LocalEngine.open(
            modelPath: isAdapter ? basePath : folder, adapterPath: isAdapter ? folder : nil, manifest: manifest, threads: threads)
    }

    /// Measures one checkpoint after another, each on the sources that had been taught by then.
    ///
    /// - Parameter measure: tracing accuracy of rows by source, of a checkpoint's name and engine; nil when it was stopped.
    static func retention(
        of checkpoints: [StageCheckpoint], rows: [EvaluationRow], threads: Int?,
        measure: (_ name: String, _ engine: LocalEngine, _ rows: [EvaluationRow]) throws -> [String: Rate]?
    ) throws -> EvaluationReport.Retention? {
        var taught: Set<String> = []
        var stages: [String: Stage] = [:]
        var measured: [EvaluationReport.Retention.Checkpoint] = []
        for checkpoint in checkpoints {
            let engine = try checkpoint.open(threads: threads)
            let names = Set(engine.manifest.sources.map(\.name))
            taught.formUnion(checkpoint.taught ?? names)
            for source in engine.manifest.sources { stages[source.name] = source.stage }
            let known = rows.filter { taught.contains($0.source) && names.contains($0.source) }
            guard let rates = try measure(checkpoint.name, engine, known) else { return nil }
            measured.append(.init(name: checkpoint.name, folder: checkpoint.folder, sources: rates))
        }
        return EvaluationReport.Retention(checkpoints: measured, stages: stages)
    }
}
