import Compute
import LanguageModel

/// What a checkpoint must have in common with the run that goes on from it: settings, rows, and the weights it began with.
///
/// Where files lie, how often to save and how many threads to use may change: a project folder may be moved between two runs.
struct RunFingerprint {
    /// FNV-1a, 64 bits.
    private var hash: UInt64 = 0xCBF2_9CE4_8422_2325

    /// - Parameters:
    ///   - base: the model the training adds to; nil for one from scratch.
    ///   - start: the trained parameters before the first step.
    static func text(
        _ pipeline: TrainingPipeline, rows: [TokenisedRow], base: LlamaWeights?, start: ParameterStore
    ) -> String {
        var fingerprint = RunFingerprint()
        for byte in canonicalText(withoutPlaces(pipeline)).utf8 { fingerprint.mix(byte) }
        for row in rows {
            fingerprint.mix(UInt64(row.source) &+ (row.isOwn ? 1 << 32 : 0))
            for token in row.prompt + [-1] + row.answer + [-2] { fingerprint.mix(UInt64(bitPattern: Int64(token))) }
        }
        if let base { fingerprint.mix(base) }
        for index in 0..<start.count { fingerprint.mix(word: UInt64(start.values[index].bitPattern)) }
        return String(fingerprint.hash, radix: 16)
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

    private mutating func mix(_ byte: UInt8) {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }

    private mutating func mix(_ value: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) { mix(UInt8(truncatingIfNeeded: value >> UInt64(shift))) }
    }

    /// A number in one round: there are millions of parameters.
    private mutating func mix(word: UInt64) {
        hash = (hash ^ word) &* 0x100_0000_01B3
    }

    /// The beginning of every matrix: enough to tell two models apart without reading them whole.
    private mutating func mix(_ base: LlamaWeights) {
        for matrix in [base.embedding, base.output] + base.layers.flatMap({ layer in Projection.allCases.map { layer[$0] } }) {
            mix(UInt64(matrix.bytes.count))
            for byte in matrix.bytes.prefix(1024) { mix(byte) }
        }
    }
}
