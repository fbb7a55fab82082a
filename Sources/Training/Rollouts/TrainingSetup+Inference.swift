import Compute
import LanguageModel

extension TrainingSetup {
    /// The weights as they stand, as the engine takes them: a full model's matrices are lent, an adapter's copied.
    ///
    /// A frozen base is read as it is stored. The engine then rounds in places where the trainer's forward pass does not, so sampled tokens
    /// get the log-probabilities that count from the trainer.
    ///
    /// - Throws: `LanguageModelError` when tokenizer and model do not fit each other.
    func inferenceModel() throws -> LoadedModel {
        let description = LoadedModel.Description(
            path: pipeline.out, architecture: model.configuration.family.name, weightType: "F32",
            parameterCount: model.parameters.parameterCount)
        switch model.mode {
        case .full:
            return try LoadedModel(
                configuration: model.configuration, weights: try model.lentWeights(), adapter: nil, tokenizer: tokenizer,
                description: description)
        case .lora:
            guard let base = frozenBase else { throw TrainingError.unsupported(reason: "an adapter without its base cannot answer") }
            let adapter = model.adapter(tokenTexts: manifest.addedTokenTexts)
            if let answeringModel { return answeringModel.replacing(adapter: adapter) }
            let made = try LoadedModel(
                configuration: model.configuration, weights: base.weights, adapter: adapter, tokenizer: base.tokenizer,
                description: description)
            answeringModel = made
            return made
        }
    }
}

extension TrainableLlama {
    /// The low-rank updates and token rows as they stand.
    func adapter(tokenTexts: [String]) -> Adapter {
        let updates = layers.map { layer in
            layer.maps.compactMapValues { map in
                map.lowRank.map {
                    Adapter.LowRankUpdate(
                        rank: $0.rank, scale: $0.scale, a: parameters.valuesArray($0.a), b: parameters.valuesArray($0.b))
                }
            }
        }
        guard case .added(_, let input, let output) = tokenTable.trained else { return Adapter(layers: updates) }
        return Adapter(
            layers: updates,
            addedTokens: Adapter.AddedTokens(
                firstID: configuration.vocabularySize, texts: tokenTexts, inputRows: parameters.valuesArray(input),
                outputRows: parameters.valuesArray(output)))
    }

    /// A full model's weights. The matrices are views of the parameters and change with them.
    ///
    /// - Throws: `TrainingError.unsupported` for a model that has parameters of other names.
    func lentWeights() throws -> LlamaWeights {
        func entry(_ name: String) throws -> ParameterStore.Entry {
            guard let entry = parameters.entry(named: name) else {
                throw TrainingError.unsupported(reason: "the trained model has no \(name)")
            }
            return entry
        }
        func matrix(_ name: String) throws -> WeightMatrix {
            let entry = try entry(name)
            let bytes = UnsafeRawBufferPointer(start: parameters.values + entry.slice.offset, count: entry.slice.count * 4)
            guard entry.shape.count == 2,
                let matrix = WeightMatrix(rows: entry.shape[0], columns: entry.shape[1], type: .f32, bytes: bytes, owner: parameters)
            else { throw TrainingError.unsupported(reason: "\(name) is not a matrix") }
            return matrix
        }
        func vector(_ name: String) throws -> [Float] { parameters.valuesArray(try entry(name).slice) }
        let names = LlamaTensorNames.huggingFace
        let family = configuration.family
        let biased = Projection.allCases.filter(family.hasBias)
        let layers = try layers.indices.map { index in
            func map(_ projection: Projection) throws -> WeightMatrix { try matrix(names.projection(index, projection)) }
            return LlamaWeights.Layer(
                attentionNorm: try vector(names.attentionNorm(index)), query: try map(.query), key: try map(.key), value: try map(.value),
                attentionOutput: try map(.attentionOutput), feedForwardNorm: try vector(names.feedForwardNorm(index)),
                gate: try map(.gate), up: try map(.up), down: try map(.down),
                biases: Dictionary(uniqueKeysWithValues: try biased.map { ($0, try vector(names.bias(index, $0))) }),
                headNorms: family.hasHeadNorms
                    ? LlamaWeights.HeadNorms(query: try vector(names.queryNorm(index)), key: try vector(names.keyNorm(index))) : nil)
        }
        let embedding = try matrix(names.embedding)
        return LlamaWeights(
            embedding: embedding, layers: layers, finalNorm: try vector(names.finalNorm),
            output: configuration.tiedEmbeddings ? embedding : try matrix(names.output))
    }
}
