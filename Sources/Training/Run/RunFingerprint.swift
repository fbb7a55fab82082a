import Compute
import LanguageModel
import Provenance

/// What a checkpoint must have in common with the run that goes on from it: the weights it began with, and what shaped them since.
///
/// Stages that are yet to come do not count, so a stage can be changed and run again from what went before. Where files lie, how often
/// to save and how many threads to use may change too: a project folder may be moved between two runs.
struct RunFingerprint {
    private var hash = StableHash()

    /// The fingerprint after each number of stages, from none to all.
    ///
    /// - Parameters:
    ///   - rows: those of all sources.
    ///   - base: the model the training adds to; nil for one from scratch.
    ///   - start: the trained parameters before the first step.
    static func texts(
        _ pipeline: TrainingPipeline, rows: [TokenisedRow], base: LlamaWeights?, start: ParameterStore
    ) -> [String] {
        var beginning = RunFingerprint()
        if let base { beginning.mix(base) }
        for index in 0..<start.count { beginning.hash.mix(word: UInt64(start.values[index].bitPattern)) }
        return (0...pipeline.stages.count).map { stages in
            var fingerprint = beginning
            fingerprint.mix(pipeline, stages: stages, rows: rows)
            return String(fingerprint.hash.value, radix: 16)
        }
    }

    private mutating func mix(_ pipeline: TrainingPipeline, stages: Int, rows: [TokenisedRow]) {
        var settings = Self.withoutPlaces(pipeline)
        settings.stages.removeLast(pipeline.stages.count - stages)
        var taking = Set(settings.stages.flatMap(\.sources))
        // The vocabulary of a model from scratch was learned from all rows.
        if case .scratch = pipeline.base { taking.formUnion(pipeline.sources.map(\.name)) }
        hash.mix(Self.canonicalText(settings))
        for row in rows where taking.contains(pipeline.sources[row.source].name) { mix(row) }
    }

    private static func withoutPlaces(_ pipeline: TrainingPipeline) -> TrainingPipeline {
        var settings = pipeline
        settings.file = ""
        settings.out = ""
        settings.threads = nil
        // Stands in the checkpoint by name.
        settings.arithmetic = nil
        if case .model = settings.base { settings.base = .model(path: "") }
        settings.adapter = settings.adapter.map { _ in "" }
        for index in settings.sources.indices {
            settings.sources[index].files = []
            settings.sources[index].answersFrom = []
        }
        for index in settings.stages.indices { settings.stages[index].checkpointEvery = 0 }
        return settings
    }

    /// A text that is the same for the same settings: dictionaries are written in the order of their keys.
    private static func canonicalText(_ value: Any) -> String {
        if let views = value as? [View: Double] {
            return View.allCases.map { "\($0.rawValue)=\(views[$0] ?? 0)" }.joined(separator: ",")
        }
        let mirror = Mirror(reflecting: value)
        guard !mirror.children.isEmpty else { return "\(value)" }
        return "(" + mirror.children.map { "\($0.label ?? ""):\(canonicalText($0.value))" }.joined(separator: ";") + ")"
    }

    private mutating func mix(_ row: TokenisedRow) {
        hash.mix(UInt64(row.source) &+ (row.isOwn ? 1 << 32 : 0))
        for token in row.history + [-3] + row.prompt + [-1] + row.answer + [-2] + (row.rejected ?? []) {
            hash.mix(UInt64(bitPattern: Int64(token)))
        }
        for choice in row.check?.choices ?? [] { hash.mix(choice) }
    }

    /// The beginning of every matrix: enough to tell two models apart without reading them whole.
    private mutating func mix(_ base: LlamaWeights) {
        for matrix in [base.embedding, base.output] + base.layers.flatMap({ layer in Projection.allCases.map { layer[$0] } }) {
            hash.mix(UInt64(matrix.bytes.count))
            for byte in matrix.bytes.prefix(1024) { hash.mix(byte) }
        }
    }
}
