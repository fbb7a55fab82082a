import Compute
import Foundation
import ModelFormats
import Tokenization

/// Writes Llama-type decoders as Hugging Face folders that transformers, vLLM and this package load as they are.
public struct LlamaCheckpointWriter {
    public var configuration: LlamaConfiguration
    public var tokenizer: Tokenizer
    /// F32, F16 or BF16.
    public var elementType: ElementType

    public init(configuration: LlamaConfiguration, tokenizer: Tokenizer, elementType: ElementType = .f32) {
        self.configuration = configuration
        self.tokenizer = tokenizer
        self.elementType = elementType
    }

    /// Every tensor that `write(_:to:)` wants, by its Hugging Face name, with its shape (outermost dimension first).
    public static func tensors(of configuration: LlamaConfiguration) -> [(name: String, shape: [Int])] {
        LlamaTensorNames.huggingFace.shapes(configuration)
    }

    /// Writes `model.safetensors`, the tokenizer's files and, last, `config.json`; a folder without it is unfinished.
    ///
    /// - Parameters:
    ///   - values: row-major numbers by Hugging Face name, as `tensors(of:)` lists them.
    ///   - folder: made when it is missing.
    /// - Throws: `LanguageModelError` when a tensor is missing or of the wrong size, `FormatError` when writing fails.
    public func write(_ values: [String: [Float]], to folder: String) throws {
        let expected = Self.tensors(of: configuration)
        let missing = expected.map(\.name).filter { values[$0] == nil }
        guard missing.isEmpty else { throw LanguageModelError.missingTensors(names: missing, path: folder) }
        let payloads = try expected.map { name, shape in
            let numbers = values[name] ?? []
            guard numbers.count == shape.reduce(1, *) else {
                throw LanguageModelError.wrongShape(tensor: name, found: [numbers.count], expected: shape, path: folder)
            }
            return TensorPayload(name: name, shape: shape, values: numbers, as: elementType)
        }
        try write(payloads, to: folder)
    }

    /// Writes a model with its adapter worked into the weights: `W + scale * B A`, and the added tokens' rows below the base's.
    ///
    /// Quantised weights are unpacked; memory is bounded by a piece of one tensor.
    ///
    /// - Parameter elementType: F32 keeps every bit; F16 and BF16 round.
    /// - Throws: `LanguageModelError.unusableSetting` when `config.json` cannot express the model, `FormatError` when writing fails.
    public static func writeMerged(_ model: LoadedModel, to folder: String, as elementType: ElementType = .f32) throws {
        let merged = MergedLlama(model)
        let writer = LlamaCheckpointWriter(
            configuration: merged.configuration, tokenizer: merged.tokenizer, elementType: elementType)
        let payloads = merged.tensors(named: .huggingFace).map { $0.payload(as: elementType, interleavingRotaryPairs: false) }
        try writer.write(payloads, to: folder)
    }

    private func write(_ payloads: [TensorPayload], to folder: String) throws {
        let json = try configuration.huggingFaceJSON(tokenizer: tokenizer, elementType: elementType, path: folder)
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw FormatError(file: folder, problem: "the folder cannot be made", advice: "check the path and its permissions")
        }
        let member = { URL(fileURLWithPath: folder, isDirectory: true).appendingPathComponent($0).relativePath }
        try SafetensorsWriter.write(payloads, to: member("model.safetensors"))
        try tokenizer.write(toFolder: folder)
        try AtomicFile.write(JSONWriter.text(.object(json), indented: true) + "\n", to: member("config.json"))
    }
}
