import Compute
import Foundation
import LanguageModel
import ModelFormats
import Provenance

/// A model with its adapter on its way to other programs: merged weights in one of their formats, and the manifest beside them.
///
/// Token ids stay, so the manifest goes along byte for byte, and the copy opens in the workbench as the original does.
public struct ModelExport {
    private let model: LoadedModel
    private let manifestName: String?
    private let manifestBytes: [UInt8]?

    /// - Parameters:
    ///   - manifest: the model's `provenance.json`, read and as it stands in its file; nil for a model without tags.
    /// - Throws: `EngineError.manifestMismatch` when it belongs to another model.
    public init(model: LoadedModel, manifest: (value: Manifest, bytes: [UInt8])?) throws {
        try manifest?.value.validate(for: model)
        self.model = model
        manifestName = manifest?.value.base?.name
        manifestBytes = manifest?.bytes
    }

    /// Writes a Hugging Face folder; `provenance.json` comes last, so that a folder that has it is whole.
    ///
    /// - Parameters:
    ///   - folder: new, or holding an earlier export.
    ///   - type: F32, F16 or BF16.
    /// - Returns: the folder.
    /// - Throws: `EngineError.unusableDestination`, `LanguageModelError`, `FormatError`.
    public func writeFolder(_ folder: String, as type: ElementType) throws -> [String] {
        try requireOtherThanSources(folder)
        let written: Set = ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", Self.manifestFile]
        let present = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        if let other = present.sorted().first(where: { !written.contains($0) && !$0.hasPrefix(".") }) {
            throw EngineError.unusableDestination(path: folder, reason: "it holds \(other), which is no part of an export")
        }
        let manifestPath = URL(fileURLWithPath: folder, isDirectory: true).appendingPathComponent(Self.manifestFile).path
        try removeStale(manifestPath)
        try LlamaCheckpointWriter.writeMerged(model, to: folder, as: type)
        if let manifestBytes { try AtomicFile.write(manifestBytes, to: manifestPath) }
        return [folder]
    }

    /// Writes a GGUF file, and the manifest beside it.
    ///
    /// - Parameters:
    ///   - path: `name.gguf`.
    ///   - manifestPath: where readers look for the manifest of that file.
    ///   - type: F32, F16, BF16 or Q8_0.
    /// - Returns: the file, and the manifest when there is one.
    /// - Throws: `EngineError.unusableDestination`, `TokenizationError`, `LanguageModelError`, `FormatError`.
    public func writeGGUF(_ path: String, manifestPath: String, as type: ElementType) throws -> [String] {
        try requireOtherThanSources(path)
        let file = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        try LlamaGGUFWriter.write(model, name: manifestName.map { "\($0) with tags" } ?? file, to: path, as: type)
        guard let manifestBytes else {
            try removeStale(manifestPath)
            return [path]
        }
        try AtomicFile.write(manifestBytes, to: manifestPath)
        return [path, manifestPath]
    }

    private static let manifestFile = "provenance.json"

    /// The weights are read from these while the copy is written, and are not ours to replace.
    private func requireOtherThanSources(_ destination: String) throws {
        func resolved(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path }
        for source in [model.description.path, model.description.adapterPath].compactMap({ $0 })
        where resolved(source) == resolved(destination) {
            throw EngineError.unusableDestination(path: destination, reason: "the model is read from there")
        }
    }

    /// An earlier export's manifest must not stand beside half of a new folder, nor beside a model without tags.
    private func removeStale(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        guard unlink(path) == 0 else {
            throw EngineError.unusableDestination(path: path, reason: "the earlier export cannot be removed")
        }
    }
}
