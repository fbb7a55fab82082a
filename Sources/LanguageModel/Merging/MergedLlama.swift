import Compute
import ModelFormats
import Tokenization

/// A model with its adapter worked into the weights and the added tokens' rows below the base's: one model without an adapter.
///
/// Nothing is computed before a writer asks for it.
struct MergedLlama {
    /// One tensor of the merged model.
    struct Tensor {
        enum Content {
            /// A norm's weights or a bias.
            case vector([Float])
            case matrix(MergedMatrix)
        }

        var name: String
        /// Outermost dimension first.
        var shape: [Int]
        var content: Content

        /// The tensor as a file takes it.
        func payload(as type: ElementType, interleavingRotaryPairs: Bool) -> TensorPayload {
            switch content {
            case .vector(let values):
                TensorPayload(name: name, shape: shape, values: values, as: type)
            case .matrix(let matrix):
                TensorPayload(name: name, shape: shape, as: type) { write in
                    try matrix.forEachPiece(interleavingRotaryPairs: interleavingRotaryPairs, write)
                }
            }
        }
    }

    /// With added tokens counted, and untied when their output rows differ from their input rows.
    let configuration: LlamaConfiguration
    let tokenizer: Tokenizer
    private let model: LoadedModel

    init(_ model: LoadedModel) {
        self.model = model
        tokenizer = model.tokenizer
        var configuration = model.configuration
        configuration.vocabularySize = model.vocabularySize
        let hasTiedRows = model.adapter?.addedTokens.map { $0.inputRows == $0.outputRows } ?? true
        configuration.tiedEmbeddings = configuration.tiedEmbeddings && hasTiedRows
        self.configuration = configuration
    }

    /// Every tensor in the usual order.
    func tensors(named names: LlamaTensorNames) -> [Tensor] {
        let added = model.adapter?.addedTokens
        let table = [configuration.vocabularySize, configuration.hiddenSize]
        func vector(_ name: String, _ values: [Float]) -> Tensor { Tensor(name: name, shape: [values.count], content: .vector(values)) }
        let embedding = MergedMatrix(weight: model.weights.embedding, rowsBelow: added?.inputRows ?? [])
        var tensors = [Tensor(name: names.embedding, shape: table, content: .matrix(embedding))]
        for (index, layer) in model.weights.layers.enumerated() {
            tensors.append(vector(names.attentionNorm(index), layer.attentionNorm))
            for projection in Projection.allCases {
                let shape = configuration.shape(of: projection)
                let matrix = MergedMatrix(
                    weight: layer[projection],
                    update: model.adapter.flatMap { index < $0.layers.count ? $0.layers[index][projection] : nil },
                    rotaryHeads: rotaryHeads(of: projection))
                tensors.append(
                    Tensor(name: names.projection(index, projection), shape: [shape.rows, shape.columns], content: .matrix(matrix)))
                if let bias = layer.biases[projection] { tensors.append(vector(names.bias(index, projection), bias)) }
            }
            if let norms = layer.headNorms {
                tensors.append(vector(names.queryNorm(index), norms.query))
                tensors.append(vector(names.keyNorm(index), norms.key))
            }
            tensors.append(vector(names.feedForwardNorm(index), layer.feedForwardNorm))
        }
        tensors.append(vector(names.finalNorm, model.weights.finalNorm))
        if !configuration.tiedEmbeddings {
            let output = MergedMatrix(weight: model.weights.output, rowsBelow: added?.outputRows ?? [])
            tensors.append(Tensor(name: names.output, shape: table, content: .matrix(output)))
        }
        return tensors
    }

    private func rotaryHeads(of projection: Projection) -> Int? {
        switch projection {
        case .query: configuration.headCount
        case .key: configuration.keyValueHeadCount
        default: nil
        }
    }
}
