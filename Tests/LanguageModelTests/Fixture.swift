import Compute
import Foundation
import LanguageModel
import ModelFormats

/// The tiny models of `Fixtures/language-model`, and the logits transformers computes for them.
enum Fixture {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/language-model")

    /// The relatives of Llama, each as a folder and as a GGUF file.
    static let families = ["mistral", "qwen2", "qwen3"]

    static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// A model of the fixtures by the name of its case.
    static func model(_ name: String) throws -> LoadedModel {
        switch name {
        case "linear":
            let base = try LoadedModel.load(path: path("tied"))
            var configuration = base.configuration
            configuration.ropeScaling = .linear(factor: 4)
            return try LoadedModel(
                configuration: configuration, weights: base.weights, adapter: nil, tokenizer: base.tokenizer, description: base.description)
        case "adapter":
            return try LoadedModel.load(path: path("tied"), adapter: path("adapter"))
        case "adapter.gguf":
            return try LoadedModel.load(path: path("tied.gguf"), adapter: path("adapter"))
        default:
            return try LoadedModel.load(path: path(name))
        }
    }

    /// The tokens of a case and the expected logits of every position.
    static func expected(_ name: String) throws -> (tokens: [Int], logits: [[Float]]) {
        let name = name.replacing(".gguf", with: "")
        let file = try SafetensorsFile(path: path(families.contains(name) ? "families.safetensors" : "expected.safetensors"))
        let tokens = try file.tensor("\(name).tokens").floats().map { Int($0) }
        let tensor = try file.tensor("\(name).logits")
        let flat = try tensor.floats()
        let width = tensor.shape[1]
        return (tokens, (0..<tensor.shape[0]).map { Array(flat[$0 * width..<($0 + 1) * width]) })
    }

    /// A writable copy of a fixture, removed by the caller.
    static func copy(_ name: String) throws -> URL {
        let copy = FileManager.default.temporaryDirectory.appendingPathComponent("lm-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: folder.appendingPathComponent(name), to: copy)
        return copy
    }
}

/// The largest difference relative to the row's largest expected logit.
func relativeError(_ found: some Collection<Float>, _ expected: [Float]) -> Float {
    guard found.count == expected.count else { return .infinity }
    let scale = expected.reduce(0) { max($0, abs($1)) }
    return zip(found, expected).reduce(0) { $1.0.isNaN ? .infinity : max($0, abs($1.0 - $1.1)) } / scale
}

extension InferenceSession {
    /// A session on two threads.
    static func make(
        _ model: LoadedModel, threads: Int = 2, contextLimit: Int? = nil, keyValueType: KeyValueType = .f32
    ) -> InferenceSession {
        InferenceSession(
            model: model, pool: ThreadPool(threadCount: threads), contextLimit: contextLimit, keyValueType: keyValueType)
    }

    /// Appends one token and returns its logits.
    func decode(_ sequence: SequenceID, _ token: Int) throws -> [Float] {
        Array(try step([StepRow(sequence: sequence, token: token, logits: .all)])[0])
    }
}
