import Foundation
import ModelFormats
import Provenance
import Workspaces

/// What a training leaves besides models: its checkpoints, and the folder of a run that has not ended.
enum TrainingFolder {
    struct State: Decodable {
        /// Stages that are done.
        var stage: Int
        /// Steps of the next one that are done.
        var step: Int
    }

    private static let stateFile = "state.json"
    private static let tensorFile = "state.safetensors"

    static func isCheckpoint(_ path: String) -> Bool {
        [stateFile, tensorFile].allSatisfy { FileManager.default.fileExists(atPath: "\(path)/\($0)") }
    }

    /// Whether a folder is a run's `out` without a model of its own.
    static func isRun(_ path: String) -> Bool {
        func isThere(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }
        return !isThere("config.json") && (isThere("checkpoints") || isThere(StageList.fileName))
    }

    /// The stages whose results are there, in the order of training.
    static func stages(of run: String) -> [(name: String, folder: String)] {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: "\(run)/\(StageList.fileName)")),
            let list = try? JSONDecoder().decode(StageList.self, from: data)
        else { return [] }
        return list.stages.map { ($0.name, $0.path(in: run)) }
    }

    /// - Throws: `WorkspaceError` naming the file.
    static func state(of checkpoint: String) throws -> State {
        let path = "\(checkpoint)/\(stateFile)"
        do { return try JSONDecoder().decode(State.self, from: TextFile.read(path)) } catch let error as DecodingError {
            throw WorkspaceError(file: path, problem: error.sentence)
        }
    }

    /// - Throws: `FormatError`.
    static func tensorCount(of checkpoint: String) throws -> Int {
        try SafetensorsFile(path: "\(checkpoint)/\(tensorFile)").tensorNames.count
    }
}
