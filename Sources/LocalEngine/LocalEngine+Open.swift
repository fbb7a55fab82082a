import LanguageModel
import Provenance

extension LocalEngine {
    /// Loads a model with its adapter and joins it with its manifest.
    ///
    /// - Parameters:
    ///   - modelPath: a GGUF file or a Hugging Face folder.
    ///   - adapterPath: a PEFT folder, when the tags came as an adapter.
    ///   - threads: nil means all processors.
    /// - Throws: `LanguageModelError`, `FormatError`, `EngineError.manifestMismatch`.
    public static func open(modelPath: String, adapterPath: String?, manifest: Manifest, threads: Int? = nil) throws -> LocalEngine {
        let model = try LoadedModel.load(path: modelPath, adapter: adapterPath)
        let file = modelPath.split(separator: "/").last.map(String.init) ?? modelPath
        let name = "\(manifest.base?.name ?? file) \(model.description.weightType)" + (adapterPath == nil ? "" : " + tags")
        return try LocalEngine(model: model, manifest: manifest, modelName: name, threads: threads)
    }
}
