import Foundation
import Provenance

/// Finds what the stages of a training run left.
public enum StageFolder {
    private static let manifest = "provenance.json"

    /// The checkpoints of a workspace's model, after the base that its adapter is for.
    ///
    /// - Parameter run: the folder of another run, or one whose folders are checkpoints; nil for that of the workspace's own model.
    /// - Throws: `WorkspaceError` when there are none.
    public static func checkpoints(of workspace: Workspace, run: String?) throws -> [StageCheckpoint] {
        let found = try checkpoints(in: run ?? workspace.adapterPath ?? workspace.modelPath)
        guard found.contains(where: { $0.kind == .adapter }) else { return found }
        return [StageCheckpoint(name: "base", kind: .base, path: workspace.modelPath)] + found
    }

    /// The checkpoints of a run in the order of its stages, as its `stages.json` names them; without that list those in `stages` and the
    /// run's result, or the folder itself when it is a single checkpoint, or the checkpoints that lie in it.
    ///
    /// - Throws: `WorkspaceError` when there are none.
    public static func checkpoints(in run: String) throws -> [StageCheckpoint] {
        guard isFolder(run) else {
            throw WorkspaceError(file: run, problem: "this is no folder of a training run", advice: "name the `out` of a pipeline")
        }
        let stages = try listed(in: run) ?? found(in: run)
        guard !stages.isEmpty else {
            throw WorkspaceError(
                file: run, problem: "this folder holds no checkpoint with \(manifest)", advice: "name the `out` of a pipeline")
        }
        return stages
    }

    private static func listed(in run: String) throws -> [StageCheckpoint]? {
        let path = "\(run)/\(StageList.fileName)"
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let list: StageList
        do { list = try JSONDecoder().decode(StageList.self, from: TextFile.read(path)) } catch let error as DecodingError {
            throw WorkspaceError(file: path, problem: error.sentence, advice: "train the run again with `debuglm train`")
        }
        // A stage whose folder was removed is passed over; what it taught was known from then on.
        var taught: Set<String> = []
        return list.stages.compactMap { stage in
            taught.formUnion(stage.sources)
            let folder = stage.path(in: run)
            guard isCheckpoint(folder) else { return nil }
            defer { taught = [] }
            return checkpoint(folder, name: stage.name, taught: taught)
        }
    }

    /// In the order of their dates, as nobody says which came first.
    private static func found(in run: String) -> [StageCheckpoint] {
        let isCheckpoint = isCheckpoint(run)
        var folders = folders(in: run + "/stages")
        if folders.isEmpty, !isCheckpoint { folders = self.folders(in: run) }
        let stages = folders.map { (path: $0, date: date($0)) }.sorted { ($0.date, $0.path) < ($1.date, $1.path) }
            .map { checkpoint($0.path, name: name($0.path)) }
        return stages + (isCheckpoint ? [checkpoint(run, name: stages.isEmpty ? name(run) : "final")] : [])
    }

    private static func checkpoint(_ path: String, name: String, taught: Set<String>? = nil) -> StageCheckpoint {
        let isAdapter = FileManager.default.fileExists(atPath: path + "/adapter_config.json")
        return StageCheckpoint(name: name, kind: isAdapter ? .adapter : .model, path: path, taught: taught)
    }

    private static func folders(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().map { "\(folder)/\($0)" }.filter(isCheckpoint)
    }

    /// A folder is whole when it has its manifest, which is written last.
    private static func isCheckpoint(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(manifest)") }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    private static func name(_ path: String) -> String { (path as NSString).lastPathComponent }

    private static func date(_ path: String) -> Double {
        let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(manifest)")
        return (attributes?[.modificationDate] as? Date)?.timeIntervalSinceReferenceDate ?? 0
    }
}
