import Compute
import ModelFormats

/// Reads Llama-type decoders from GGUF files and Hugging Face folders.
enum LlamaReader {
    /// - Throws: `LanguageModelError` and `FormatError`, which name the file and the setting or tensor.
    static func read(_ source: ModelSource) throws -> (configuration: LlamaConfiguration, weights: LlamaWeights) {
        switch source {
        case .gguf(let file):
            let configuration = try LlamaConfiguration(gguf: file)
            let checkpoint = Checkpoint(source: source, configuration: configuration, names: .gguf, interleavesRotaryPairs: true)
            // Rope divisors are part of the configuration; the others are in no use by this architecture's converters.
            return (configuration, try checkpoint.weights(ignoring: ["rope_freqs.weight"]))
        case .huggingFace(let folder):
            let configuration = try LlamaConfiguration(huggingFace: folder.configuration)
            let checkpoint = Checkpoint(source: source, configuration: configuration, names: .huggingFace, interleavesRotaryPairs: false)
            // Old checkpoints store the rotary frequencies, and some a copy of a tied head.
            let frequencies = (0..<configuration.layerCount).map { "model.layers.\($0).self_attn.rotary_emb.inv_freq" }
            return (configuration, try checkpoint.weights(ignoring: frequencies + (configuration.tiedEmbeddings ? ["lm_head.weight"] : [])))
        }
    }
}

/// The tensors of one checkpoint, checked against its configuration.
private struct Checkpoint {
    let source: ModelSource
    let configuration: LlamaConfiguration
    let names: LlamaTensorNames
    /// Whether query and key rows have their rotary pairs side by side, as llama.cpp wants them.
    let interleavesRotaryPairs: Bool

    func weights(ignoring ignored: [String]) throws -> LlamaWeights {
        try checkNames(ignoring: ignored)
        let sizes = configuration
        let embedding = try matrix(names.embedding, rows: sizes.vocabularySize, columns: sizes.hiddenSize)
        let layers = try (0..<sizes.layerCount).map { layer in
            LlamaWeights.Layer(
                attentionNorm: try norm(names.attentionNorm(layer)),
                query: try projection(.query, layer: layer, heads: sizes.headCount),
                key: try projection(.key, layer: layer, heads: sizes.keyValueHeadCount),
                value: try projection(.value, layer: layer),
                attentionOutput: try projection(.attentionOutput, layer: layer),
                feedForwardNorm: try norm(names.feedForwardNorm(layer)),
                gate: try projection(.gate, layer: layer),
                up: try projection(.up, layer: layer),
                down: try projection(.down, layer: layer))
        }
        let output =
            sizes.tiedEmbeddings ? embedding : try matrix(names.output, rows: sizes.vocabularySize, columns: sizes.hiddenSize)
        return LlamaWeights(embedding: embedding, layers: layers, finalNorm: try norm(names.finalNorm), output: output)
    }

    /// Every tensor must have its place and every place its tensor.
    private func checkNames(ignoring ignored: [String]) throws {
        let present = Set(source.listing.map(\.name))
        let required = names.required(configuration)
        let missing = required.filter { !present.contains($0) }
        guard missing.isEmpty else { throw LanguageModelError.missingTensors(names: missing, path: source.path) }
        let unused = present.subtracting(required).subtracting(ignored)
        guard unused.isEmpty else { throw LanguageModelError.unusedTensors(names: unused.sorted(), path: source.path) }
    }

    private func tensor(_ name: String, shape: [Int]) throws -> StoredTensor {
        let tensor = try source.tensor(name)
        guard tensor.shape == shape else {
            throw LanguageModelError.wrongShape(tensor: name, found: tensor.shape, expected: shape, path: source.path)
        }
        return tensor
    }

    private func norm(_ name: String) throws -> [Float] {
        try tensor(name, shape: [configuration.hiddenSize]).vector()
    }

    private func matrix(_ name: String, rows: Int, columns: Int) throws -> WeightMatrix {
        try tensor(name, shape: [rows, columns]).matrix()
    }

    /// - Parameter heads: for query and key, whose rows may have to be reordered head by head.
    private func projection(_ projection: Projection, layer: Int, heads: Int? = nil) throws -> WeightMatrix {
        let shape = configuration.shape(of: projection)
        let stored = try matrix(names.projection(layer, projection), rows: shape.rows, columns: shape.columns)
        guard interleavesRotaryPairs, let heads else { return stored }
        return stored.separatingRotaryPairs(heads: heads)
    }
}

extension WeightMatrix {
    /// A copy with each head's rows in Hugging Face order: first the rows that are the first of their rotary pair, then the second ones.
    ///
    /// Rows move as stored, so quantised weights keep their exact values.
    ///
    /// - Parameter heads: `rows` is a multiple of twice this.
    func separatingRotaryPairs(heads: Int) -> WeightMatrix {
        let storage = ByteStorage(count: bytes.count)
        let headRows = rows / heads
        let half = headRows / 2
        for row in 0..<rows {
            let within = row % headRows
            let sourceRow = row - within + 2 * (within % half) + within / half
            let source = UnsafeRawBufferPointer(rebasing: bytes[sourceRow * rowBytes..<(sourceRow + 1) * rowBytes])
            UnsafeMutableRawBufferPointer(rebasing: storage.bytes[row * rowBytes..<(row + 1) * rowBytes]).copyMemory(from: source)
        }
        // The same sizes as `self`, so this cannot fail.
        return WeightMatrix(rows: rows, columns: columns, type: type, bytes: UnsafeRawBufferPointer(storage.bytes), owner: storage) ?? self
    }
}
