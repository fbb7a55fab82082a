import LanguageModel
import Provenance

extension LocalEngine {
    /// Loads a model with its adapter and joins it with its manifest.
    ///
    /// - Parameters:
    ///   - modelPath: a GGUF file or a Hugging Face folder.
    ///   - adapterPath: a PEFT folder, when the tags came as an adapter.
    ///   - threads: nil means all processors.
    ///   - keyValueType: what keys and values are kept in.
    /// - Throws: `LanguageModelError`, `FormatError`, `EngineError.manifestMismatch`.
    public static func open(
        modelPath: String, adapterPath: String?, manifest: Manifest, threads: Int? = nil, keyValueType: KeyValueType = .f32
    ) throws -> LocalEngine {
        let model = try LoadedModel.load(path: modelPath, adapter: adapterPath)
        let file = modelPath.split(separator: "/").last.map(String.init) ?? modelPath
        let name = "\(manifest.base?.name ?? file) \(model.description.weightType)" + (adapterPath == nil ? "" : " + tags")
        return try LocalEngine(model: model, manifest: manifest, modelName: name, threads: threads, keyValueType: keyValueType)
    }

    /// Loads a model without tags, to stand beside one with tags: it answers and reads plain prompts, and can neither be traced nor refuse.
    ///
    /// - Parameter chat: how prompts are wrapped, as its companion's manifest says.
    /// - Throws: `LanguageModelError`, `FormatError`; `EngineError.manifestMismatch` when it lacks the chat template's tokens.
    public static func openUntagged(
        modelPath: String, adapterPath: String? = nil, chat: Manifest.Chat?, threads: Int? = nil, keyValueType: KeyValueType = .f32
    ) throws -> LocalEngine {
        let model = try LoadedModel.load(path: modelPath, adapter: adapterPath)
        // Its control tokens stand behind the vocabulary, where nothing can be them.
        var manifest = Manifest.numbered(from: model.vocabularySize, sources: [])
        manifest.chat = chat
        let file = modelPath.split(separator: "/").last.map(String.init) ?? modelPath
        return try LocalEngine(
            checked: model, manifest: manifest, modelName: "\(file) \(model.description.weightType), no tags", threads: threads,
            keyValueType: keyValueType)
    }
}
