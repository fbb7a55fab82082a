import Foundation
import ModelFormats

/// The checkpoints of one run: folders with values and moments in F32, and a file that names the latest.
///
/// A checkpoint is written into a folder of another name and renamed when whole, and the latest is never touched, so a process may end at
/// any moment. Of the checkpoints within stages the two latest are kept; those between stages stay, so that a stage can be run again.
struct CheckpointStore {
    /// `<out>/checkpoints`.
    let folder: URL

    static let tensorFile = "state.safetensors"
    static let stateFile = "state.json"
    private static let referenceName = "reference"
    private static let partialSuffix = ".partial"
    private static let kept = 2

    init(out: String) {
        folder = URL(fileURLWithPath: out, isDirectory: true).appendingPathComponent("checkpoints", isDirectory: true)
    }

    // MARK: - Beginning anew

    /// Where the checkpoints of a run that had not ended go when the pipeline is begun anew; `<out>/checkpoints` gives it back.
    var before: URL { folder.deletingLastPathComponent().appendingPathComponent("checkpoints.before", isDirectory: true) }

    /// Puts the checkpoints of a run that had not ended aside, in place of those that were put aside before.
    ///
    /// - Parameter stages: of the whole run.
    /// - Returns: where that run stood; nil when there was none, or it had ended.
    func putAside(unlessAllDone stages: Int) throws -> CheckpointState? {
        guard let name = latest else { return nil }
        let state = try? Self.state(in: folder.appendingPathComponent(name, isDirectory: true))
        guard let state, state.stage < stages else { return nil }
        do {
            if FileManager.default.fileExists(atPath: before.path) { try FileManager.default.removeItem(at: before) }
            try FileManager.default.moveItem(at: folder, to: before)
        } catch {
            throw TrainingError.checkpoint(
                path: folder.path,
                reason: "holds a run that had not ended, and cannot be moved aside: \(error.localizedDescription); go on with --resume, or "
                    + "move it yourself")
        }
        return state
    }

    /// - Parameter checkpoint: the folder of one checkpoint.
    /// - Throws: `TrainingError.checkpoint`.
    static func state(in checkpoint: URL) throws -> CheckpointState {
        let path = checkpoint.appendingPathComponent(stateFile)
        guard let state = try? JSONDecoder().decode(CheckpointState.self, from: Data(contentsOf: path)), state.isPossible else {
            throw TrainingError.checkpoint(
                path: path.path, reason: "cannot be read; run the pipeline from its start, without --resume and --stage")
        }
        return state
    }

    // MARK: - Writing

    /// Makes the folder, sees that it can be written, and removes what an ended process left half written.
    ///
    /// - Throws: `TrainingError.checkpoint`, `FormatError`: better before the first step than at the first checkpoint.
    func prepare() throws {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw TrainingError.checkpoint(
                path: folder.path, reason: "the folder cannot be made: \(error.localizedDescription); give another `out` or free the path")
        }
        // Made under another name, and gone again when it is dropped.
        _ = try AtomicFile(path: folder.appendingPathComponent("latest").path)
        let left = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in left where name.hasSuffix(Self.partialSuffix) {
            try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
        }
    }

    /// - Parameter reference: what the running stage keeps of the weights it began with.
    /// - Returns: the checkpoint's folder.
    func save(_ state: CheckpointState, parameters: ParameterStore, reference: [Float]) throws -> String {
        let name = freeName(Self.name(stage: state.stage, step: state.step))
        let target = folder.appendingPathComponent(name, isDirectory: true)
        let partial = folder.appendingPathComponent(name + Self.partialSuffix, isDirectory: true)
        do {
            try? FileManager.default.removeItem(at: partial)
            try FileManager.default.createDirectory(at: partial, withIntermediateDirectories: true)
            var tensors = Self.arrays(parameters, of: state).flatMap { kind, source in
                parameters.entries.map { entry in
                    TensorPayload(name: "\(kind).\(entry.name)", shape: entry.shape, type: .f32) { write in
                        try write(UnsafeRawBufferPointer(start: source + entry.slice.offset, count: entry.slice.count * 4))
                    }
                }
            }
            if !reference.isEmpty {
                tensors.append(TensorPayload(name: Self.referenceName, shape: [reference.count], values: reference, as: .f32))
            }
            try SafetensorsWriter.write(tensors, to: partial.appendingPathComponent(Self.tensorFile).path)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            try AtomicFile.write(Array(encoder.encode(state)), to: partial.appendingPathComponent(Self.stateFile).path)
            if FileManager.default.fileExists(atPath: target.path) { try FileManager.default.removeItem(at: target) }
            try FileManager.default.moveItem(at: partial, to: target)
            try AtomicFile.write(name + "\n", to: folder.appendingPathComponent("latest").path)
        } catch let error as FormatError {
            try? FileManager.default.removeItem(at: partial)
            throw error
        } catch {
            throw TrainingError.checkpoint(path: target.path, reason: "the checkpoint cannot be written: \(error.localizedDescription)")
        }
        removeOld(keeping: name)
        return target.path
    }

    // MARK: - Reading

    /// The latest checkpoint's state and its stage's reference; nil when there is none. Values and moments go into `parameters`.
    ///
    /// - Parameter fingerprints: by how many stages are done or begun.
    func restore(into parameters: ParameterStore, fingerprints: [String]) throws -> (state: CheckpointState, reference: [Float])? {
        guard let name = latest else {
            guard names().isEmpty else {
                throw TrainingError.checkpoint(
                    path: folder.path,
                    reason: "holds checkpoints, but not the file `latest` that names the one to go on from; write its name into it, or "
                        + "leave out --resume")
            }
            return nil
        }
        guard !name.isEmpty, !name.contains("/") else {
            throw TrainingError.checkpoint(
                path: folder.appendingPathComponent("latest").path, reason: "does not name a checkpoint; remove it to start anew")
        }
        return try read(name, into: parameters, fingerprints: fingerprints)
    }

    /// The state as it was before a stage began; its values go into `parameters`.
    ///
    /// - Throws: `TrainingError.checkpoint` when the stages before it have not been run.
    func restore(before stage: Int, into parameters: ParameterStore, fingerprints: [String]) throws -> CheckpointState {
        let wanted = Self.name(stage: stage, step: 0)
        let found = names().filter { $0 == wanted || $0 == wanted + Self.otherSuffix }.max { age(of: $0) < age(of: $1) }
        guard let found else {
            throw TrainingError.checkpoint(
                path: folder.path, reason: "has no checkpoint of the stage before; run the pipeline up to it first")
        }
        return try read(found, into: parameters, fingerprints: fingerprints).state
    }

    private func read(
        _ name: String, into parameters: ParameterStore, fingerprints: [String]
    ) throws -> (state: CheckpointState, reference: [Float]) {
        let source = folder.appendingPathComponent(name, isDirectory: true)
        let state = try Self.state(in: source)
        let begun = state.begunStages
        guard state.format == CheckpointState.currentFormat, fingerprints.indices.contains(begun), state.fingerprint == fingerprints[begun]
        else {
            throw TrainingError.checkpoint(
                path: source.path,
                reason: "belongs to other settings or rows, or another base, than the pipeline has now; undo the change, or run the "
                    + "pipeline from its start, without --resume and --stage")
        }
        let file = try SafetensorsFile(path: source.appendingPathComponent(Self.tensorFile).path)
        for entry in parameters.entries {
            for (kind, target) in Self.arrays(parameters, of: state) {
                let tensor = try file.tensor("\(kind).\(entry.name)")
                guard tensor.shape == entry.shape else { throw tensor.problem("has not the shape \(entry.shape)") }
                let values = try tensor.floats()
                values.withUnsafeBufferPointer { buffer in
                    if let base = buffer.baseAddress { (target + entry.slice.offset).update(from: base, count: entry.slice.count) }
                }
            }
        }
        let reference = file.tensorNames.contains(Self.referenceName) ? try file.tensor(Self.referenceName).floats() : []
        return (state, reference)
    }

    // MARK: - Names

    private static let otherSuffix = "-again"

    private static func name(stage: Int, step: Int) -> String {
        "stage-\(stage)-step-\(String(repeating: "0", count: max(0, 6 - String(step).count)))\(step)"
    }

    /// The name, or another one when the latest checkpoint has it: that one must stay until the new one is whole.
    private func freeName(_ name: String) -> String {
        latest == name ? name + Self.otherSuffix : name
    }

    /// What the file `latest` names; nil without it.
    ///
    /// Empty when it cannot be read, which must not start a long run anew, over the checkpoints that are there.
    private var latest: String? {
        let pointer = folder.appendingPathComponent("latest")
        guard FileManager.default.fileExists(atPath: pointer.path) else { return nil }
        return (try? String(contentsOf: pointer, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    }

    private func names() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasPrefix("stage-") }
    }

    /// Moments are of use within a stage alone: a stage begins without.
    private static func arrays(_ parameters: ParameterStore, of state: CheckpointState) -> [(String, UnsafeMutablePointer<Float>)] {
        let values = [("value", parameters.values)]
        guard state.isWithinStage else { return values }
        return values + [("first_moment", parameters.firstMoments), ("second_moment", parameters.secondMoments)]
    }

    private func removeOld(keeping name: String) {
        let plain = name.hasSuffix(Self.otherSuffix) ? String(name.dropLast(Self.otherSuffix.count)) : name
        let others = names().filter { $0 != name && !$0.hasSuffix(Self.partialSuffix) }
        // The same place, written again.
        let twins = others.filter { $0 == plain || $0 == plain + Self.otherSuffix }
        let within = others.filter { !twins.contains($0) && !$0.contains("-step-000000") }.sorted { age(of: $0) > age(of: $1) }
        for old in twins + within.dropFirst(Self.kept - 1) {
            try? FileManager.default.removeItem(at: folder.appendingPathComponent(old))
        }
    }

    private func age(of name: String) -> Date {
        let url = folder.appendingPathComponent(name)
        return (try? url.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate) ?? .distantPast
    }
}
