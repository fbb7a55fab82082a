import LanguageModel
import LocalEngine
import Provenance
import Workspaces

/// What each stage of a training run left of the tags.
enum StageRetention {
    /// The checkpoints of a run, or a single one.
    ///
    /// - Throws: `WorkspaceError` when there are none, or nobody knows which of them taught which source.
    static func checkpoints(in run: String) throws -> [StageCheckpoint] {
        let found = try StageFolder.checkpoints(in: run)
        guard found.count == 1 || found.allSatisfy({ $0.taught != nil }) else {
            throw WorkspaceError(
                file: "\(run)/\(StageList.fileName)", problem: "it is not there, and it says which stage taught which source",
                advice: "train the run again with `debuglm train`, or name one of its stages")
        }
        return found
    }

    /// Measures one checkpoint after another, each on the sources that had been taught by then.
    ///
    /// - Parameter tracing: tracing accuracy of rows by source, of a checkpoint's name and engine; nil when it was stopped.
    static func measure(
        _ checkpoints: [StageCheckpoint], basePath: String, rows: [EvaluationRow], threads: Int?, keyValueType: KeyValueType,
        tracing: (_ name: String, _ engine: LocalEngine, _ rows: [EvaluationRow]) throws -> [String: Rate]?
    ) throws -> EvaluationReport.Retention? {
        try requireRows(rows, of: checkpoints)
        var taught: Set<String> = []
        var stages: [String: Stage] = [:]
        var measured: [EvaluationReport.Retention.Checkpoint] = []
        for checkpoint in checkpoints {
            let engine = try open(checkpoint, basePath: basePath, threads: threads, keyValueType: keyValueType)
            let names = Set(engine.manifest.sources.map(\.name))
            taught.formUnion(checkpoint.taught ?? names)
            for source in engine.manifest.sources { stages[source.name] = source.stage }
            let known = rows.filter { taught.contains($0.source) && names.contains($0.source) }
            guard let rates = try tracing(checkpoint.name, engine, known) else { return nil }
            measured.append(.init(name: checkpoint.name, folder: checkpoint.path, sources: rates))
        }
        return EvaluationReport.Retention(checkpoints: measured, stages: stages)
    }

    /// Rows of other sources alone would be told after all checkpoints were measured, as nothing.
    private static func requireRows(_ rows: [EvaluationRow], of checkpoints: [StageCheckpoint]) throws {
        let lists = checkpoints.compactMap(\.taught)
        guard let last = checkpoints.last, lists.count == checkpoints.count else { return }
        let taught = lists.reduce(into: Set()) { $0.formUnion($1) }
        guard rows.contains(where: { taught.contains($0.source) }) else {
            throw WorkspaceError(
                file: last.path, problem: "none of the rows is of a source that this run taught",
                advice: "give the run that the model comes from, or --data of its sources")
        }
    }

    private static func open(
        _ checkpoint: StageCheckpoint, basePath: String, threads: Int?, keyValueType: KeyValueType
    ) throws -> LocalEngine {
        let isAdapter = checkpoint.kind == .adapter
        return try LocalEngine.open(
            modelPath: isAdapter ? basePath : checkpoint.path, adapterPath: isAdapter ? checkpoint.path : nil,
            manifest: Workspace.readManifest(Workspace.manifestPath(beside: checkpoint.path)), threads: threads, keyValueType: keyValueType)
    }
}
