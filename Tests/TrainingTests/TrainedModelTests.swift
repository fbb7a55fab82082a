import Compute
import Foundation
import LanguageModel
import Provenance
import Testing
import Training

/// What the engine reads from the saved files answers as the model did that was trained.
@Suite struct TrainedModelTests {
    private static let bases = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/language-model").path
    /// The engine sums in another order than the trainer's matrix products.
    private static let tolerance = 1e-4

    private func train(_ yaml: String, in folder: TemporaryFolder) throws -> TrainingRun {
        let run = try TrainingRun(pipeline: TrainingPipeline(path: folder.write(yaml, to: "pipeline.yaml")))
        _ = try run.run { _ in .proceed }
        return run
    }

    /// The mean loss of each next token, by the trainer and by the engine.
    private func losses(_ tokens: [Int], trained: TrainingRun, loaded: LoadedModel) throws -> (trainer: Double, engine: Double) {
        let pool = ThreadPool(threadCount: 2)
        defer { pool.shutDown() }
        var batch = PackedBatch()
        let targets = tokens.dropFirst().map(Int32.init) + [PackedBatch.noTarget]
        batch.append(tokens: tokens.map(Int32.init), targets: targets, weights: tokens.map { _ in 1 })
        let pass = TrainingPass(model: trained.model, capacity: tokens.count, pool: pool)
        let session = InferenceSession(model: loaded, pool: pool)
        let sequence = session.newSequence()
        let result = try session.step(tokens.map { StepRow(sequence: sequence, token: $0, logits: .all) })
        let engine = (0..<tokens.count - 1).reduce(0.0) { sum, row in
            let largest = Double(result[row].max() ?? 0)
            let total = result[row].reduce(0.0) { $0 + exp(Double($1) - largest) }
            return sum + largest + log(total) - Double(result[row][tokens[row + 1]])
        }
        return (pass.loss(batch) / Double(tokens.count - 1), engine / Double(tokens.count - 1))
    }

    @Test(arguments: ["tied", "untied", "tied.gguf", "untied.gguf", "qwen2", "qwen3.gguf"]) func anAdapterIsReadBackAsTrained(base: String)
        throws
    {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        let yaml = TinyPipeline.yaml().replacing(#/scratch: .*/#, with: "base: \(Self.bases)/\(base)")
        let run = try train(yaml, in: folder)
        let loaded = try LoadedModel.load(path: "\(Self.bases)/\(base)", adapter: folder.path("out"))
        let manifest = run.manifest
        let prompt = loaded.chatTemplate.prompt("Why?", control: [manifest.controls.debug.id], system: nil, tokenizer: loaded.tokenizer)
        let found = try losses(prompt + [manifest.controls.tag.id, manifest.sources[1].id], trained: run, loaded: loaded)
        #expect(abs(found.trainer - found.engine) < Self.tolerance, "\(found)")
        for token in manifest.addedTokens { #expect(loaded.tokenizer.specialToken(token.text) == token.id) }
    }

    @Test func aModelFromScratchIsReadBackAsTrained() throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        let run = try train(TinyPipeline.yaml(), in: folder)
        let loaded = try LoadedModel.load(path: folder.path("out"))
        let manifest = run.manifest
        let prompt = loaded.chatTemplate.prompt("Why?", control: [manifest.controls.debug.id], system: nil, tokenizer: loaded.tokenizer)
        let found = try losses(prompt + [manifest.controls.tag.id, manifest.sources[1].id], trained: run, loaded: loaded)
        #expect(abs(found.trainer - found.engine) < Self.tolerance, "\(found)")
        for token in manifest.addedTokens { #expect(loaded.tokenizer.specialToken(token.text) == token.id) }
    }

    @Test func aSystemMessageTravelsWithTheManifest() throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        let yaml = TinyPipeline.yaml().replacing(#/scratch: .*/#, with: "base: \(Self.bases)/tied\nsystem: Be brief.")
        #expect(try train(yaml, in: folder).manifest.chat == Manifest.Chat(system: "Be brief."))
    }

    @Test func aBaseThatHasTagsAlreadyIsRefused() throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        _ = try train(TinyPipeline.yaml(), in: folder)
        let again = TinyPipeline.yaml(out: "again").replacing(#/scratch: .*/#, with: "base: out")
        do {
            _ = try train(again, in: folder)
            Issue.record("tags were added twice")
        } catch { #expect("\(error)".contains("<DEBUG>"), "\(error)") }
    }

    /// A base that came without a template, or with another one, is trained and asked in the turns that the pipeline names.
    @Test(arguments: ["llama2", "mistral", "zephyr"])
    func aPipelineNamesTheTurns(template: String) throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        let base = folder.path("base")
        try FileManager.default.copyItem(atPath: "\(Self.bases)/tied", toPath: base)
        for file in ["tokenizer.json", "tokenizer_config.json"] {
            let text = try String(contentsOfFile: base + "/" + file, encoding: .utf8)
            try folder.write(text.replacing("<|endoftext|>", with: "</s>"), to: "base/" + file)
        }
        let yaml = TinyPipeline.yaml(stage: "mode: lora, rank: 4, alpha: 8, steps: 1")
            .replacing(#/scratch: .*/#, with: "base: base\nchat_template: \(template)")
        let run = try train(yaml, in: folder)
        #expect(run.manifest.chat?.template == template)
    }

    @Test func fullTrainingStartsFromTheBase() throws {
        let folder = try TemporaryFolder()
        try TinyPipeline.writeRows(folder)
        let yaml = TinyPipeline.yaml(stage: "mode: full, steps: 1").replacing(#/scratch: .*/#, with: "base: \(Self.bases)/tied")
            .replacing("learning_rate: 0.01", with: "learning_rate: 0")
        let run = try train(yaml, in: folder)
        let base = try LoadedModel.load(path: "\(Self.bases)/tied")
        let tokens = base.chatTemplate.prompt("Why?", control: [], system: nil, tokenizer: base.tokenizer)
        let trained = try LoadedModel.load(path: folder.path("out"))
        let pool = ThreadPool(threadCount: 1)
        defer { pool.shutDown() }
        func logits(_ model: LoadedModel) throws -> [Float] {
            let session = InferenceSession(model: model, pool: pool)
            let sequence = session.newSequence()
            let result = try session.step(tokens.map { StepRow(sequence: sequence, token: $0, logits: .all) })
            return Array(result[tokens.count - 1].prefix(base.configuration.vocabularySize))
        }
        #expect(run.model.vocabularySize == base.configuration.vocabularySize + run.manifest.addedTokens.count)
        #expect(try zip(logits(base), logits(trained)).allSatisfy { abs($0 - $1) < 1e-4 })
    }
}
