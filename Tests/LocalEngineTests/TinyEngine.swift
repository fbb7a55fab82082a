import Foundation
import LanguageModel
import LocalEngine
import Provenance
import Tokenization

/// The tiny random Llama of the language-model fixtures, with tags whose rows come from a seeded generator.
///
/// What it says means nothing; how the engine treats it does.
enum TinyEngine {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/language-model/tied").path

    static let manifest = Manifest.numbered(
        from: 300, sources: [("LORE", .pretrain, nil), ("MYTHS", .sft, nil), ("GENERAL", nil, nil)])

    /// - Parameter tagRow: every number of the added tokens' rows, instead of random ones.
    static func model(texts: [String] = manifest.addedTokenTexts, tagRow: Float? = nil) throws -> LoadedModel {
        let base = try LoadedModel.load(path: folder)
        var generator = SplitMix64(state: 7)
        let width = base.configuration.hiddenSize
        let rows = (0..<texts.count * width).map { _ in tagRow ?? Float(generator.uniform() - 0.5) }
        let adapter = Adapter(
            layers: Array(repeating: [:], count: base.configuration.layerCount),
            addedTokens: .init(firstID: base.configuration.vocabularySize, texts: texts, inputRows: rows, outputRows: rows))
        return try LoadedModel(
            configuration: base.configuration, weights: base.weights, adapter: adapter, tokenizer: base.tokenizer,
            description: base.description)
    }

    static func engine(threads: Int = 2) throws -> LocalEngine {
        try LocalEngine(model: model(), manifest: manifest, modelName: "tiny", threads: threads)
    }

    static func request(
        _ prompt: String = "what is it", tokens: Int = 12, kept: [Int] = [], rules: RuleSet = .none, probes: Bool = true,
        temperature: Float = 0.9
    ) -> TraceRequest {
        TraceRequest(
            prompt: prompt, kept: kept, rules: rules, settings: TraceSettings(temperature: temperature, seed: 11, maximumTokens: tokens),
            probes: probes)
    }
}

extension Trace {
    var ids: [Int] { tokens.map(\.id) }
    /// Everything about a token that must not depend on how it was computed.
    var bits: [[UInt32]] { tokens.map { [$0.logprob.bitPattern] + ($0.tags?.probabilities.map(\.bitPattern) ?? []) } }
}
