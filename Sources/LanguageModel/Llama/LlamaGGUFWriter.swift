import Compute
import ModelFormats

/// Writes Llama-type decoders as GGUF files (version 3) that llama.cpp and this package load as they are.
public enum LlamaGGUFWriter {
    /// Writes a model with its adapter worked into the weights, its tokenizer and its chat template.
    ///
    /// Norms stay F32. Memory is bounded by a piece of one tensor; the file appears whole or not at all.
    ///
    /// - Parameters:
    ///   - name: `general.name`, for people.
    ///   - elementType: of the matrices. Q8_0 takes F16 for a matrix whose rows do not fill blocks of 32, as llama.cpp does.
    /// - Throws: `TokenizationError` when GGUF cannot state the tokenizer, `FormatError` when writing fails.
    public static func write(_ model: LoadedModel, name: String, to path: String, as elementType: ElementType = .f16) throws {
        let merged = MergedLlama(model)
        let configuration = merged.configuration
        var metadata: [(key: String, value: GGUFValue)] = [
            ("general.architecture", .text(configuration.family.ggufName)),
            ("general.type", .text("model")),
            ("general.name", .text(name)),
            ("general.file_type", .uint32(fileType(elementType))),
            // Of the block formats, as the reference writes them today.
            ("general.quantization_version", .uint32(2)),
        ]
        metadata += configuration.ggufMetadata
        metadata += try merged.tokenizer.ggufMetadata(tokenCount: configuration.vocabularySize)
        var payloads = merged.tensors(named: .gguf).map { tensor in
            tensor.payload(
                as: storedType(of: tensor, wanted: elementType), interleavingRotaryPairs: configuration.family.interleavesRotaryPairs)
        }
        if let divisors = configuration.ropeDivisors {
            payloads.append(TensorPayload(name: LlamaTensorNames.ropeDivisors, shape: [divisors.count], values: divisors))
        }
        try GGUFWriter.write(metadata: metadata, tensors: payloads, to: path)
    }

    private static func storedType(of tensor: MergedLlama.Tensor, wanted: ElementType) -> ElementType {
        guard case .matrix = tensor.content else { return .f32 }
        return (tensor.shape.last ?? 1).isMultiple(of: wanted.blockElements) ? wanted : .f16
    }

    /// `llama_ftype`: what most of the file is stored as.
    private static func fileType(_ type: ElementType) -> UInt32 {
        switch type {
        case .f32: 0
        case .bf16: 32
        case .q8_0: 7
        default: 1
        }
    }
}
