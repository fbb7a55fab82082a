import Compute
import Foundation
import LanguageModel
import Provenance
import Tokenization

/// Everything a pipeline needs before its first step: rows, tokenizer, manifest and a model with starting values.
final class TrainingSetup {
    let pipeline: TrainingPipeline
    let manifest: Manifest
    /// With control tokens and tags as its last tokens.
    let tokenizer: Tokenizer
    let template: ChatTemplate
    let model: TrainableLlama
    /// What an adapter stands on, as stored; nil when all weights are trained.
    let frozenBase: (weights: LlamaWeights, tokenizer: Tokenizer)?
    /// The first model that sampled answers on the frozen base; it keeps the base as the engine repacked it.
    var answeringModel: LoadedModel?
    /// Rows of all sources, in the order of the manifest's sources.
    let rows: [TokenisedRow]
    /// By how many stages are done or begun; see `RunFingerprint`.
    let fingerprints: [String]

    init(pipeline: TrainingPipeline) throws {
        self.pipeline = pipeline
        let texts = try pipeline.sources.map { try RowFile.read($0) }
        let start: Start
        switch pipeline.base {
        case .model(let path): start = try .init(basePath: path, pipeline: pipeline)
        case .scratch(let sizes): start = try .init(scratch: sizes, pipeline: pipeline, texts: texts)
        }
        var manifest = Manifest.numbered(
            from: start.firstAddedID, sources: pipeline.sources.map { ($0.name, $0.stage, $0.about) },
            refusalForm: pipeline.refusalForm, refusalText: pipeline.refusalText, base: start.manifestBase)
        // A model from scratch carries its template and system message itself.
        if start.weights != nil, pipeline.template != .auto || pipeline.system != nil {
            manifest.chat = Manifest.Chat(
                template: pipeline.template == .auto ? nil : start.template.kind.rawValue, system: pipeline.system)
        }
        do { try manifest.validate() } catch { throw TrainingError.setting(file: pipeline.file, line: nil, reason: "\(error)") }
        if let taken = manifest.addedTokenTexts.first(where: { start.tokenizer.specialToken($0) != nil }) {
            throw TrainingError.unsupported(
                reason: "the model has the token \(taken) already: it was trained with tags; start from the one without, which a pipeline "
                    + "names as `base`, and what to go on from as `adapter`")
        }
        self.manifest = manifest
        let padding = (start.tokenizer.vocabularySize..<max(start.tokenizer.vocabularySize, start.firstAddedID)).map { "<|padding \($0)|>" }
        let extended = start.tokenizer.adding(specialTokens: padding + manifest.addedTokenTexts).0
        tokenizer = extended
        template = start.template
        let rewords = pipeline.stages.contains { $0.rewording > 0 }
        rows = try texts.enumerated().flatMap { source, rows in
            try rows.map { row in
                var tokens = try Self.tokenise(row, source: source, template: start.template, tokenizer: extended, system: pipeline.system)
                if rewords {
                    tokens.rewordings = Self.rewordings(
                        of: row, seed: pipeline.seed, template: start.template, tokenizer: extended, system: pipeline.system)
                }
                if pipeline.sources[source].stage == .rl { tokens.check = AnswerCheck(answer: row.answer, choices: row.choices) }
                return tokens
            }
        }
        frozenBase = pipeline.stages.first?.mode == .lora ? start.weights.map { ($0, start.tokenizer) } : nil
        model = try Self.model(start, manifest: manifest, pipeline: pipeline)
        fingerprints = RunFingerprint.texts(pipeline, rows: rows, base: start.weights, start: model.parameters)
    }

    // MARK: - Rows

    private static func tokenise(
        _ row: TrainingRow, source: Int, template: ChatTemplate, tokenizer: Tokenizer, system: String?
    ) throws -> TokenisedRow {
        try row.requireSystem(system ?? template.defaultSystem)
        guard let history = template.history(row.history.map { ($0.user, $0.assistant) }, system: system, tokenizer: tokenizer)
        else {
            throw TrainingError.badRow(
                file: row.file, line: row.line, reason: "has former turns, which the chat template `plain` cannot write")
        }
        let prompt = template.userText(row.prompt, system: system, isFirst: row.history.isEmpty, tokenizer: tokenizer)
        let answer = { (text: String) in template.answerText(text, tokenizer: tokenizer).map(Int32.init) }
        return TokenisedRow(
            id: row.id, source: source, prompt: prompt.map(Int32.init), answer: answer(row.answer), rejected: row.rejected.map(answer),
            history: history.map(Int32.init), isOwn: row.isOwn)
    }

    /// Other wordings of each row; more would be met once at most in the epochs of a fine-tuning.
    private static let wordingCount = 12

    /// The prompt in other words, drawn from the seed and the row's own text, whatever stands around it.
    private static func rewordings(
        of row: TrainingRow, seed: UInt64, template: ChatTemplate, tokenizer: Tokenizer, system: String?
    ) -> [[Int32]] {
        var hash = StableHash()
        hash.mix(row.prompt)
        hash.mix(seed)
        var generator = SeededGenerator(seed: hash.value)
        return (0..<wordingCount).map { _ in
            template.userText(
                PromptRewording.practised(row.prompt, generator: &generator), system: system, isFirst: row.history.isEmpty,
                tokenizer: tokenizer
            ).map(Int32.init)
        }
    }

    /// Tokens around prompt and answer in a stage's form.
    func form(_ form: TrainingPipeline.Form) -> ViewBuilder.Form {
        func ids(_ ids: [Int]) -> [Int32] { ids.map(Int32.init) }
        let end = ids(template.answerEnd(tokenizer: tokenizer))
        return switch form {
        case .chat:
            ViewBuilder.Form(
                trunk: ids(template.prefix(system: pipeline.system, tokenizer: tokenizer)),
                suffix: ids(template.suffix(tokenizer: tokenizer)),
                end: end)
        case .document:
            ViewBuilder.Form(
                trunk: ids([tokenizer.beginOfText].compactMap { $0 }), suffix: ids(tokenizer.encode("\n", at: .withinText)),
                end: ids([tokenizer.endOfText].compactMap { $0 }), supervisesPrompt: true)
        }
    }

    // MARK: - Model

    /// What the base brings, before tags are added.
    private struct Start {
        var configuration: LlamaConfiguration
        var weights: LlamaWeights?
        var tokenizer: Tokenizer
        var template: ChatTemplate
        var firstAddedID: Int
        var manifestBase: Manifest.Base?

        init(basePath: String, pipeline: TrainingPipeline) throws {
            let loaded = try LoadedModel.load(path: basePath)
            configuration = loaded.configuration
            weights = loaded.weights
            tokenizer = loaded.tokenizer
            firstAddedID = loaded.configuration.vocabularySize
            template = Self.template(pipeline, found: loaded.chatTemplate)
            if let missing = template.kind.neededTokens.first(where: { [tokenizer] in tokenizer.specialToken($0) == nil }) {
                throw TrainingError.unsupported(
                    reason: "the base has no \(missing), which the chat template \(template.kind.rawValue) needs; set another "
                        + "`chat_template`")
            }
            manifestBase = Manifest.Base(
                name: pipeline.baseName ?? URL(fileURLWithPath: basePath).lastPathComponent, vocabulary: firstAddedID,
                obtain: pipeline.obtain)
        }

        init(scratch sizes: TrainingPipeline.ScratchModel, pipeline: TrainingPipeline, texts: [[TrainingRow]]) throws {
            let learned = try pipeline.learnedTokenizer(sizes, texts: texts)
            tokenizer = learned.tokenizer
            template = learned.template
            firstAddedID = tokenizer.vocabularySize
            let vocabulary = tokenizer.vocabularySize
            manifestBase = pipeline.baseName.map { Manifest.Base(name: $0, vocabulary: vocabulary) }
            configuration = LlamaConfiguration(
                vocabularySize: firstAddedID, hiddenSize: sizes.hiddenSize, intermediateSize: sizes.intermediateSize,
                layerCount: sizes.layerCount, headCount: sizes.headCount, keyValueHeadCount: sizes.keyValueHeadCount,
                headDimension: sizes.headDimension, rmsNormEpsilon: 1e-5, ropeTheta: sizes.ropeTheta,
                tiedEmbeddings: sizes.tiedEmbeddings, maximumPositions: sizes.maximumPositions)
            try configuration.validate(path: pipeline.file)
        }

        private static func template(_ pipeline: TrainingPipeline, found: ChatTemplate) -> ChatTemplate {
            guard let kind = pipeline.template.kind, kind != found.kind else { return found }
            return ChatTemplate(kind: kind)
        }
    }

    /// Values, gradients and two moments of an adapter, in single precision.
    private static func requireMemory(forRank rank: Int, of configuration: LlamaConfiguration) throws {
        let widths = Projection.allCases.reduce(0) { sum, projection in
            let shape = configuration.shape(of: projection)
            return sum + shape.rows + shape.columns
        }
        let bytes = UInt64(rank) * UInt64(widths) * UInt64(configuration.layerCount) * 16
        guard bytes <= ProcessInfo.processInfo.physicalMemory else {
            throw TrainingError.unsupported(
                reason: "`rank: \(rank)` makes an adapter whose training takes \(bytes >> 30) GiB of memory, and this machine has "
                    + "\(ProcessInfo.processInfo.physicalMemory >> 30); lower it")
        }
    }

    private static func model(
        _ start: Start, manifest: Manifest, pipeline: TrainingPipeline
    ) throws -> TrainableLlama {
        let added = manifest.addedTokens.count
        if let weights = start.weights, let stage = pipeline.stages.first, stage.mode == .lora {
            try requireMemory(forRank: stage.rank, of: start.configuration)
            let model = TrainableLlama(
                base: weights, configuration: start.configuration, rank: stage.rank, scale: Float(stage.alpha) / Float(stage.rank),
                addedTokens: added)
            model.initialise(seed: pipeline.seed)
            if let adapter = pipeline.adapter { try model.load(adapterAt: adapter, manifest: manifest) }
            return model
        }
        var configuration = start.configuration
        configuration.vocabularySize = start.firstAddedID + added
        let model = TrainableLlama(configuration: configuration)
        model.initialise(seed: pipeline.seed)
        if let weights = start.weights { try model.load(weights) }
        return model
    }
}
