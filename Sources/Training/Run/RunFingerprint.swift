/// Of what shaped the weights after some of a pipeline's stages: a checkpoint fits no other run.
///
/// Stages that are yet to come do not count, so a stage can be changed and run again from what went before. How often to save, how many
/// threads compute and where files lie may change at any time.
struct RunFingerprint {
    /// FNV-1a.
    private var hash: UInt64 = 0xCBF2_9CE4_8422_2325

    /// - Parameters:
    ///   - stages: how many of the pipeline's stages count.
    ///   - rows: those of all sources.
    static func text(_ pipeline: TrainingPipeline, stages: Int, rows: [TokenisedRow]) -> String {
        var settings = pipeline
        settings.file = ""
        settings.out = ""
        settings.threads = nil
        settings.stages = Array(pipeline.stages.prefix(stages))
        for index in settings.stages.indices { settings.stages[index].checkpointEvery = 0 }
        for index in settings.sources.indices { (settings.sources[index].files, settings.sources[index].answersFrom) = ([], []) }
        var taking = Set(settings.stages.flatMap(\.sources))
        // The vocabulary of a model from scratch was learned from all rows.
        if case .scratch = pipeline.base { taking.formUnion(pipeline.sources.map(\.name)) }
        var fingerprint = RunFingerprint()
        fingerprint.mix(canonicalText(settings))
        for row in rows where taking.contains(pipeline.sources[row.source].name) { fingerprint.mix(row) }
        return String(fingerprint.hash, radix: 16)
    }

    private mutating func mix(_ value: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) { hash = (hash ^ ((value >> UInt64(shift)) & 0xFF)) &* 0x100_0000_01B3 }
    }

    private mutating func mix(_ text: String) {
        for byte in text.utf8 { mix(UInt64(byte)) }
    }

    private mutating func mix(_ row: TokenisedRow) {
        mix(UInt64(row.source) &+ (row.isOwn ? 1 << 32 : 0))
        for token in row.history + [-3] + row.prompt + [-1] + row.answer + [-2] + (row.rejected ?? []) {
            mix(UInt64(bitPattern: Int64(token)))
        }
        for choice in row.check?.choices ?? [] { mix(choice) }
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
}
