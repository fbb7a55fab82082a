import Compute
import Foundation
import LanguageModel

extension TrainableLlama {
    /// Sets starting values, all drawn from the seed.
    ///
    /// Low-rank updates start as PEFT's: `A` uniform in +-1 / sqrt(inputs), `B` zero, so that the first step starts from the base.
    /// Rows of added tokens start near the mean of the base's rows, each with noise of its own: tags must be told apart from the
    /// first step on. Full models start as GPT-2 did: normal with deviation 0.02, maps into the residual stream scaled down by
    /// `sqrt(2 * layers)`, norms at 1.
    public func initialise(seed: UInt64) {
        for (index, entry) in parameters.entries.enumerated() {
            var generator = SeededGenerator(seed: seed, index)
            let values: [Float]
            if entry.name.hasSuffix("lora_A") {
                let limit = 1 / Double(entry.shape[1]).squareRoot()
                values = (0..<entry.slice.count).map { _ in Float((2 * generator.uniform() - 1) * limit) }
            } else if entry.name.hasSuffix("lora_B") {
                values = [Float](repeating: 0, count: entry.slice.count)
            } else if entry.name.hasPrefix("added_tokens") {
                values = addedRows(entry, generator: &generator)
            } else if entry.name.hasSuffix(".bias") {
                values = [Float](repeating: 0, count: entry.slice.count)
            } else if entry.name.hasSuffix("norm.weight") {
                values = [Float](repeating: 1, count: entry.slice.count)
            } else {
                let intoResidual = entry.name.hasSuffix("o_proj.weight") || entry.name.hasSuffix("down_proj.weight")
                let deviation = 0.02 / (intoResidual ? Double(2 * configuration.layerCount).squareRoot() : 1)
                values = (0..<entry.slice.count).map { _ in Float(generator.normal() * deviation) }
            }
            parameters.set(entry.slice, to: values)
        }
    }

    private func addedRows(_ entry: ParameterStore.Entry, generator: inout SeededGenerator) -> [Float] {
        let (count, columns) = (entry.shape[0], entry.shape[1])
        let (mean, deviation) = tokenTable.baseStatistics
        return (0..<count * columns).map { mean[$0 % columns] + Float(generator.normal()) * deviation[$0 % columns] * 0.5 }
    }

    /// Takes over the weights of a base model, for training all of them.
    ///
    /// - Throws: `TrainingError.unsupported` when sizes differ.
    public func load(_ base: LlamaWeights) throws {
        func copy(_ matrix: WeightMatrix, to name: String) throws {
            guard let entry = parameters.entry(named: name), entry.slice.count >= matrix.rows * matrix.columns else {
                throw TrainingError.unsupported(reason: "the base model has no place for \(name)")
            }
            matrix.dequantise(rows: 0..<matrix.rows, into: parameters.values + entry.slice.offset)
        }
        func copy(_ vector: [Float], to name: String) throws {
            guard let entry = parameters.entry(named: name), parameters.set(entry.slice, to: vector) else {
                throw TrainingError.unsupported(reason: "the base model has no place for \(name)")
            }
        }
        let names = LlamaTensorNames.huggingFace
        try copy(base.embedding, to: names.embedding)
        if !configuration.tiedEmbeddings { try copy(base.output, to: names.output) }
        for (index, layer) in base.layers.enumerated() {
            for projection in Projection.allCases {
                try copy(layer[projection], to: names.projection(index, projection))
                if let bias = layer.biases[projection] { try copy(bias, to: names.bias(index, projection)) }
            }
            if let norms = layer.headNorms {
                try copy(norms.query, to: names.queryNorm(index))
                try copy(norms.key, to: names.keyNorm(index))
            }
            try copy(layer.attentionNorm, to: names.attentionNorm(index))
            try copy(layer.feedForwardNorm, to: names.feedForwardNorm(index))
        }
        try copy(base.finalNorm, to: names.finalNorm)
    }
}

extension TokenTable {
    /// Mean and standard deviation of each column over the base's output rows.
    var baseStatistics: (mean: [Float], deviation: [Float]) {
        guard let frozenHead, frozenHead.rows > 0 else {
            return ([Float](repeating: 0, count: columns), [Float](repeating: 0.02, count: columns))
        }
        let count = frozenHead.rows
        let line = FloatRegion(columns)
        var sums = [Double](repeating: 0, count: columns)
        var squares = sums
        for row in 0..<count {
            frozenHead.dequantiseRow(row, into: line.pointer)
            for column in 0..<columns {
                let value = Double(line.pointer[column])
                sums[column] += value
                squares[column] += value * value
            }
        }
        let mean = sums.map { $0 / Double(count) }
        let deviation = zip(squares, mean).map { max(0, $0 / Double(count) - $1 * $1).squareRoot() }
        return (mean.map { Float($0) }, deviation.map { Float($0) })
    }
}

extension SeededGenerator {
    /// A number of the standard normal distribution (Box and Muller's transform, one of its two values).
    mutating func normal() -> Double {
        let radius = (-2 * log(1 - uniform())).squareRoot()
        return radius * cos(2 * Double.pi * uniform())
    }
}
