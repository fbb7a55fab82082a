import Compute
import ModelFormats

/// Reads Llama-type decoders from GGUF files and Hugging Face folders.
enum LlamaReader {
    /// - Throws: `LanguageModelError` and `FormatError`, which name the file and the setting or tensor.
    static func read(_ source: ModelSource, family: DecoderFamily) throws -> (configuration: LlamaConfiguration, weights: LlamaWeights) {
        switch source {
        case .gguf(let file):
            let configuration = try LlamaConfiguration(gguf: file, family: family)
            try requireTensors(for: configuration, source)
            let checkpoint = Checkpoint(
                source: source, configuration: configuration, names: .gguf, interleavesRotaryPairs: family.interleavesRotaryPairs)
            // Rope divisors are part of the configuration; the others are in no use by this architecture's converters.
            return (configuration, try checkpoint.weights(ignoring: [LlamaTensorNames.ropeDivisors]))
        case .huggingFace(let folder):
            let configuration = try LlamaConfiguration(huggingFace: folder.configuration, family: family)
            try requireTensors(for: configuration, source)
            let checkpoint = Checkpoint(source: source, configuration: configuration, names: .huggingFace, interleavesRotaryPairs: false)
            // Old checkpoints store the rotary frequencies, and some a copy of a tied head.
            let frequencies = (0..<configuration.layerCount).map { "model.layers.\($0).self_attn.rotary_emb.inv_freq" }
            return (configuration, try checkpoint.weights(ignoring: frequencies + (configuration.tiedEmbeddings ? ["lm_head.weight"] : [])))
        }
    }

    /// A damaged layer count is told before a name is made for every tensor of every layer.
    private static func requireTensors(for configuration: LlamaConfiguration, _ source: ModelSource) throws {
        let count = source.listing.count
        guard configuration.layerCount <= count else {
            throw LanguageModelError.unusableSetting(
                key: "layer count", problem: "is \(configuration.layerCount), but there are only \(count) tensors", path: source.path)
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
        try checkTensors(ignoring: ignored)
        let embedding = try source.tensor(names.embedding).matrix()
        let layers = try (0..<configuration.layerCount).map { layer in
            LlamaWeights.Layer(
                attentionNorm: try source.tensor(names.attentionNorm(layer)).vector(),
                query: try rotated(.query, layer: layer, heads: configuration.headCount),
                key: try rotated(.key, layer: layer, heads: configuration.keyValueHeadCount),
                value: try matrix(.value, layer: layer),
                attentionOutput: try matrix(.attentionOutput, layer: layer),
                feedForwardNorm: try source.tensor(names.feedForwardNorm(layer)).vector(),
                gate: try matrix(.gate, layer: layer),
                up: try matrix(.up, layer: layer),
                down: try matrix(.down, layer: layer),
                biases: try biases(layer: layer),
                headNorms: try headNorms(layer: layer))
        }
        return LlamaWeights(
            embedding: embedding, layers: layers, finalNorm: try source.tensor(names.finalNorm).vector(),
            output: configuration.tiedEmbeddings ? embedding : try source.tensor(names.output).matrix())
    }

    /// Every tensor must have its place, and every place its tensor of the right shape.
    private func checkTensors(ignoring ignored: [String]) throws {
        let present = Dictionary(source.listing.map { ($0.name, $0.shape) }) { first, _ in first }
        let expected = names.shapes(configuration)
        let missing = expected.map(\.name).filter { present[$0] == nil }
        guard missing.isEmpty else { throw LanguageModelError.missingTensors(names: missing, path: source.path) }
        let unused = Set(present.keys).subtracting(expected.map(\.name)).subtracting(ignored)
        guard unused.isEmpty else { throw LanguageModelError.unusedTensors(names: unused.sorted(), path: source.path) }
        for (name, shape) in expected {
            guard let found = present[name], found != shape else { continue }
            throw LanguageModelError.wrongShape(tensor: name, found: found, expected: shape, path: source.path)
        }
    }

    private func matrix(_ projection: Projection, layer: Int) throws -> WeightMatrix {
        try source.tensor(names.projection(layer, projection)).matrix()
    }

    private func biases(layer: Int) throws -> [Projection: [Float]] {
        let projections = Projection.allCases.filter(configuration.family.hasBias)
        return Dictionary(uniqueKeysWithValues: try projections.map { ($0, try source.tensor(names.bias(layer, $0)).vector()) })
    }

    private func headNorms(layer: Int) throws -> LlamaWeights.HeadNorms? {
        guard configuration.family.hasHeadNorms else { return nil }
        return LlamaWeights.HeadNorms(
            query: try source.tensor(names.queryNorm(layer)).vector(), key: try source.tensor(names.keyNorm(layer)).vector())
    }

    /// Query or key, in Hugging Face order.
    private func rotated(_ projection: Projection, layer: Int, heads: Int) throws -> WeightMatrix {
        let stored = try matrix(projection, layer: layer)
        return interleavesRotaryPairs ? stored.separatingRotaryPairs(heads: heads) : stored
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
