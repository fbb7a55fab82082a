import Compute
import ModelFormats
import Synchronization
import Tokenization

/// A model ready to run: settings, weights, tokenizer, and an adapter when one was asked for.
///
/// Weights are as stored (mapped, quantised) until the first session repacks quantised ones in memory.
public final class LoadedModel: Sendable {
    /// What the files are, for people.
    public struct Description: Sendable, Hashable {
        /// Where the model came from.
        public var path: String
        public var adapterPath: String?
        public var architecture: String
        /// The element type of most weights: `Q4_1`.
        public var weightType: String
        /// Weights of the base; a tied head counts once.
        public var parameterCount: Int
        /// Weights that the adapter adds.
        public var adapterParameterCount: Int

        public init(
            path: String, adapterPath: String? = nil, architecture: String, weightType: String, parameterCount: Int,
            adapterParameterCount: Int = 0
        ) {
            self.path = path
            self.adapterPath = adapterPath
            self.architecture = architecture
            self.weightType = weightType
            self.parameterCount = parameterCount
            self.adapterParameterCount = adapterParameterCount
        }
    }

    public let description: Description
    public let configuration: LlamaConfiguration
    public let weights: LlamaWeights
    public let adapter: Adapter?
    /// With the adapter's tokens added as special tokens.
    public let tokenizer: Tokenizer
    public let chatTemplate: ChatTemplate

    private let preparation: Mutex<PreparedLlama?>

    /// Base and added tokens: the length of a row of logits.
    public var vocabularySize: Int { configuration.vocabularySize + (adapter?.addedTokens?.texts.count ?? 0) }

    /// Opens a GGUF file or a Hugging Face folder, with a PEFT adapter folder on top when given.
    ///
    /// Reads settings and small tensors; weight matrices stay in the mapped files until the first session repacks quantised ones.
    ///
    /// - Throws: `FormatError`, `TokenizationError` and `LanguageModelError`, which name file and place.
    public static func load(path: String, adapter adapterPath: String? = nil) throws -> LoadedModel {
        let source = try ModelSource(path: path)
        let (configuration, weights) = try LlamaReader.read(source, family: ModelRegistry.family(of: source))
        let adapter = try adapterPath.map { try AdapterReader.read(path: $0, configuration: configuration) }
        return try LoadedModel(
            configuration: configuration, weights: weights, adapter: adapter, tokenizer: source.tokenizer(),
            description: Description(
                path: path, adapterPath: adapterPath, architecture: source.architecture,
                weightType: source.prevailingType, parameterCount: source.parameterCount,
                adapterParameterCount: adapter?.parameterCount ?? 0))
    }

    /// A model from parts, for trainers and tests.
    ///
    /// - Parameter tokenizer: the base's; the adapter's tokens are added here.
    /// - Throws: `LanguageModelError.unusableSetting` when tokenizer and model differ in their vocabulary, and the tokenizer's errors for
    ///   a chat template it does not know.
    public init(
        configuration: LlamaConfiguration, weights: LlamaWeights, adapter: Adapter?, tokenizer: Tokenizer, description: Description
    ) throws {
        guard tokenizer.vocabularySize <= configuration.vocabularySize else {
            throw LanguageModelError.unusableSetting(
                key: "vocabulary size",
                problem: "is \(configuration.vocabularySize), but the tokenizer has \(tokenizer.vocabularySize) tokens",
                path: description.path)
        }
        self.configuration = configuration
        self.weights = weights
        self.adapter = adapter
        self.description = description
        var extended = tokenizer
        if let added = adapter?.addedTokens {
            // Some embeddings are padded beyond the tokenizer; added tokens come after the padding.
            let padding = (tokenizer.vocabularySize..<configuration.vocabularySize).map { "<|padding \($0)|>" }
            extended = tokenizer.adding(specialTokens: padding + added.texts).0
        }
        self.tokenizer = extended
        chatTemplate = try ChatTemplate.detect(templateText: tokenizer.chatTemplateText, tokenizer: extended)
        preparation = Mutex(nil)
    }

    /// `model` with another adapter for the same added tokens.
    private init(_ model: LoadedModel, adapter: Adapter) {
        precondition(adapter.addedTokens?.texts == model.adapter?.addedTokens?.texts, "the adapters add different tokens")
        configuration = model.configuration
        weights = model.weights
        self.adapter = adapter
        description = model.description
        tokenizer = model.tokenizer
        chatTemplate = model.chatTemplate
        preparation = Mutex(model.preparation.withLock { $0?.replacing(adapter: adapter) })
    }

    /// The same model with another adapter, for trainers that ask it again and again: tokenizer, template and repacked weights stay.
    ///
    /// - Parameter adapter: with the same added tokens, in shapes of the configuration.
    public func replacing(adapter: Adapter) -> LoadedModel {
        LoadedModel(self, adapter: adapter)
    }

    /// The weights in the form the kernels take, made when the first session asks for it: a trainer has no use for it.
    ///
    /// - Parameter pool: repacks quantised weights.
    func prepared(pool: ThreadPool) -> PreparedLlama {
        preparation.withLock { made in
            if let made { return made }
            let prepared = PreparedLlama(
                configuration: configuration, weights: weights, adapter: adapter, packer: WeightPacker(pool: pool))
            made = prepared
            return prepared
        }
    }
}

extension Adapter {
    /// The number of trained weights.
    public var parameterCount: Int {
        let updates = layers.reduce(0) { sum, layer in layer.values.reduce(sum) { $0 + $1.a.count + $1.b.count } }
        return updates + (addedTokens.map { $0.inputRows.count + ($0.outputRows == $0.inputRows ? 0 : $0.outputRows.count) } ?? 0)
    }
}

extension ModelSource {
    /// Elements of all tensors.
    var parameterCount: Int {
        listing.reduce(0) { Self.sum($0, Self.elements($1)) }
    }

    /// The element type that most elements are stored in.
    var prevailingType: String {
        var counts: [String: Int] = [:]
        for tensor in listing { counts[tensor.typeName] = Self.sum(counts[tensor.typeName] ?? 0, Self.elements(tensor)) }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "none"
    }

    /// A shape of a type that is not known is tied to no bytes: it may be any.
    private static func elements(_ tensor: TensorListing) -> Int {
        tensor.shape.reduce(1) { product, size in
            let (next, overflows) = product.multipliedReportingOverflow(by: size)
            return overflows ? .max : next
        }
    }

    private static func sum(_ first: Int, _ second: Int) -> Int {
        let (sum, overflows) = first.addingReportingOverflow(second)
        return overflows ? .max : sum
    }
}
