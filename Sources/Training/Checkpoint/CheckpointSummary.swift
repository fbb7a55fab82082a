import Foundation
import ModelFormats

/// What a checkpoint of a running training says of itself, for those who find its folder.
public struct CheckpointSummary: Sendable, Hashable {
    /// Stages that are done.
    public let stage: Int
    /// Steps of the next one that are done.
    public let step: Int
    public let tensorCount: Int

    /// Whether a folder is such a checkpoint, whole or not.
    public static func isCheckpoint(_ path: String) -> Bool {
        [CheckpointStore.stateFile, CheckpointStore.tensorFile].allSatisfy {
            FileManager.default.fileExists(atPath: "\(path)/\($0)")
        }
    }

    /// - Throws: `TrainingError.checkpoint`, `FormatError`.
    public init(path: String) throws {
        let folder = URL(fileURLWithPath: path, isDirectory: true)
        let state = try CheckpointStore.state(in: folder)
        (stage, step) = (state.stage, state.step)
        tensorCount = try SafetensorsFile(path: folder.appendingPathComponent(CheckpointStore.tensorFile).path).tensorNames.count
    }
}
