import Compute
import Foundation
import Provenance

extension TrainingPipeline {
    /// Reads a pipeline file. Paths in it are relative to its folder.
    ///
    /// - Throws: `TrainingError` naming file, line and key.
    public init(path: String) throws {
        let root = try YAMLSection.root(path: path)
        try root.allow([
            "base", "adapter", "scratch", "base_name", "obtain", "out", "seed", "threads", "compute", "chat_template", "system", "sources",
            "general",
            "refusal_text", "refusal_form", "precision", "write_tokenizer", "stages",
        ])
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        func resolve(_ relative: String) -> String {
            relative.hasPrefix("/") ? relative : folder.appendingPathComponent(relative).standardizedFileURL.path
        }
        file = path
        switch (try root.text("base"), try root.section("scratch")) {
        case (let base?, nil): self.base = .model(path: resolve(base))
        case (nil, let scratch?): base = .scratch(try ScratchModel(scratch))
        default: throw TrainingError.setting(file: path, line: nil, reason: "give either `base` or `scratch`, not both or neither")
        }
        adapter = try root.text("adapter").map(resolve)
        baseName = try root.text("base_name")
        obtain = try root.text("obtain")
        out = resolve(try root.requiredText("out"))
        seed = UInt64(try root.integer("seed") ?? 0)
        threads = try root.integer("threads", atLeast: 1, atMost: ThreadPool.mostThreads)
        arithmetic = try root.choice("compute", ComputeChoice.self)?.arithmetic
        template = try root.choice("chat_template", Template.self) ?? .auto
        system = try root.text("system")
        refusalText = try root.text("refusal_text") ?? Manifest.defaultRefusalText
        refusalForm = try root.choice("refusal_form", RefusalFormChoice.self)?.form ?? .tagFirst
        precision = try root.choice("precision", Precision.self) ?? .f16
        writesTokenizer = try root.flag("write_tokenizer") ?? true
        sources = try (try root.sections("sources") ?? []).map { try DataSource($0, resolve: resolve) }
        if let general = try root.section("general") { sources.append(try DataSource(general: general, resolve: resolve)) }
        guard !sources.isEmpty else { throw TrainingError.setting(file: path, line: nil, reason: "`sources` is empty") }
        let isScratch: Bool = if case .scratch = base { true } else { false }
        var read: [TrainingStage] = []
        for section in try root.sections("stages") ?? [] {
            read.append(try TrainingStage(section, sources: sources, earlier: read, isScratch: isScratch))
        }
        stages = read
        guard !stages.isEmpty else { throw TrainingError.setting(file: path, line: nil, reason: "`stages` is empty") }
        if arithmetic == .bf16, stages[0].mode == .full {
            throw root.problem("compute", "is bf16, which is for frozen weights: it goes with stages of `mode: lora`")
        }
        if adapter != nil, stages[0].mode != .lora {
            throw TrainingError.setting(file: path, line: nil, reason: "`adapter` goes with stages of `mode: lora`")
        }
    }
}

extension TrainingPipeline {
    /// Sources that no stage learns: they have tags, and nothing stands behind those.
    public var unlearned: [DataSource] {
        sources.filter { source in !stages.contains { $0.sources.contains(source.name) } }
    }
}

/// The most examples of a view that are made of a row in an epoch.
private let mostViews = 32.0

/// `Manifest.RefusalForm` as a list of choices.
private enum RefusalFormChoice: String, CaseIterable {
    case tagFirst = "tag_first"
    case plain

    var form: Manifest.RefusalForm { self == .tagFirst ? .tagFirst : .plain }
}

/// `Arithmetic` as a list of choices.
private enum ComputeChoice: String, CaseIterable {
    case auto
    case f32
    case bf16

    var arithmetic: Arithmetic? { Arithmetic(rawValue: rawValue) }
}

extension TrainingPipeline.ScratchModel {
    init(_ section: YAMLSection) throws {
        try section.allow([
            "vocabulary_size", "hidden_size", "intermediate_size", "layers", "heads", "key_value_heads", "head_dimension", "rope_theta",
            "tied_embeddings", "max_positions",
        ])
        vocabularySize = try section.integer("vocabulary_size", atLeast: 300, atMost: 1 << 20) ?? 2_048
        hiddenSize = try section.integer("hidden_size", atLeast: 8, atMost: 1 << 15) ?? 192
        intermediateSize = try section.integer("intermediate_size", atLeast: 8, atMost: 1 << 17) ?? hiddenSize * 3
        layerCount = try section.integer("layers", atLeast: 1, atMost: 512) ?? 6
        headCount = try section.integer("heads", atLeast: 1, atMost: 512) ?? 6
        keyValueHeadCount = try section.integer("key_value_heads", atLeast: 1, atMost: 512) ?? headCount
        headDimension = try section.integer("head_dimension", atLeast: 2, atMost: 1 << 12) ?? hiddenSize / headCount
        ropeTheta = Float(try section.number("rope_theta", atLeast: 1) ?? 10_000)
        tiedEmbeddings = try section.flag("tied_embeddings") ?? true
        maximumPositions = try section.integer("max_positions", atLeast: 16, atMost: 1 << 20) ?? 1_024
        guard headCount.isMultiple(of: keyValueHeadCount) else {
            throw section.problem("key_value_heads", "is \(keyValueHeadCount), which does not divide the \(headCount) heads")
        }
        guard headDimension.isMultiple(of: 2) else { throw section.problem("head_dimension", "is \(headDimension), not an even number") }
        // Weights, gradients and two moments, in single precision.
        let attention = 2 * hiddenSize * headDimension * (headCount + keyValueHeadCount)
        let weights = vocabularySize * hiddenSize * (tiedEmbeddings ? 1 : 2) + layerCount * (attention + 3 * hiddenSize * intermediateSize)
        guard UInt64(weights) * 16 <= ProcessInfo.processInfo.physicalMemory else {
            let (needed, present) = ((UInt64(weights) * 16) >> 30, ProcessInfo.processInfo.physicalMemory >> 30)
            throw section.problem(
                "hidden_size",
                "and the other sizes make \(weights / 1_000_000) million weights; training them takes \(needed) GiB of memory, and this machine has \(present)"
            )
        }
    }
}

extension TrainingPipeline.DataSource {
    init(_ section: YAMLSection, resolve: (String) -> String) throws {
        try section.allow(["name", "stage", "file", "files", "answers_from", "limit", "weight", "about"])
        let name = try section.requiredText("name")
        guard name != Source.generalName else {
            throw section.problem("name", "is \(name), which stands under the key `general` of the pipeline")
        }
        guard name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"<>,".utf8.contains($0) }) else {
            throw section.problem("name", "must be printable ASCII without spaces, commas and angle brackets")
        }
        try self.init(section, name: name, stage: section.choice("stage", Stage.self) ?? .sft, resolve: resolve)
    }

    init(general section: YAMLSection, resolve: (String) -> String) throws {
        try section.allow(["file", "files", "answers_from", "limit", "weight", "about"])
        try self.init(section, name: Source.generalName, stage: nil, resolve: resolve)
    }

    private init(_ section: YAMLSection, name: String, stage: Stage?, resolve: (String) -> String) throws {
        self.name = name
        self.stage = stage
        files = try (section.texts("files") ?? section.texts("file") ?? []).map(resolve)
        guard !files.isEmpty else { throw section.problem("file", "is missing: name the source's JSON Lines file") }
        answersFrom = try (section.texts("answers_from") ?? []).map(resolve)
        limit = try section.integer("limit", atLeast: 1)
        weight = try section.number("weight", atMost: mostViews) ?? 1
        about = try section.text("about")
    }
}

extension TrainingPipeline.TrainingStage {
    init(
        _ section: YAMLSection, sources known: [TrainingPipeline.DataSource], earlier: [TrainingPipeline.TrainingStage], isScratch: Bool
    ) throws {
        let kind = try section.choice("kind", TrainingPipeline.Kind.self) ?? .sft
        let ownKeys: [String] =
            switch kind {
            case .pretrain, .sft: ["runs", "start_share"]
            case .preference: ["beta", "tag_weight"]
            case .rl: ["tag_weight"] + TrainingPipeline.ReinforcementSettings.keys
            }
        try section.allow(
            [
                "name", "kind", "form", "sources", "replay", "mode", "rank", "alpha", "epochs", "steps", "batch_tokens",
                "micro_batch_tokens",
                "learning_rate", "token_row_rate", "weight_decay", "clip", "warm_up", "schedule", "floor", "probes", "probe_weight",
                "decision_weight", "views_per_row", "general_views_per_row", "own_views", "spared_answer_tokens", "prompt_dropout",
                "repetition", "rewording", "checkpoint_every",
            ] + ownKeys)
        self.kind = kind
        name = try section.text("name") ?? kind.rawValue
        guard !name.isEmpty, !name.hasPrefix("."), !name.contains("/") else {
            throw section.problem("name", "is `\(name)`, which cannot be the name of a folder of the run")
        }
        guard !earlier.contains(where: { [name] in $0.name == name }) else {
            throw section.problem("name", "is `\(name)`, which an earlier stage has")
        }
        form = try section.choice("form", TrainingPipeline.Form.self) ?? (kind == .pretrain ? .document : .chat)
        sources = try Self.sources(section, known: known, kind: kind)
        replay = try Self.replay(section)
        mode = try section.choice("mode", TrainingPipeline.Mode.self) ?? (isScratch ? .full : .lora)
        rank = try section.integer("rank", atLeast: 1, atMost: 1 << 15) ?? earlier.last?.rank ?? 16
        alpha = try section.number("alpha") ?? earlier.last?.alpha ?? Double(2 * rank)
        epochs = try section.integer("epochs", atLeast: 1, atMost: 1 << 20) ?? 1
        steps = try section.integer("steps", atLeast: 1)
        batchTokens = try section.integer("batch_tokens", atLeast: 16, atMost: 1 << 24) ?? 1_024
        microBatchTokens = try section.integer("micro_batch_tokens", atLeast: 16, atMost: 1 << 16) ?? min(batchTokens, 2_048)
        let usualRate = kind == .pretrain || kind == .sft ? (mode == .lora ? 1e-3 : 2e-3) : 2e-4
        learningRate = Float(try section.number("learning_rate") ?? usualRate)
        tokenRowRate = Float(try section.number("token_row_rate") ?? 1)
        weightDecay = Float(try section.number("weight_decay") ?? 0)
        clip = try section.number("clip") ?? 1
        warmUp = try section.number("warm_up", atMost: 1e9) ?? 0.05
        schedule = try section.choice("schedule", LearningRateSchedule.Shape.self) ?? .cosine
        floor = Float(try section.number("floor") ?? 0.05)
        probes = try section.integer("probes") ?? 4
        probeWeight = Float(try section.number("probe_weight") ?? 1)
        decisionWeight = Float(try section.number("decision_weight") ?? 1)
        viewsPerRow = try Self.views(section, "views_per_row") ?? Dictionary(uniqueKeysWithValues: View.allCases.map { ($0, 1) })
        generalViewsPerRow = try Self.views(section, "general_views_per_row") ?? viewsPerRow
        ownViews = try section.number("own_views", atMost: mostViews) ?? 1
        sparedAnswerTokens = try section.integer("spared_answer_tokens", atLeast: 1) ?? 16
        promptDropout = try section.number("prompt_dropout") ?? 0
        guard promptDropout <= 0.5 else { throw section.problem("prompt_dropout", "is \(promptDropout), more than 0.5") }
        repetition = try section.number("repetition", atMost: 1) ?? 0
        rewording = try section.number("rewording", atMost: 1) ?? 0
        if rewording > 0, form == .document {
            throw section.problem("rewording", "is for prompts; a stage of `form: document` has none")
        }
        runs = try section.integer("runs", atLeast: 1, atMost: 64) ?? 1
        startShare = try section.number("start_share") ?? 0
        guard startShare < 1 else { throw section.problem("start_share", "is \(startShare); it must stay below 1, which undoes the stage") }
        checkpointEvery = try section.integer("checkpoint_every") ?? 200
        tagWeight = try section.number("tag_weight") ?? 1
        if kind == .preference {
            var settings = TrainingPipeline.PreferenceSettings()
            settings.beta = try section.number("beta") ?? settings.beta
            guard settings.beta > 0 else { throw section.problem("beta", "is 0; without it nothing is learned of the pairs") }
            preference = settings
        }
        if kind == .rl {
            guard form == .chat else { throw section.problem("form", "must be `chat`: a reinforcement stage asks and is answered") }
            reinforcement = try TrainingPipeline.ReinforcementSettings(section)
        }
        if let last = earlier.last, last.mode != mode || last.rank != rank || last.alpha != alpha {
            throw section.problem(
                "mode",
                "must be that of the stage before (\(last.mode.rawValue), rank \(last.rank), alpha \(last.alpha)): stages go on with the same weights"
            )
        }
        if isScratch && mode == .lora { throw section.problem("mode", "is lora, but a model from scratch has no base; use `full`") }
    }

    private static func sources(
        _ section: YAMLSection, known: [TrainingPipeline.DataSource], kind: TrainingPipeline.Kind
    ) throws -> [String] {
        let names = known.map(\.name)
        let stage = Stage(rawValue: kind.rawValue)
        guard let wanted = try section.texts("sources") else {
            let own = known.filter { $0.stage == stage || $0.stage == nil }.map(\.name)
            let isSupervised = kind == .pretrain || kind == .sft
            guard isSupervised ? !own.isEmpty : known.contains(where: { $0.stage == stage }) else {
                throw section.problem("sources", "is missing, and no source has the stage `\(kind.rawValue)`")
            }
            return own
        }
        for name in wanted where !names.contains(name) {
            let hint = NearestName.of(name, in: names).map { "; did you mean \($0)?" } ?? "; known: \(names.joined(separator: ", "))"
            throw section.problem("sources", "names the unknown source \(name)\(hint)")
        }
        guard kind == .pretrain || kind == .sft || known.contains(where: { $0.stage == stage && wanted.contains($0.name) }) else {
            throw section.problem("sources", "names no source of the stage `\(kind.rawValue)`, which this kind of stage learns from")
        }
        return wanted
    }

    /// A number is a share of traced views; a mapping names the share of each view.
    private static func replay(_ section: YAMLSection) throws -> [View: Double] {
        guard section.isMapping("replay") else {
            let share = try section.number("replay", atMost: mostViews) ?? 0
            return share > 0 ? [.traced: share] : [:]
        }
        return try views(section, "replay") ?? [:]
    }

    private static func views(_ section: YAMLSection, _ key: String) throws -> [View: Double]? {
        guard let views = try section.section(key) else { return nil }
        try views.allow(View.allCases.map(\.rawValue))
        var shares: [View: Double] = [:]
        for view in View.allCases {
            shares[view] = try views.number(view.rawValue, atMost: mostViews) ?? 0
        }
        return shares
    }
}
