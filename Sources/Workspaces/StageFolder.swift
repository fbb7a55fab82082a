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

    /// The checkpoints in the folder of a run, in the order of its stages: those in `stages`, and the run's result as the last.
    ///
    /// - Throws: `WorkspaceError` when there are none.
    public static func checkpoints(in run: String) throws -> [StageCheckpoint] {
        guard isFolder(run) else {
            throw WorkspaceError(file: run, problem: "this is no folder of a training run", advice: "name the `out` of a pipeline")
        }
        let finished = finishedStages(of: run)
        var found = folders(in: run + "/stages")
        if found.isEmpty, !isCheckpoint(run) { found = folders(in: run) }
        // The run itself knows the order; without its word the dates do.
        let order = found.map { (path: $0, rank: finished.firstIndex(of: name($0)) ?? finished.count, date: date($0)) }
        found = order.sorted { ($0.rank, $0.date, $0.path) < ($1.rank, $1.date, $1.path) }.map(\.path)
        var stages = found.map { checkpoint($0, name: name($0)) }
        if isCheckpoint(run) {
            let last = finished.last.flatMap { last in found.contains { name($0) == last } ? nil : last }
            stages.append(checkpoint(run, name: last ?? "final"))
        }
        guard !stages.isEmpty else {
            throw WorkspaceError(
                file: run, problem: "this folder holds no checkpoint with \(manifest)", advice: "name the `out` of a pipeline")
        }
        return stages
    }

    private static func checkpoint(_ path: String, name: String) -> StageCheckpoint {
        let isAdapter = FileManager.default.fileExists(atPath: path + "/adapter_config.json")
        return StageCheckpoint(name: name, kind: isAdapter ? .adapter : .model, path: path)
    }

    /// The names of the stages that a run has finished, as its latest checkpoint tells them; none where it does not.
    private static func finishedStages(of run: String) -> [String] {
        struct State: Decodable {
            struct Stage: Decodable { var name: String }
            var finished: [Stage]
        }
        let folder = run + "/checkpoints"
        guard let latest = try? TextFile.read(folder + "/latest"), let text = String(data: latest, encoding: .utf8) else { return [] }
        let name = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !name.isEmpty, !name.contains("/"), let data = try? TextFile.read("\(folder)/\(name)/state.json") else { return [] }
        return (try? JSONDecoder().decode(State.self, from: data))?.finished.map(\.name) ?? []
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
