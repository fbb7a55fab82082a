import ArgumentParser
import Foundation
import LanguageModel
import LocalEngine
import Provenance
import Workspaces

/// A model of `--beside NAME=PATH`: with tags or without, whole or an adapter on the evaluated model's base.
struct CompanionModel {
    var name: String
    var path: String

    /// - Throws: `ValidationError` when there is no name or no path.
    init(_ argument: String) throws {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw ValidationError("--beside takes NAME=PATH, such as --beside base=SmolLM2-135M-Instruct.Q4_1.gguf.")
        }
        (name, path) = (parts[0], parts[1])
    }

    /// Fails before the first measurement, not hours after it.
    ///
    /// - Parameters: as `open` has them.
    func require(basePath: String, chat: Manifest.Chat?, threads: Int?) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw WorkspaceError(
                file: path, problem: "there is no such file or folder", advice: "give a GGUF file, a model folder or an adapter folder")
        }
        _ = try open(basePath: basePath, chat: chat, threads: threads, keyValueType: .f32)
    }

    /// - Parameters:
    ///   - basePath: what an adapter stands on.
    ///   - chat: how prompts to a model without tags are wrapped.
    ///   - keyValueType: as the evaluated model's, so that the columns compare the same.
    func open(basePath: String, chat: Manifest.Chat?, threads: Int?, keyValueType: KeyValueType) throws -> LocalEngine {
        let isAdapter = FileManager.default.fileExists(atPath: "\(path)/adapter_config.json")
        let (modelPath, adapterPath) = isAdapter ? (basePath, path) : (path, nil)
        let manifestPath = Workspace.manifestPath(beside: path)
        guard FileManager.default.fileExists(atPath: manifestPath) else {
            return try LocalEngine.openUntagged(
                modelPath: modelPath, adapterPath: adapterPath, chat: chat, threads: threads, keyValueType: keyValueType)
        }
        return try LocalEngine.open(
            modelPath: modelPath, adapterPath: adapterPath, manifest: Workspace.readManifest(manifestPath), threads: threads,
            keyValueType: keyValueType)
    }
}
