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
        return try LocalEngine(
            model: model, manifest: manifest, modelName: model.summary.name + (adapterPath == nil ? "" : " + tags"), threads: threads)
    }
}
