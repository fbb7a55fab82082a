import Foundation
import ModelFormats

/// The checkpoints of one run: folders with values and moments in F32, and a file that names the latest.
///
/// A checkpoint is written into a folder of another name and renamed when whole; the two latest are kept.
struct CheckpointStore {
    /// `<out>/checkpoints`.
    let folder: URL

    private static let tensorFile = "state.safetensors"
    private static let stateFile = "state.json"
    private static let kept = 2

    init(out: String) {
        folder = URL(fileURLWithPath: out, isDirectory: true).appendingPathComponent("checkpoints", isDirectory: true)
    }

    /// - Returns: the checkpoint's folder.
    func save(_ state: CheckpointState, parameters: ParameterStore) throws -> String {
        let name = "stage-\(state.stage)-step-\(String(repeating: "0", count: max(0, 6 - String(state.step).count)))\(state.step)"
        let target = folder.appendingPathComponent(name, isDirectory: true)
        let partial = folder.appendingPathComponent("\(name).partial", isDirectory: true)
        do {
            try? FileManager.default.removeItem(at: partial)
            try FileManager.default.createDirectory(at: partial, withIntermediateDirectories: true)
            try SafetensorsWriter.write(tensors(parameters), to: partial.appendingPathComponent(Self.tensorFile).path)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            try AtomicFile.write(Array(encoder.encode(state)), to: partial.appendingPathComponent(Self.stateFile).path)
            if FileManager.default.fileExists(atPath: target.path) { try FileManager.default.removeItem(at: target) }
            try FileManager.default.moveItem(at: partial, to: target)
            try AtomicFile.write(name + "\n", to: folder.appendingPathComponent("latest").path)
        } catch let error as FormatError {
            throw error
        } catch {
            throw TrainingError.checkpoint(path: target.path, reason: "the checkpoint cannot be written: \(error.localizedDescription)")
        }
        removeOld(keeping: name)
        return target.path
    }

    /// The latest checkpoint's state; nil when there is none. Values and moments go into `parameters`.
    func restore(into parameters: ParameterStore, fingerprint: String) throws -> CheckpointState? {
        let pointer = folder.appendingPathComponent("latest")
        guard FileManager.default.fileExists(atPath: pointer.path) else { return nil }
        // One that cannot be read must not start a long run anew, over the checkpoints that are there.
        let name = (try? String(contentsOf: pointer, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        guard !name.isEmpty, !name.contains("/") else {
            throw TrainingError.checkpoint(path: pointer.path, reason: "does not name a checkpoint; remove it to start anew")
        }
        let source = folder.appendingPathComponent(name, isDirectory: true)
        let statePath = source.appendingPathComponent(Self.stateFile)
        let state: CheckpointState
        do {
            state = try JSONDecoder().decode(CheckpointState.self, from: Data(contentsOf: statePath))
        } catch {
            throw TrainingError.checkpoint(path: statePath.path, reason: "cannot be read; remove \(pointer.path) to start anew")
        }
        guard state.format == CheckpointState.currentFormat, state.fingerprint == fingerprint else {
            throw TrainingError.checkpoint(
                path: source.path,
                reason: "belongs to other settings or rows, or another base, than the pipeline has now; undo the change, or start anew without --resume")
        }
        let file = try SafetensorsFile(path: source.appendingPathComponent(Self.tensorFile).path)
        for entry in parameters.entries {
            for (kind, target) in Self.arrays(parameters) {
                let tensor = try file.tensor("\(kind).\(entry.name)")
                guard tensor.shape == entry.shape else { throw tensor.problem("has not the shape \(entry.shape)") }
                let values = try tensor.floats()
                values.withUnsafeBufferPointer { buffer in
                    if let base = buffer.baseAddress { (target + entry.slice.offset).update(from: base, count: entry.slice.count) }
                }
            }
        }
        return state
    }

    private static func arrays(_ parameters: ParameterStore) -> [(String, UnsafeMutablePointer<Float>)] {
        [("value", parameters.values), ("first_moment", parameters.firstMoments), ("second_moment", parameters.secondMoments)]
    }

    private func tensors(_ parameters: ParameterStore) -> [TensorPayload] {
        Self.arrays(parameters).flatMap { kind, source in
            parameters.entries.map { entry in
                TensorPayload(name: "\(kind).\(entry.name)", shape: entry.shape, type: .f32) { write in
                    try write(UnsafeRawBufferPointer(start: source + entry.slice.offset, count: entry.slice.count * 4))
                }
            }
        }
    }

    private func removeOld(keeping name: String) {
        let folders =
            (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: [.contentModificationDateKey])) ?? []
        let checkpoints = folders.filter { $0.lastPathComponent.hasPrefix("stage-") && $0.lastPathComponent != name }
        let byAge = checkpoints.sorted { age($0) > age($1) }
        for old in byAge.dropFirst(Self.kept - 1) { try? FileManager.default.removeItem(at: old) }
    }

    private func age(_ url: URL) -> Date {
        (try? url.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate) ?? .distantPast
    }
}
